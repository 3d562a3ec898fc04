package leadhook.dashboard;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import leadhook.campaigns.Campaign;
import leadhook.delivery.Explain;
import leadhook.leads.SocialId;
import leadhook.log.LogDays;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** Why an event did or did not reach a webhook: the answer first, then what was sent, and what came back each time. */
final class EventPage {
    private static final int ATTEMPTS = 20;

    private static final int OF_A_LEAD = 10;

    private final Database database;
    private final Explain explain;
    private final Html html;
    private final Notices notices;
    private final InstantSource clock;

    EventPage(Database database, Explain explain, Html html, Notices notices, InstantSource clock) {
        this.database = database;
        this.explain = explain;
        this.html = html;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * @param event null when it does not exist, or is no longer kept
     * @param urlChangedAt when the webhook got the URL that it has; null when it has it from the beginning
     */
    record Shown(
            Frame frame,
            WebhookLine webhook,
            long seq,
            String verdict,
            String sentence,
            @Nullable Event event,
            List<Attempt> attempts,
            @Nullable Instant urlChangedAt) {
        /** Whether some of what is shown went to another URL than the webhook has now. */
        boolean wentElsewhere() {
            return urlChangedAt != null && attempts.stream().anyMatch(attempt -> attempt.at.isBefore(urlChangedAt));
        }

        Mark mark() {
            return Mark.of(verdict, !attempts.isEmpty());
        }

        /** Whether it has come where it was to go. */
        boolean delivered() {
            return verdict.equals("delivered");
        }

        /** Whether there may be more attempts. */
        boolean cut() {
            return attempts.size() == ATTEMPTS;
        }

        /** Whether there is something to send. */
        boolean canBeSent() {
            return event != null && event.body != null;
        }
    }

    /** @param body what is posted, as indented JSON; null when it was erased */
    record Event(
            String type,
            Instant at,
            String lead,
            String name,
            @Nullable String body) {}

    record Attempt(
            Instant at,
            int number,
            String trigger,
            long tookMillis,
            @Nullable Integer status,
            @Nullable String reason,
            @Nullable String excerpt) {
        boolean delivered() {
            return reason == null;
        }
    }

    /** @param answers of each of the latest events of a lead, in order */
    record OfLead(Frame frame, WebhookLine webhook, String lead, List<Answered> answers) {
        /** Whether there may be older ones. */
        boolean cut() {
            return answers.size() == OF_A_LEAD;
        }
    }

    record Answered(long seq, Mark mark, String sentence) {}

    /**
     * How the answer looks before it is read.
     *
     * @param tone good, warn, bad, or nothing for what was never meant to be sent
     */
    record Mark(String tone, String words) {
        static Mark of(String verdict, boolean tried) {
            return switch (verdict) {
                case "delivered" -> new Mark("good", "delivered");
                case "unread" -> new Mark("warn", "waiting");
                case "owed" -> new Mark("bad", "not delivered yet");
                case "given_up", "expired", "lost" -> new Mark("bad", "not delivered");
                default -> tried ? new Mark("bad", "not delivered") : new Mark("", "not sent");
            };
        }
    }

    Answer show(Visit visit, Campaign campaign) {
        var webhook = WebhookPage.line(database, visit, campaign, clock.instant());
        long seq = visit.call()
                .number("event")
                .filter(number -> number >= 1 && number <= webhook.lastSeq())
                .orElseThrow(() ->
                        Refusal.notFound("There is no such event in this campaign: its events are numbered 1 to %d."
                                .formatted(webhook.lastSeq())));
        var answered = explain.event(webhook.id(), seq);
        return html.page(
                "event",
                new Shown(
                        Frame.of("Event " + seq, visit, campaign, "outbound", notices),
                        webhook,
                        seq,
                        answered.verdict(),
                        answered.sentence(),
                        event(campaign.id(), seq, visit.user().isOwner()),
                        attempts(webhook.id(), seq),
                        urlChangedAt(webhook.id())));
    }

    private @Nullable Instant urlChangedAt(long webhook) {
        return database.first("""
                        select at from webhook_changes
                        where webhook_id = ? and change = 'changed' and detail like 'url %' order by id desc limit 1
                        """, row -> Row.instant(row, "at"), webhook).orElse(null);
    }

    Answer ofLead(Visit visit, Campaign campaign) {
        var webhook = WebhookPage.line(database, visit, campaign, clock.instant());
        var lead = visit.call().path("lead");
        long id = SocialId.id(lead).orElseThrow(() -> Refusal.notFound("There is no such lead."));
        var answers = explain.lead(webhook.id(), id, OF_A_LEAD);
        if (answers.isEmpty() && !exists(campaign.id(), id)) {
            throw Refusal.notFound("There is no such lead: it may have been deleted, or the address is mistyped.");
        }
        return html.page(
                "event-lead",
                new OfLead(
                        Frame.of("Events of " + lead, visit, campaign, "outbound", notices),
                        webhook,
                        lead,
                        answers.stream()
                                .map(each -> new Answered(
                                        each.event(),
                                        Mark.of(each.verdict(), !each.attempts().isEmpty()),
                                        each.sentence()))
                                .toList()
                                .reversed()));
    }

    private boolean exists(long campaign, long lead) {
        return database.first(
                        "select id from leads where campaign_id = ? and id = ?", row -> row.getLong(1), campaign, lead)
                .isPresent();
    }

    private @Nullable Event event(long campaign, long seq, boolean owner) {
        return database.transaction(transaction -> LogDays.of(transaction, campaign, seq)
                        .flatMap(day -> transaction.first(
                                """
                        select e.type, e.at, e.lead_id, coalesce(e.body, holder.body) as body, e.extra,
                            l.email, l.phone_number, l.first_name, l.last_name
                        from events e
                        left join events holder on e.body_seq is not null and holder.campaign_id = e.campaign_id
                            and holder.seq = e.body_seq and holder.day = e.day
                        left join leads l on l.campaign_id = e.campaign_id and l.id = e.lead_id
                        where e.campaign_id = ? and e.seq = ? and e.day = ?
                        """,
                                row -> new Event(
                                        row.getString("type"),
                                        Row.instant(row, "at"),
                                        SocialId.of(row.getLong("lead_id")),
                                        Person.name(row),
                                        body(
                                                row.getString("type"),
                                                row.getString("body"),
                                                row.getString("extra"),
                                                owner)),
                                campaign,
                                seq,
                                day)))
                .orElse(null);
    }

    /** As it is sent: the event's name first, then the lead, then what belongs to the event alone. */
    private static @Nullable String body(String type, @Nullable String body, @Nullable String extra, boolean owner) {
        if (body == null) {
            return null;
        }
        var all = Json.object().put("__event", type);
        Json.readOwn(body).properties().forEach(each -> all.set(each.getKey(), each.getValue()));
        if (extra != null) {
            Json.readOwn("{" + extra + "}").properties().forEach(each -> all.set(each.getKey(), each.getValue()));
        }
        if (!owner) {
            // Who opens that link opts the lead out, which a viewer may not.
            all.put("unsubscribe_url", "…");
        }
        return all.toPrettyString();
    }

    /** The latest first, and a successful one is among them. */
    private List<Attempt> attempts(long webhook, long seq) {
        return database.list(
                """
                select at, number, trigger, took_millis, status, reason, excerpt from (
                    select at, number, trigger, took_millis, status, reason, excerpt from attempts
                    where webhook_id = ? and seq = ? order by reason is null desc, at desc limit ?
                ) latest order by at desc
                """,
                row -> new Attempt(
                        Row.instant(row, "at"),
                        row.getInt("number"),
                        row.getString("trigger"),
                        row.getLong("took_millis"),
                        row.getObject("status", Integer.class),
                        row.getString("reason"),
                        row.getString("excerpt")),
                webhook,
                seq,
                ATTEMPTS);
    }
}
