package leadhook.dashboard;

import java.util.ArrayList;
import java.util.List;
import leadhook.dashboard.CampaignPage.Counts;
import leadhook.dashboard.CampaignPage.Refusing;
import org.jspecify.annotations.Nullable;

/**
 * Something on a campaign's page that wants to be done.
 *
 * @param trouble whether something is wrong; else it is a next step
 * @param subject the address of what it is about; null when the text says it all
 * @param text what it is
 * @param page where to do it, below the campaign's own page
 * @param action what the link says
 */
record Attention(boolean trouble, @Nullable String subject, String text, String page, String action) {
    /** What is wrong first, then what an owner may do next. */
    static List<Attention> of(Counts counts, List<WebhookLine> webhooks, List<Refusing> refusing, boolean owner) {
        var list = new ArrayList<Attention>();
        webhooks.stream()
                .filter(webhook -> !webhook.isWell())
                .map(Attention::of)
                .forEach(list::add);
        webhooks.stream()
                .filter(webhook -> webhook.lost().any())
                .map(Attention::ofLosses)
                .forEach(list::add);
        refusing.forEach(each -> list.add(new Attention(
                true,
                null,
                "The inbound webhook “%s” refused what came last: “%s”.".formatted(each.name(), each.refusal()),
                "/inbound/" + each.id(),
                "Look at it")));
        if (owner && counts.inbound() == 0 && counts.leads() == 0) {
            list.add(new Attention(
                    false,
                    null,
                    "No leads yet. An inbound webhook is a URL that turns what is posted to it into leads.",
                    "/inbound",
                    "Create an inbound webhook"));
        }
        if (owner && counts.webhooks() == 0) {
            list.add(new Attention(
                    false,
                    null,
                    "Nobody is told what happens here. An outbound webhook posts each event to a URL of yours.",
                    "/outbound",
                    "Create an outbound webhook"));
        }
        return list;
    }

    private static Attention ofLosses(WebhookLine webhook) {
        var text = "did not get everything: " + webhook.lost().text() + ".";
        return new Attention(true, webhook.url(), text, "/outbound/" + webhook.id(), "See which");
    }

    private static Attention of(WebhookLine webhook) {
        var waits = webhook.backlog().isEmpty() ? "" : " What is not sent yet is kept: " + webhook.backlog() + ".";
        var why = webhook.failingReason() == null ? "" : " (" + webhook.failingReason() + ")";
        var text = switch (webhook.state()) {
            case "disabled" -> "is disabled" + why + ": nothing is sent until it is enabled again.";
            case "paused" -> "is paused.";
            case "waiting" -> "waits: its receiver asked to be left alone for a while.";
            case "standing" -> "stands still: its receiver takes nothing" + why + ".";
            default -> "fails at the moment" + why + " and is tried again.";
        };
        var action = webhook.state().equals("paused") ? "Look at it" : "See why";
        return new Attention(true, webhook.url(), text + waits, "/outbound/" + webhook.id(), action);
    }
}
