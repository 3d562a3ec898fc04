package leadhook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import leadhook.testkit.TestPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What the tables of an earlier version hold is carried over. */
class EarlierTablesTest {
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(2));

    private record Begun(Instant hour, long before) {}

    @Test
    void charts_begin_with_the_signups_that_are_there() {
        try (var database = Database.everyday(TestPostgres.database(), 2)) {
            Flyway.configure()
                    .dataSource(database.source())
                    .locations("classpath:db/migration")
                    .target("7")
                    .load()
                    .migrate();
            signUp(database, 1, hour.minus(Duration.ofDays(300)));
            signUp(database, 2, hour.plusSeconds(5));
            signUp(database, 3, hour.plusSeconds(3_599));
            signUp(database, 5, hour.plusSeconds(7_200)); // The fourth was deleted.
            database.update(
                    "insert into campaign_state (campaign_id, last_number, last_at) values (7, 6, ?)",
                    hour.plusSeconds(11_000));

            Migrations.apply(database, "LEADHOOK_DATABASE_URL");

            assertThat(database.list(
                            "select hour, before from signup_hours where campaign_id = 7 order by hour",
                            row -> new Begun(Row.instant(row, "hour"), row.getLong("before"))))
                    .containsExactly(
                            new Begun(hour, 1),
                            new Begun(hour.plusSeconds(7_200), 4),
                            new Begun(hour.plusSeconds(10_800), 6));
            assertThat(database.list(
                            "select number from leads where campaign_id = 7 and email like 'ada3@%'",
                            row -> row.getLong(1)))
                    .containsExactly(3L);
        }
    }

    @Test
    void standings_are_counted_in_blocks_of_today() {
        try (var database = Database.everyday(TestPostgres.database(), 2)) {
            Flyway.configure()
                    .dataSource(database.source())
                    .locations("classpath:db/migration")
                    .target("10")
                    .load()
                    .migrate();
            database.update("""
                    insert into standings (campaign_id, score, leads)
                    values (7, 1, 5), (7, 63, 1), (7, 64, 2), (7, 70000, 3), (8, 64, 9)
                    """);
            database.update("""
                    insert into standings_coarse (campaign_id, block, leads) values (7, 0, 8), (7, 68, 3), (8, 0, 9)
                    """);

            Migrations.apply(database, "LEADHOOK_DATABASE_URL");

            assertThat(database.list(
                            """
                            select s.width, 16 * s.number + b.place - 1 as number, b.leads
                            from standings s cross join unnest(s.leads) with ordinality as b (leads, place)
                            where s.campaign_id = 7 and b.leads > 0 order by 1, 2
                            """, row -> List.of(row.getLong("width"), row.getLong("number"), row.getLong("leads"))))
                    .containsExactly(
                            List.of(1L, 1L, 5L),
                            List.of(1L, 63L, 1L),
                            List.of(1L, 64L, 2L),
                            List.of(1L, 70_000L, 3L),
                            List.of(16L, 0L, 5L),
                            List.of(16L, 3L, 1L),
                            List.of(16L, 4L, 2L),
                            List.of(16L, 4_375L, 3L),
                            List.of(256L, 0L, 8L),
                            List.of(256L, 273L, 3L),
                            List.of(4_096L, 0L, 8L),
                            List.of(4_096L, 17L, 3L),
                            List.of(65_536L, 0L, 8L),
                            List.of(65_536L, 1L, 3L));
        }
    }

    private static void signUp(Database database, long number, Instant at) {
        database.update("""
                insert into leads (campaign_id, id, number, email, custom_fields, utm, signed_up_at, counter, waitlisted,
                    opted_out, sms_opted_out, verified, verified_email, verified_phone_number, flags)
                values (7, ?, ?, ?, '{}', '{}', ?, 1, true, false, false, false, false, false, '{}')
                """, number, number, "ada" + number + "@example.com", at);
    }
}
