package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import leadhook.delivery.Health.State;
import leadhook.platform.database.Transaction;

/** The SQL of what is counted for the metrics, by index and with a limit: cheap whatever the tables hold. */
final class FiguresTable {
    /** Beyond it nobody counts on. */
    static final int MOST = 10_000;

    private static final int WEBHOOKS_LOOKED_AT = 1_000;

    private FiguresTable() {}

    /** Webhooks in one state, and how many events they owe. */
    record Stopped(long webhooks, long owed) {}

    /** @param oldest when the oldest event happened that is owed */
    record Figures(Stopped standing, Stopped paused, Stopped disabled, Optional<Instant> oldest) {
        Stopped of(State state) {
            return switch (state) {
                case STANDING -> standing;
                case PAUSED -> paused;
                case DISABLED -> disabled;
                case RUNNING, WAITING -> throw new IllegalArgumentException("not counted: " + state);
            };
        }

        Duration oldestAge(Instant now) {
            return oldest.filter(now::isAfter)
                    .map(at -> Duration.between(at, now))
                    .orElse(Duration.ZERO);
        }
    }

    static Figures read(Transaction transaction) {
        return new Figures(
                inState(transaction, "standing"),
                paused(transaction),
                inState(transaction, "disabled"),
                oldestOwed(transaction));
    }

    /** By the index lanes_by_state. */
    private static Stopped inState(Transaction transaction, String state) {
        return transaction
                .first(
                        """
                        select (select count(*) from (
                                select from lanes where state = ? and state <> 'running' limit ?) found),
                            (select count(*) from (
                                select from (
                                    select webhook_id from lanes where state = ? and state <> 'running' limit ?) l
                                join retries r using (webhook_id) limit ?) found)
                        """,
                        row -> new Stopped(row.getLong(1), row.getLong(2)),
                        state,
                        MOST,
                        state,
                        WEBHOOKS_LOOKED_AT,
                        MOST)
                .orElseThrow();
    }

    /** By the index outbound_webhooks_paused. */
    private static Stopped paused(Transaction transaction) {
        return transaction
                .first("""
                        select (select count(*) from (
                                select from outbound_webhooks
                                where paused_at is not null and deleted_at is null limit ?) found),
                            (select count(*) from (
                                select from (
                                    select id from outbound_webhooks
                                    where paused_at is not null and deleted_at is null limit ?) w
                                join retries r on r.webhook_id = w.id limit ?) found)
                        """, row -> new Stopped(row.getLong(1), row.getLong(2)), MOST, WEBHOOKS_LOOKED_AT, MOST)
                .orElseThrow();
    }

    /** Steps from webhook to webhook through the primary key of retries: of each, the first row is the oldest event. */
    private static Optional<Instant> oldestOwed(Transaction transaction) {
        return transaction
                .list("""
                        with recursive owing (webhook_id, seq, day, place) as (
                            (select webhook_id, seq, day, 1 from retries order by webhook_id, seq limit 1)
                            union all
                            select next.webhook_id, next.seq, next.day, o.place + 1
                            from owing o cross join lateral (
                                select webhook_id, seq, day from retries r where r.webhook_id > o.webhook_id
                                order by r.webhook_id, r.seq limit 1) next
                            where o.place < ?
                        )
                        select e.at from owing o
                            join lanes l on l.webhook_id = o.webhook_id and l.state <> 'disabled'
                            join outbound_webhooks w on w.id = o.webhook_id and w.paused_at is null
                            cross join lateral (
                                select at from events e
                                where e.campaign_id = l.campaign_id and e.seq = o.seq and e.day = o.day) e
                        order by e.at limit 1
                        """, row -> row.getObject(1, OffsetDateTime.class).toInstant(), WEBHOOKS_LOOKED_AT)
                .stream()
                .findFirst();
    }
}
