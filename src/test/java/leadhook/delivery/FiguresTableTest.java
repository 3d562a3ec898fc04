package leadhook.delivery;

import static leadhook.delivery.Events.CAMPAIGN;
import static leadhook.delivery.Events.DAY;
import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import leadhook.delivery.FiguresTable.Figures;
import leadhook.delivery.FiguresTable.Stopped;
import leadhook.delivery.Health.State;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.junit.jupiter.api.Test;

/** What is counted for the metrics costs the same whatever the tables hold. */
class FiguresTableTest {
    private static final int WEBHOOKS = 20_000;
    private static final int OWING = 2_500;
    private static final int OWED_BY_EACH = 20;

    /** What one look has read. */
    private record Work(long scanned, long fetched) {}

    @Test
    void many_lanes_and_many_owed_rows_are_not_walked_through() {
        try (var tables = new DeliveryTables(WEBHOOKS, OWED_BY_EACH);
                var watching = Database.watching(tables.address)) {
            fill(tables.everyday);
            watching.transaction(transaction -> {
                var figures = FiguresTable.read(transaction);

                assertThat(figures.of(State.STANDING)).isEqualTo(new Stopped(3, 3 * OWED_BY_EACH));
                assertThat(figures.of(State.DISABLED)).isEqualTo(new Stopped(700, FiguresTable.MOST));
                assertThat(figures.of(State.PAUSED)).isEqualTo(new Stopped(1, OWED_BY_EACH));
                assertThat(figures.oldestAge(MORNING.plusSeconds(90))).isEqualTo(Duration.ofSeconds(90));
                var work = work(transaction);
                assertThat(work.scanned).isZero();
                // Of 90,000 rows that there are; PostgreSQL 15 fetches some more than 18.
                assertThat(work.fetched).isBetween(1L, 45_000L);
                return figures;
            });
        }
    }

    @Test
    void of_empty_tables_there_is_nothing_to_tell() {
        try (var tables = new DeliveryTables(1, 1);
                var watching = Database.watching(tables.address)) {
            Figures figures = watching.transaction(FiguresTable::read);

            assertThat(figures.of(State.STANDING)).isEqualTo(new Stopped(0, 0));
            assertThat(figures.oldestAge(MORNING)).isZero();
        }
    }

    /** The last of those that owe are disabled, the first three stand still, the fourth is paused. */
    private static void fill(Database database) {
        database.update("""
                insert into outbound_webhooks (id, campaign_id, url, secret, created_at, paused_at)
                overriding system value
                select webhook_id, campaign_id, 'https://example.com/' || webhook_id, '', ?,
                    case when webhook_id = 4 then ?::timestamptz end
                from lanes
                """, MORNING, MORNING);
        database.update(
                "insert into retries select id, seq, ?, seq, 1, ? from generate_series(1, ?::int) id, generate_series(1, ?::int) seq",
                DAY,
                MORNING,
                OWING,
                OWED_BY_EACH);
        database.update("update lanes set state = 'standing' where campaign_id = ? and webhook_id <= 3", CAMPAIGN);
        database.update(
                "update lanes set state = 'disabled' where webhook_id > ? and webhook_id <= ?", OWING - 700, OWING);
    }

    private static Work work(Transaction transaction) {
        return transaction
                .first("""
                        select sum(seq_tup_read), sum(idx_tup_fetch) from pg_stat_xact_user_tables
                        where relname in ('lanes', 'retries', 'outbound_webhooks') or relname like 'events%'
                        """, row -> new Work(row.getLong(1), row.getLong(2)))
                .orElseThrow();
    }
}
