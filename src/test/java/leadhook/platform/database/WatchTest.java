package leadhook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import leadhook.platform.database.Database.Address;
import leadhook.platform.metrics.Metrics;
import leadhook.testkit.PostgresProxy;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever watches is told soon, whatever the database does. */
@Timeout(60)
class WatchTest {
    private final Metrics metrics = new Metrics();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void a_database_that_takes_connections_and_never_answers_is_not_waited_for() throws IOException {
        try (var dumb = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var watch = watch(address(dumb.getLocalPort()))) {
            assertThat(watch.isUp()).isFalse();
            assertDown();
        }
    }

    @Test
    void a_database_that_goes_away_is_down_and_its_figures_are_none() {
        var proxy = PostgresProxy.before(TestPostgres.database());
        try (var watch = watch(proxy.address())) {
            assertThat(watch.isUp()).isTrue();
            assertThat(metrics.text())
                    .contains("leadhook_database_up 1.0")
                    .doesNotContain("leadhook_database_oldest_snapshot_seconds NaN");

            proxy.close();
            pass(Duration.ofSeconds(1));
            assertThat(watch.isUp()).isFalse();
            assertDown();
        }
    }

    @Test
    void one_that_was_away_is_looked_at_again() {
        var database = TestPostgres.database();
        try (var proxy = PostgresProxy.before(database);
                var watch = watch(proxy.address());
                var other = Database.everyday(database, 1)) {
            assertThat(watch.isUp()).isTrue();
            other.list(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'leadhook watch'",
                    row -> row.getBoolean(1));
            pass(Duration.ofSeconds(1));
            watch.isUp();
            pass(Duration.ofSeconds(1));
            assertThat(watch.isUp()).isTrue();
            assertThat(metrics.text()).doesNotContain("leadhook_database_oldest_snapshot_seconds NaN");
        }
    }

    @Test
    void tables_are_read_every_fifteen_seconds_at_most() {
        try (var watch = watch(TestPostgres.database())) {
            var looks = new AtomicInteger();
            watch.add(transaction -> looks.incrementAndGet());
            for (int i = 0; i < 20; i++) {
                metrics.text();
            }
            assertThat(looks).hasValue(1);

            pass(Watch.BETWEEN_LOOKS.minusNanos(1));
            metrics.text();
            assertThat(looks).hasValue(1);

            // The pulse that was just felt is a second old as well.
            pass(Duration.ofSeconds(1));
            metrics.text();
            assertThat(looks).hasValue(2);
        }
    }

    @Test
    void a_look_that_fails_tells_nothing_and_leaves_the_others_alone() {
        try (var watch = watch(TestPostgres.database())) {
            var broken = watch.add(transaction -> transaction.first("select 1 / 0", row -> 1));
            var sound = watch.add(transaction -> transaction.first("select 7", row -> row.getInt(1)));

            metrics.text();
            assertThat(broken.figure(_ -> 1)).isNaN();
            assertThat(sound.figure(found -> found.orElseThrow())).isEqualTo(7);
        }
    }

    @Test
    void a_look_that_hangs_makes_nobody_believe_that_the_database_is_away() {
        var go = new CountDownLatch(1);
        try (var watch = watch(TestPostgres.database())) {
            var slow = watch.add(transaction -> {
                hang(go);
                return 1;
            });
            metrics.text();
            pass(Duration.ofSeconds(1));

            assertThat(watch.isUp()).isTrue();
            assertThat(slow.figure(found -> found)).isNaN();
            go.countDown();
        }
    }

    private static void hang(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_snapshot_that_somebody_holds_is_seen() {
        var address = TestPostgres.database();
        try (var _ = watch(address);
                var other = Database.everyday(address, 1)) {
            double held = other.transaction(transaction -> {
                transaction.update("set transaction isolation level repeatable read");
                transaction.list("select pg_sleep(0.05)", row -> 1);
                return oldestSnapshot();
            });
            assertThat(held).isGreaterThanOrEqualTo(0.05);
        }
    }

    private double oldestSnapshot() {
        return metrics.text()
                .lines()
                .filter(line -> line.startsWith("leadhook_database_oldest_snapshot_seconds "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private Watch watch(Address address) {
        return new Watch(address, nanos::get, metrics);
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private void assertDown() {
        assertThat(metrics.text())
                .contains("leadhook_database_up 0.0")
                .contains("leadhook_database_oldest_snapshot_seconds NaN");
    }

    private static Address address(int port) {
        return new Address("jdbc:postgresql://127.0.0.1:" + port + "/leadhook", "ada", "secret");
    }
}
