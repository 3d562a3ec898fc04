package leadhook.dashboard;

import static java.util.stream.Collectors.toSet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import leadhook.campaigns.Campaign;
import leadhook.dashboard.Notices.Notice;
import leadhook.delivery.Diary;
import leadhook.delivery.OutboundWebhooks;
import leadhook.delivery.Resend;
import leadhook.leads.SocialId;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** One outbound webhook: how it fares, what it was sent and what it answered, and what an operator can do about it. */
final class WebhookPage {
    private static final int ATTEMPTS = 25;
    private static final int CHANGES = 10;
    private static final int TESTS = 3;
    private static final int GIVEN_UP = 20;

    private final Database database;
    private final OutboundWebhooks webhooks;
    private final Diary diary;
    private final Resend resend;
    private final Html html;
    private final Notices notices;
    private final InstantSource clock;

    WebhookPage(
            Database database,
            OutboundWebhooks webhooks,
            Diary diary,
            Resend resend,
            Html html,
            Notices notices,
            InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.diary = diary;
        this.resend = resend;
        this.html = html;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * @param tests the latest, which are of no event and so stand in no order with the others
     * @param givenUp the latest events that it lately did not get and that can be sent again
     * @param outcomes which attempts are shown: all, failed or delivered
     */
    record Shown(
            Frame frame,
            WebhookLine webhook,
            List<Long> givenUp,
            String outcomes,
            List<Diary.Entry> tests,
            List<Diary.Entry> attempts,
            @Nullable String older,
            boolean newest,
            List<Change> changes) {}

    record Change(Instant at, String change, @Nullable String detail) {}

    static WebhookLine line(Database database, Visit visit, Campaign campaign, Instant now) {
        return visit.call()
                .number("webhook")
                .flatMap(id -> WebhookLine.find(
                        database, campaign.id(), id, now, visit.user().isOwner()))
                .orElseThrow(() -> Refusal.notFound("There is no such outbound webhook: it may have been deleted."));
    }

    Answer show(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        var outcomes = outcomes(visit);
        var after = visit.call().fields().text("after");
        var page = diary.page(campaign.id(), webhook.id(), outcomes, after.orElse(null), ATTEMPTS);
        var tests = after.isEmpty() && outcomes == Diary.Outcomes.ALL
                ? diary.tests(campaign.id(), webhook.id(), TESTS)
                : List.<Diary.Entry>of();
        return html.page(
                "webhook",
                new Shown(
                        Frame.of("Outbound webhook", visit, campaign, "outbound", notices),
                        webhook,
                        webhook.lost().givenUp() == 0 ? List.of() : givenUp(webhook.id()),
                        outcomes.name().toLowerCase(Locale.ROOT),
                        tests,
                        page.entries().stream()
                                .filter(entry -> !tests.contains(entry))
                                .toList(),
                        page.next(),
                        after.isEmpty(),
                        changes(webhook.id())));
    }

    private WebhookLine line(Visit visit, Campaign campaign) {
        return line(database, visit, campaign, clock.instant());
    }

    private static Diary.Outcomes outcomes(Visit visit) {
        return switch (visit.call().fields().text("outcome").orElse("all")) {
            case "failed" -> Diary.Outcomes.FAILED;
            case "delivered" -> Diary.Outcomes.DELIVERED;
            default -> Diary.Outcomes.ALL;
        };
    }

    private List<Long> givenUp(long webhook) {
        return database.list("""
                select from_seq from gaps where webhook_id = ? and reason = 'given up' and at > ? order by at desc limit ?
                """, row -> row.getLong("from_seq"), webhook, Losses.since(clock.instant()), GIVEN_UP);
    }

    private List<Change> changes(long webhook) {
        return database.list(
                "select at, change, detail from webhook_changes where webhook_id = ? order by id desc limit ?",
                WebhookPage::change,
                webhook,
                CHANGES);
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(Row.instant(row, "at"), row.getString("change"), row.getString("detail"));
    }

    // What an operator does
    // -------------------------------------------------------------------------------------------

    Answer test(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        var type = visit.call().fields().text("event").flatMap(EventType::named).orElse(EventType.NEW_SIGNUP);
        return told(visit, page(campaign, webhook), "The test event", resend.test(campaign.id(), webhook.id(), type));
    }

    Answer resend(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        long event = visit.call().number("event").orElseThrow(() -> Refusal.notFound("There is no such event."));
        return told(
                visit,
                page(campaign, webhook) + "/events/" + event,
                "Event " + event,
                resend.event(campaign.id(), webhook.id(), event));
    }

    private Answer told(Visit visit, String page, String what, Resend.Result result) {
        var text = result.delivered()
                ? "%s was delivered: the receiver answered %d after %,d ms."
                        .formatted(what, result.status(), result.tookMillis())
                : "%s was not taken: %s, after %,d ms."
                        .formatted(what, Words.outcome(result.status(), result.reason()), result.tookMillis());
        return notices.goTo(visit, page, new Notice(result.delivered(), text));
    }

    Answer pause(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        webhooks.pause(campaign.id(), webhook.id());
        return notices.goTo(
                visit,
                page(campaign, webhook),
                "It is paused: nothing is sent until you resume it. What happens meanwhile waits.");
    }

    /** Goes on where it stopped, or {@code from} now. */
    Answer resume(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        boolean fromNow =
                visit.call().fields().text("from").filter("now"::equals).isPresent();
        webhooks.resume(campaign.id(), webhook.id(), fromNow);
        return notices.goTo(
                visit,
                page(campaign, webhook),
                fromNow
                        ? "It goes on with what happens from now on; what lay between is never sent."
                        : "It goes on where it stopped.");
    }

    /** Another URL, or other events. */
    Answer change(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        var fields = visit.call().fields();
        var url = fields.text("url");
        var wanted = wanted(fields);
        if (url.isEmpty() && wanted == null) {
            return notices.goTo(visit, page(campaign, webhook), "Nothing was different, so nothing is changed.");
        }
        webhooks.change(campaign.id(), webhook.id(), url.orElse(null), wanted);
        return notices.goTo(
                visit,
                page(campaign, webhook),
                webhook.state().equals("disabled")
                        ? "It is changed, and still disabled: enable it below."
                        : "It is changed.");
    }

    /** Null when the ticks are as they stood on the page: what another has changed since is left alone. */
    private static @Nullable List<EventType> wanted(Fields fields) {
        var types = OutboundPage.types(fields);
        var had = Set.copyOf(List.of(fields.text("had").orElse("").split(",")));
        return types.stream().map(EventType::eventName).collect(toSet()).equals(had) ? null : types;
    }

    Answer delete(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        webhooks.delete(campaign.id(), webhook.id());
        return notices.goTo(
                visit,
                Gate.HOME + "/campaigns/" + campaign.id() + "/outbound",
                "The outbound webhook is deleted. What was not sent yet is dropped.");
    }

    private static String page(Campaign campaign, WebhookLine webhook) {
        return Gate.HOME + "/campaigns/" + campaign.id() + "/outbound/" + webhook.id();
    }

    /** The event that somebody asks about: by number, or the latest of a lead that this webhook may have been meant to get. */
    Answer explain(Visit visit, Campaign campaign) {
        var webhook = line(visit, campaign);
        var asked = visit.call().fields().text("about").orElse("");
        var page = page(campaign, webhook);
        // A number beyond the log is a phone number, or a social id without a letter.
        if (asked.matches("[0-9]{1,18}") && Long.parseLong(asked) <= webhook.lastSeq()) {
            return Answer.seeOther(page + "/events/" + Long.parseLong(asked));
        }
        return lead(campaign.id(), asked)
                .map(lead -> Answer.seeOther(page + "/leads/" + SocialId.of(lead)))
                .orElseGet(
                        () -> notices.goTo(
                                visit,
                                page,
                                new Notice(
                                        false,
                                        asked.isEmpty()
                                                ? "Say which event: its number, or the email or social id of its lead."
                                                : "No lead here has that email, phone number or social id. If somebody did post it, see what its inbound webhook answered.")));
    }

    private Optional<Long> lead(long campaign, String asked) {
        var text = asked.replace("\0", "");
        return database.first(
                """
                select id from leads where campaign_id = ? and (email = ? or phone_number = ? or id = ?) limit 1
                """,
                row -> row.getLong(1),
                campaign,
                text.toLowerCase(Locale.ROOT),
                LeadsPage.phone(text),
                SocialId.id(text).orElse(0L));
    }
}
