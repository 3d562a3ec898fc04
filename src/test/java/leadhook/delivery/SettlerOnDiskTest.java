package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.slice;
import static leadhook.delivery.Events.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.testkit.PostgresProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What settling costs, and what is left when it is cut off. */
@Timeout(60)
class SettlerOnDiskTest {
    private static Settler settler(Database database) {
        return new Settler(database, new RetrySchedule(List.of(Duration.ofSeconds(10))), () -> MORNING, new Random(42));
    }

    /** One attempt of the first event for each of these webhooks; every second one fails. */
    private static List<Ended> attempts(long webhooks, int number) {
        var ended = new ArrayList<Ended>();
        for (long id = 1; id <= webhooks; id++) {
            var lane = new Lane(webhook(id), 0, new byte[0], 10);
            lane.heard(3);
            lane.take(slice(1, 3));
            var first = lane.startFirst(1, MORNING).getFirst();
            lane.ended(first);
            var outcome = id % 2 == 0 ? new Delivered(200) : new Refused(500, null);
            ended.add(new Ended(
                    new Attempt(lane, first.event(), number, MORNING),
                    new Sent(outcome, Duration.ofMillis(3), "text")));
        }
        return ended;
    }

    @Test
    void the_statements_of_a_settlement_do_not_grow_with_its_lanes() {
        try (var tables = new DeliveryTables(100, 3);
                var hot = Database.hot(tables.address, 1)) {
            var settler = settler(hot);
            settler.write(settler.decide(attempts(2, 1), List.of()));
            long few = hot.statements();

            settler.write(settler.decide(attempts(100, 1), List.of()));

            assertThat(hot.statements()).isEqualTo(2 * few);
            assertThat(few).isEqualTo(3);
            assertThat(tables.count("select count(*) from attempts")).isEqualTo(102);
            assertThat(tables.count("select count(*) from retries")).isEqualTo(50);
        }
    }

    @Test
    void a_settlement_whose_commit_could_not_be_told_is_not_written_twice() {
        try (var tables = new DeliveryTables(2, 3);
                var proxy = PostgresProxy.before(tables.address);
                var hot = Database.hot(proxy.address(), 1)) {
            var settler = settler(hot);
            var settlement = settler.decide(attempts(2, 1), List.of());
            proxy.cutNextCommit();
            assertThatThrownBy(() -> settler.write(settlement)).isInstanceOf(DatabaseException.class);

            settler.write(settlement);

            assertThat(tables.count("select count(*) from attempts")).isEqualTo(2);
            assertThat(tables.count("select sum(delivered) from lanes")).isEqualTo(1);
            assertThat(tables.count("select sum(failed) from lanes")).isEqualTo(1);
        }
    }

    @Test
    void a_settlement_that_failed_is_written_later() {
        try (var tables = new DeliveryTables(2, 3);
                var hot = Database.hot(tables.address, 1)) {
            var settler = settler(hot);
            var settlement = settler.decide(attempts(2, 1), List.of());
            tables.everyday.update("alter table retries rename to retries_away");
            assertThatThrownBy(() -> settler.write(settlement)).isInstanceOf(DatabaseException.class);
            assertThat(tables.count("select count(*) from attempts")).isZero();
            tables.everyday.update("alter table retries_away rename to retries");

            settler.write(settlement);

            assertThat(tables.count("select count(*) from attempts")).isEqualTo(2);
            assertThat(tables.count("select count(*) from retries")).isEqualTo(1);
        }
    }

    @Test
    void nothing_is_owed_to_a_webhook_that_is_gone() {
        try (var tables = new DeliveryTables(1, 3);
                var hot = Database.hot(tables.address, 1)) {
            var settler = settler(hot);
            var settlement = settler.decide(attempts(1, 1), List.of());
            tables.everyday.update("delete from lanes");

            settler.write(settlement);

            assertThat(tables.count("select count(*) from retries")).isZero();
            assertThat(tables.count("select count(*) from attempts")).isEqualTo(1);
        }
    }
}
