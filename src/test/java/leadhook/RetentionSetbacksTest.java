package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import leadhook.log.Log;
import leadhook.platform.jobs.Jobs;
import leadhook.retention.Retention;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that were made when less was to be kept, and jobs that a fault stops. */
@Timeout(120)
class RetentionSetbacksTest {
    /** Warned of what expires soon, or startled by a retention typed wrong, somebody sets a longer one and restarts. */
    @Test
    void a_longer_retention_also_holds_for_days_whose_job_was_made_under_a_shorter_one() {
        try (var world = World.ofItsOwn(HandOver.MEMORY);
                var crm = Receiver.start()) {
            var campaign = world.campaign();
            long webhook = campaign.subscribe(crm.url(), "new_signup");
            campaign.operator("POST", webhook, "/pause", "{}");
            campaign.signUp("a@example.com");
            world.advance(Duration.ofDays(31));
            // Under 30 days: the jobs are made, and not one step yet.
            world.server().retention().plan();

            var clock = new AtomicReference<Instant>(
                    Instant.parse("2026-03-02T09:15:44Z").plus(Duration.ofDays(31)));
            var ninety = new Retention(
                    world.database(),
                    new Jobs(world.database(), "restarted", clock::get),
                    new Log(world.database(), world.database(), 0),
                    world.server().delivery().expiry(),
                    world.server().delivery().farewells(),
                    Duration.ofDays(90),
                    clock::get);
            ninety.plan();
            while (ninety.step()) {
                // On.
            }

            assertThat(world.database()
                            .first("select count(*) from gaps where webhook_id = ?", row -> row.getLong(1), webhook)
                            .orElseThrow())
                    .as("nothing that is 31 days old expires when 90 days are kept")
                    .isZero();
            assertThat(world.database()
                            .first("select to_regclass('events_20260302') is not null", row -> row.getBoolean(1))
                            .orElseThrow())
                    .isTrue();
        }
    }

    @Test
    void a_warning_that_cannot_be_given_keeps_no_day() {
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            world.campaign().signUp("a@example.com");
            world.advance(Duration.ofDays(32));
            world.database().update("alter table lanes rename to lost_lanes");
            world.server().retention().plan();
            world.database().update("alter table lost_lanes rename to lanes");

            assertThat(world.database().list("select kind || ' ' || subject from jobs", row -> row.getString(1)))
                    .contains("drop_events 2026-03-02");
        }
    }

    /** As after a step back to an older version, or for any fault of our own in one step. */
    @Test
    void a_job_that_a_fault_stops_is_put_off_and_lets_the_others_be_done() {
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            var campaign = world.campaign();
            campaign.signUp("a@example.com");
            world.advance(Duration.ofDays(1));
            campaign.signUp("b@example.com");
            world.advance(Duration.ofDays(31));
            var retention = world.server().retention();
            retention.plan();
            world.database().update("update jobs set cursor = 'newer_phase 0' where subject = '2026-03-02'");
            // As RetentionLoop does it, for a day: hour by hour, each lease has ended by then.
            for (int hour = 0; hour < 24; hour++) {
                retention.plan();
                while (retention.step()) {
                    // On.
                }
                world.advance(Duration.ofHours(1));
                world.database().update("update jobs set until = now() - interval '1 second' where owner is not null");
            }
            assertThat(world.database()
                            .first("select failures from jobs where subject = '2026-03-02'", row -> row.getInt(1))
                            .orElseThrow())
                    .as("an operator sees that it fails")
                    .isPositive();
            assertThat(world.database()
                            .list(
                                    "select kind || ' ' || subject from jobs where ended_at is not null",
                                    row -> row.getString(1)))
                    .as("others are done")
                    .contains("drop_events 2026-03-03");
        }
    }
}
