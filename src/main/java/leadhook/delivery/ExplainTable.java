package leadhook.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
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

/** The SQL of explaining: what is known of one event and one webhook, each by key. */
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

    static Optional<Happening> event(Transaction transaction, long campaign, long seq) {
        return LogDays.of(transaction, campaign, seq)
                .flatMap(day -> transaction.first(
                        """
                select e.type, e.at, e.lead_id, coalesce(e.body, holder.body) is null as erased
                from events e
                left join events holder on e.body_seq is not null and holder.campaign_id = e.campaign_id
                    and holder.seq = e.body_seq and holder.day = e.day
                where e.campaign_id = ? and e.seq = ? and e.day = ?
                """,
                        row -> new Happening(
                                EventType.named(row.getString("type")).orElseThrow(),
                                required(row, "at"),
                                row.getLong("lead_id"),
                                row.getBoolean("erased")),
                        campaign,
                        seq,
                        day));
    }

    /** The latest events of a lead, at most so many, in order. */
    static List<Long> eventsOf(Transaction transaction, long campaign, long lead, int most) {
        return transaction.list("""
                select seq from (
                    select seq from events where campaign_id = ? and lead_id = ? order by seq desc limit ?
                ) latest order by seq
                """, row -> row.getLong(1), campaign, lead, most);
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

    /** The last of those that began before this event and were ended, be it before the event or after it. */
    static Optional<Ended> ended(Transaction transaction, long webhook, EventType type, long seq) {
        return transaction.first(
                """
                select from_seq, last_seq, at from ended_subscriptions
                where webhook_id = ? and type = ? and from_seq < ?
                order by last_seq desc limit 1
                """,
                row -> new Ended(row.getLong("from_seq"), row.getLong("last_seq"), required(row, "at")),
                webhook,
                type.eventName(),
                seq);
    }

    /** The first number of the log that is still kept. */
    static long firstKept(Transaction transaction, long campaign) {
        return transaction
                .first("select first_seq from log_starts where campaign_id = ?", row -> row.getLong(1), campaign)
                .orElse(1L);
    }

    static Optional<Owed> owed(Transaction transaction, long webhook, long seq) {
        return transaction.first("select * from retries where webhook_id = ? and seq = ?", OWED, webhook, seq);
    }

    /** The first event that is owed of the same lead, if that is an earlier one and the order makes later ones wait for it. */
    static Optional<Owed> owedBefore(Transaction transaction, long webhook, Owed row) {
        return transaction.first("""
                select r.* from retries r join outbound_webhooks w on w.id = r.webhook_id and w.ordering = ?
                where r.webhook_id = ? and r.lead_id = ? and r.seq < ? order by r.seq limit 1
                """, OWED, Order.LEAD.text(), webhook, row.lead(), row.seq());
    }

    /** The narrowest that holds it. */
    static Optional<Gap> gap(Transaction transaction, long webhook, long seq) {
        return transaction.first(
                """
                (select reason, at from gaps where webhook_id = ? and from_seq = ? and to_seq = ?)
                union all
                (select reason, at from gaps where webhook_id = ? and from_seq <= ? and to_seq >= ? and to_seq > from_seq
                    order by to_seq - from_seq limit 1)
                limit 1
                """,
                row -> new Gap(row.getString("reason"), required(row, "at")),
                webhook,
                seq,
                seq,
                webhook,
                seq,
                seq);
    }

    /**
     * The attempts of an event.
     *
     * @param latest at most {@link #SHOWN} of the latest in order; a successful one is among them
     * @param all how many there are
     */
    record Tried(List<Attempted> latest, long all) {}

    private record Counted(Attempted attempt, long all) {}

    static Tried tried(Transaction transaction, long webhook, long seq, Optional<Instant> happened) {
        var latest = transaction.list(
                """
                select at, number, trigger, status, reason, counted from (
                    select at, number, trigger, status, reason, count(*) over () as counted from attempts
                    where webhook_id = ? and seq = ? and day >= ? and trigger <> 'test'
                    order by reason is null desc, at desc limit ?
                ) latest order by at
                """,
                row -> new Counted(
                        new Attempted(
                                required(row, "at"),
                                row.getInt("number"),
                                row.getString("trigger"),
                                row.getObject("status", Integer.class),
                                row.getString("reason")),
                        row.getLong("counted")),
                webhook,
                seq,
                since(happened),
                SHOWN);
        return new Tried(latest.stream().map(Counted::attempt).toList(), latest.isEmpty() ? 0 : latest.getFirst().all);
    }

    static long attemptCount(Transaction transaction, long webhook, long seq, Optional<Instant> happened) {
        return transaction
                .first("""
                        select count(*) from attempts
                        where webhook_id = ? and seq = ? and day >= ? and trigger <> 'test'
                        """, row -> row.getLong(1), webhook, seq, since(happened))
                .orElse(0L);
    }

    /** No attempt is older than its event, but the clocks of two servers may differ. Of events that are gone all count. */
    private static LocalDate since(Optional<Instant> happened) {
        return LocalDate.ofInstant(happened.orElse(Instant.EPOCH), ZoneOffset.UTC)
                .minusDays(1);
    }

    private static Instant required(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
