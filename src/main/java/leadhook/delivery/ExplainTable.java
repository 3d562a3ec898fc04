package leadhook.delivery;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leadhook.delivery.Explain.Attempted;
import leadhook.delivery.Facts.Ended;
import leadhook.delivery.Facts.Gap;
import leadhook.delivery.Facts.Happening;
import leadhook.delivery.Facts.Webhook;
import leadhook.log.EventType;
import leadhook.log.LogDays;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of explaining: what is known of events and one webhook, each by key. */
final class ExplainTable {
    private static final int SHOWN = 20;

    private static final Row<Owed> OWED = row -> new Owed(
            row.getLong("seq"),
            row.getObject("day", LocalDate.class),
            row.getLong("lead_id"),
            row.getInt("attempt"),
            required(row, "due_at"));

    private ExplainTable() {}

    static Optional<Webhook> webhook(Transaction transaction, long id) {
        return transaction.first(
                """
                select w.id, w.campaign_id, w.created_at, w.deleted_at, w.paused_at,
                    (select c.at from webhook_changes c where c.webhook_id = w.id and c.change = 'disabled'
                        order by c.id desc limit 1) as disabled_at
                from outbound_webhooks w where w.id = ?
                """,
                row -> new Webhook(
                        row.getLong("id"),
                        row.getLong("campaign_id"),
                        required(row, "created_at"),
                        instant(row, "deleted_at"),
                        instant(row, "paused_at"),
                        instant(row, "disabled_at")),
                id);
    }

    /** An event that is asked about; empty when its day is no longer kept, or it does not exist. */
    record Asked(long seq, Optional<Happening> event) {
        private static Long[] seqs(List<Asked> events) {
            return events.stream().map(Asked::seq).toArray(Long[]::new);
        }
    }

    static Optional<Happening> event(Transaction transaction, long campaign, long seq) {
        return LogDays.of(transaction, campaign, seq)
                .flatMap(day -> transaction.first("""
                        select e.type, e.at, coalesce(e.body, holder.body) is null as erased
                        from events e
                        left join events holder on e.body_seq is not null and holder.campaign_id = e.campaign_id
                            and holder.seq = e.body_seq and holder.day = e.day
                        where e.campaign_id = ? and e.seq = ? and e.day = ?
                        """, ExplainTable::happening, campaign, seq, day));
    }

    private static Happening happening(ResultSet row) throws SQLException {
        return new Happening(
                EventType.named(row.getString("type")).orElseThrow(), required(row, "at"), row.getBoolean("erased"));
    }

    /** The latest events of a lead, at most so many, in order. */
    static List<Asked> eventsOf(Transaction transaction, long campaign, long lead, int most) {
        return transaction.list(
                """
                select e.seq, e.type, e.at, coalesce(e.body, holder.body) is null as erased
                from (
                    select campaign_id, seq, day, type, at, body, body_seq from events
                    where campaign_id = ? and lead_id = ? order by seq desc limit ?
                ) e
                left join events holder on e.body_seq is not null and holder.campaign_id = e.campaign_id
                    and holder.seq = e.body_seq and holder.day = e.day
                order by e.seq
                """, row -> new Asked(row.getLong("seq"), Optional.of(happening(row))), campaign, lead, most);
    }

    /** After which event it gets each type that it gets. */
    static Map<EventType, Long> from(Transaction transaction, long webhook) {
        var from = new EnumMap<EventType, Long>(EventType.class);
        transaction.list(
                "select type, from_seq from subscriptions where webhook_id = ?",
                row -> from.put(EventType.named(row.getString("type")).orElseThrow(), row.getLong("from_seq")),
                webhook);
        return from;
    }

    /** Of each event the last subscription to its type that began before it and was ended, be it before it or after it. */
    static Map<Long, Ended> ended(Transaction transaction, long webhook, List<Asked> events) {
        var ended = new HashMap<Long, Ended>();
        transaction.list(
                """
                select asked.seq, ended.last_seq, ended.at
                from unnest(?::bigint[], ?::text[]) as asked (seq, type)
                cross join lateral (
                    select last_seq, at from ended_subscriptions s
                    where s.webhook_id = ? and s.type = asked.type and s.from_seq < asked.seq
                    order by last_seq desc limit 1
                ) ended
                """,
                row -> ended.put(row.getLong("seq"), new Ended(row.getLong("last_seq"), required(row, "at"))),
                Asked.seqs(events),
                events.stream()
                        .map(asked -> asked.event
                                .map(event -> event.type().eventName())
                                .orElse(""))
                        .toArray(String[]::new),
                webhook);
        return ended;
    }

    /** The first number of the log that is still kept. */
    static long firstKept(Transaction transaction, long campaign) {
        return transaction
                .first("select first_seq from log_starts where campaign_id = ?", row -> row.getLong(1), campaign)
                .orElse(1L);
    }

    static Map<Long, Owed> owed(Transaction transaction, long webhook, List<Asked> events) {
        return transaction
                .list("select * from retries where webhook_id = ? and seq = any(?)", OWED, webhook, Asked.seqs(events))
                .stream()
                .collect(toMap(Owed::seq, identity()));
    }

    static boolean isOwed(Transaction transaction, long webhook, long seq) {
        return transaction
                .first("select seq from retries where webhook_id = ? and seq = ?", row -> row.getLong(1), webhook, seq)
                .isPresent();
    }

    /**
     * Of each that was not tried yet the first that is owed of the same lead, if that is an earlier one and the order makes
     * later ones wait for it.
     */
    static Map<Long, Owed> behind(Transaction transaction, long webhook, Collection<Owed> owed) {
        var waiting = owed.stream().filter(row -> row.attempts() == 0).toList();
        var behind = new HashMap<Long, Owed>();
        transaction.list(
                """
                select asked.seq as waiting, first.*
                from unnest(?::bigint[], ?::bigint[]) as asked (seq, lead)
                join outbound_webhooks w on w.id = ? and w.ordering = ?
                cross join lateral (
                    select r.* from retries r where r.webhook_id = w.id and r.lead_id = asked.lead and r.seq < asked.seq
                    order by r.seq limit 1
                ) first
                """,
                row -> behind.put(row.getLong("waiting"), OWED.read(row)),
                waiting.stream().map(Owed::seq).toArray(Long[]::new),
                waiting.stream().map(Owed::lead).toArray(Long[]::new),
                webhook,
                Order.LEAD.text());
        return behind;
    }

    /** Of each event the narrowest that holds it. */
    static Map<Long, Gap> gaps(Transaction transaction, long webhook, List<Asked> events) {
        var gaps = new HashMap<Long, Gap>();
        transaction.list(
                """
                select asked.seq, gap.reason, gap.at
                from unnest(?::bigint[]) as asked (seq)
                cross join lateral (
                    (select reason, at from gaps where webhook_id = ? and from_seq = asked.seq and to_seq = asked.seq)
                    union all
                    (select reason, at from gaps
                        where webhook_id = ? and from_seq <= asked.seq and to_seq >= asked.seq and to_seq > from_seq
                        order by to_seq - from_seq limit 1)
                    limit 1
                ) gap
                """,
                row -> gaps.put(row.getLong("seq"), new Gap(row.getString("reason"), required(row, "at"))),
                Asked.seqs(events),
                webhook,
                webhook);
        return gaps;
    }

    /**
     * The attempts of an event.
     *
     * @param latest at most {@link #SHOWN} of the latest in order; a successful one is among them
     * @param all how many there are
     */
    record Tried(List<Attempted> latest, long all) {
        static final Tried NOTHING = new Tried(List.of(), 0);
    }

    /** In all days: where a campaign's clock ran ahead, an attempt is older than its event. */
    static Map<Long, Tried> tried(Transaction transaction, long webhook, List<Asked> events) {
        var latest = new HashMap<Long, List<Attempted>>();
        var all = new HashMap<Long, Long>();
        transaction.list(
                """
                select seq, at, number, trigger, status, reason, counted from (
                    select seq, at, number, trigger, status, reason, count(*) over (partition by seq) as counted,
                        row_number() over (partition by seq order by reason is null desc, at desc) as place
                    from attempts where webhook_id = ? and seq = any(?) and trigger <> 'test'
                ) placed where place <= ? order by seq, at
                """,
                row -> {
                    long seq = row.getLong("seq");
                    all.put(seq, row.getLong("counted"));
                    return latest.computeIfAbsent(seq, _ -> new ArrayList<>())
                            .add(new Attempted(
                                    required(row, "at"),
                                    row.getInt("number"),
                                    row.getString("trigger"),
                                    row.getObject("status", Integer.class),
                                    row.getString("reason")));
                },
                webhook,
                Asked.seqs(events),
                SHOWN);
        var tried = new HashMap<Long, Tried>();
        latest.forEach((seq, attempts) -> tried.put(seq, new Tried(attempts, all.getOrDefault(seq, 0L))));
        return tried;
    }

    static long attemptCount(Transaction transaction, long webhook, long seq) {
        return transaction.first("""
                        select count(*) from attempts
                        where webhook_id = ? and seq = ? and trigger <> 'test'
                        """, row -> row.getLong(1), webhook, seq).orElse(0L);
    }

    private static Instant required(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
