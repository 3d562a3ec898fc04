package leadhook.dashboard;

import java.util.List;
import java.util.Optional;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Incentives;
import leadhook.campaigns.Tag;
import leadhook.inbound.InboundWebhooks;
import leadhook.inbound.InboundWebhooks.Seen;
import leadhook.leads.SocialId;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** Inbound webhooks: made by a form, copied as a URL, and watched until the first request arrives. */
final class InboundPage {
    private static final int SHOWN = 50;
    private static final int MAX_TEXT = 255;

    private final InboundWebhooks webhooks;
    private final Incentives incentives;
    private final Html html;
    private final Notices notices;
    private final String publicUrl;

    InboundPage(InboundWebhooks webhooks, Incentives incentives, Html html, Notices notices, String publicUrl) {
        this.webhooks = webhooks;
        this.incentives = incentives;
        this.html = html;
        this.notices = notices;
        this.publicUrl = publicUrl;
    }

    record Shown(
            Frame frame,
            List<Seen> webhooks,
            List<Tag> tags,
            @Nullable Long older) {}

    /** @param lastLead the social id of who came last; null when nobody did */
    record One(
            Frame frame, Seen webhook, String url, @Nullable String lastLead) {
        /** What is on the page, so that it is not told again. */
        String seen() {
            return webhook.accepted() + "-" + webhook.refused();
        }

        /** Whether nothing has come yet. */
        boolean waits() {
            return webhook.accepted() == 0 && webhook.refused() == 0;
        }

        /** Whether the last of what came was refused. */
        boolean refusedLast() {
            var refusedAt = webhook.refusedAt();
            var acceptedAt = webhook.acceptedAt();
            return refusedAt != null && (acceptedAt == null || refusedAt.isAfter(acceptedAt));
        }
    }

    Answer show(Visit visit, Campaign campaign) {
        var found = webhooks.list(campaign.id(), visit.number("before").orElse(Long.MAX_VALUE), SHOWN + 1);
        boolean more = found.size() > SHOWN;
        var page = more ? found.subList(0, SHOWN) : found;
        return html.page(
                "inbound",
                new Shown(
                        Frame.of("Inbound webhooks", visit, campaign, "inbound", notices),
                        page,
                        incentives.tags(campaign.id()),
                        more ? page.getLast().id() : null));
    }

    Answer create(Visit visit, Campaign campaign) {
        var fields = visit.call().fields();
        var name = fields.text("name").map(text -> limited("name", text)).orElse("Inbound webhook");
        var source = fields.text("source").map(text -> limited("source", text)).orElse(null);
        long made = webhooks.create(campaign.id(), name, visit.number("tag").orElse(null), source);
        return Answer.seeOther(page(campaign, made));
    }

    private static String limited(String name, String text) {
        if (text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
            throw Refusal.invalid("The " + name + " has at most " + MAX_TEXT + " characters.");
        }
        return text;
    }

    private static String page(Campaign campaign, long webhook) {
        return Gate.HOME + "/campaigns/" + campaign.id() + "/inbound/" + webhook;
    }

    Answer one(Visit visit, Campaign campaign) {
        return html.page("inbound-one", seen(visit, campaign));
    }

    /** The part of the page that fills itself, when something has come since it was looked at. */
    Answer arrivals(Visit visit, Campaign campaign) {
        var one = seen(visit, campaign);
        return visit.call().fields().text("seen").filter(one.seen()::equals).isPresent()
                ? Answer.nothing()
                : html.page("arrivals", one);
    }

    private One seen(Visit visit, Campaign campaign) {
        var webhook = visit.call()
                .number("webhook")
                .flatMap(id -> webhooks.find(campaign.id(), id))
                .orElseThrow(InboundPage::unknown);
        return new One(
                Frame.of(webhook.name(), visit, campaign, "inbound", notices),
                webhook,
                publicUrl + "/inbound/" + webhook.token(),
                Optional.ofNullable(webhook.lastLead()).map(SocialId::of).orElse(null));
    }

    private static Refusal unknown() {
        return Refusal.notFound("There is no such inbound webhook: it may have been deleted.");
    }

    Answer delete(Visit visit, Campaign campaign) {
        boolean deleted = visit.call()
                .number("webhook")
                .filter(id -> webhooks.delete(campaign.id(), id))
                .isPresent();
        if (!deleted) {
            throw unknown();
        }
        return notices.goTo(
                visit,
                Gate.HOME + "/campaigns/" + campaign.id() + "/inbound",
                "The inbound webhook is deleted. Its URL takes nothing any more; the leads that came by it stay.");
    }
}
