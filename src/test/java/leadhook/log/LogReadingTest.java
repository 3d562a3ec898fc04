package leadhook.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import leadhook.platform.database.Database;
import leadhook.platform.database.Migrations;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;

/** What a reading costs does not depend on what the statistics of the database know by now. */
class LogReadingTest {
    private static final long CAMPAIGN = 7;
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final int KNOWN = 4_000;
    private static final int STRETCH = 5_000;
    private static final int LIMIT = 64;
    /** So often that PostgreSQL has made up its mind about one plan for all. */
    private static final int READINGS = 20;

    @Test
    void the_newest_events_are_read_without_a_walk_through_others() {
        var address = TestPostgres.database();
        try (var everyday = Database.everyday(address, 2);
                var reading = Database.log(address, 1)) {
            Migrations.apply(everyday, "the test");
            var log = new Log(everyday, reading, 0);
            log.prepare(LocalDate.parse("2026-03-02"));
            append(everyday, log, 1, KNOWN);
            everyday.update("analyze events");
            append(everyday, log, KNOWN + 1, 3 * KNOWN);
            long before = fetched(reading);

            for (int i = 0; i < READINGS; i++) {
                long first = 2 * KNOWN + (long) i * LIMIT;
                var slice = log.read(CAMPAIGN, first, first + STRETCH - 1, List.of(EventType.NEW_SIGNUP), LIMIT);
                assertThat(slice.events()).hasSize(LIMIT);
            }

            assertThat(fetched(reading) - before).isBetween((long) READINGS * LIMIT, 2L * READINGS * LIMIT);
        }
    }

    private static void append(Database database, Log log, long first, long last) {
        var events = LongStream.rangeClosed(first, last)
                .mapToObj(seq ->
                        new Event(CAMPAIGN, seq, NOON, EventType.NEW_SIGNUP, seq, null, "{\"n\":" + seq + "}", seq, ""))
                .toList();
        database.transaction(transaction -> {
            log.append(transaction, events);
            return events;
        });
    }

    /** How many rows of events were taken out of tables and indexes so far. */
    private static long fetched(Database database) {
        database.list("select pg_stat_force_next_flush()::text", row -> row.getString(1));
        return database.first("""
                        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables
                        where relname like 'events%'
                        """, row -> row.getLong(1)).orElseThrow();
    }
}
