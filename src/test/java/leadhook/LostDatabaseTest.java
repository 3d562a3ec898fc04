package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.PostgresToKill;
import leadhook.testkit.LogLines;
import leadhook.testkit.PostgresProxy;
import leadhook.testkit.PostgresProxy.Moment;
import leadhook.testkit.PostgresProxy.Work;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.TestPostgres;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server lives and its database goes away under it: it says no to whom it cannot serve, and goes on by itself. Nothing
 * is lost, nothing is sent twice, and whoever was told no has left nothing behind.
 */
@Timeout(900)
class LostDatabaseTest {
    private static final int CLIENTS = 16;
    private static final int LEADS = 300;
    private static final int DEATHS = 2;
    private static final int TERMINATIONS = 10;
    private static final int CUTS = 5;
    private static final int CALLERS = 100;

    @Test
    void postgres_is_killed_and_comes_back() throws InterruptedException {
        try (var postgres = PostgresToKill.start();
                var traffic = traffic(postgres.address())) {
            traffic.flow(LEADS);
            for (int deaths = 0; deaths < DEATHS; deaths++) {
                postgres.kill();
                traffic.signups().awaitRefused(1, Traffic.PATIENCE);
                postgres.startAgain();
                traffic.flow(LEADS);
            }
            endsWell(traffic);
        }
    }

    @Test
    void every_connection_is_terminated_again_and_again() throws InterruptedException {
        var address = TestPostgres.database();
        try (var traffic = traffic(address);
                var other = Database.everyday(address, 1)) {
            for (int times = 0; times < TERMINATIONS; times++) {
                traffic.flow(LEADS / 3);
                other.list("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                        """, row -> row.getBoolean(1));
            }
            traffic.flow(LEADS);
            endsWell(traffic);
        }
    }

    @Test
    void the_connection_dies_after_a_batch_was_committed_and_nobody_is_told_no() throws InterruptedException {
        assertThat(cut(Work.BATCH, Moment.AFTER_IT).signups().refused()).isEmpty();
    }

    @Test
    void the_connection_dies_before_a_batch_is_committed_and_its_callers_are_told_no() throws InterruptedException {
        assertThat(cut(Work.BATCH, Moment.BEFORE_IT).signups().refused()).isNotEmpty();
    }

    @Test
    void the_connection_dies_after_a_settlement_was_committed_and_nothing_is_told_twice() throws InterruptedException {
        assertThat(cut(Work.SETTLEMENT, Moment.AFTER_IT).signups().refused()).isEmpty();
    }

    @Test
    void the_connection_dies_before_a_settlement_is_committed_and_it_is_written_then() throws InterruptedException {
        assertThat(cut(Work.SETTLEMENT, Moment.BEFORE_IT).signups().refused()).isEmpty();
    }

    @Test
    void an_outage_makes_few_lines_however_many_ask() {
        var proxy = PostgresProxy.before(TestPostgres.database());
        try (var world = World.on(proxy.address());
                var lines = new LogLines()) {
            var campaign = world.campaign();
            campaign.signUp("ada@example.com");
            proxy.close();

            // The first find no database themselves, of the others a writer finds none.
            assertThat(statusesOfMany(
                            () -> campaign.get("/tags"), () -> campaign.post("", "{\"email\": \"bob@example.com\"}")))
                    .containsOnly(503);
            world.freshLog();

            assertThat(lines.text())
                    .hasSizeLessThan(20)
                    .noneMatch(line -> line.contains("\tat "))
                    .satisfiesOnlyOnce(line -> assertThat(line).contains("RequestLog: the database failed in "))
                    .anyMatch(line -> line.contains("lines more were left out: requests for which the database"));
        }
    }

    /** All ask at once, since each waits for a connection until it is told no. */
    private static Set<Integer> statusesOfMany(Supplier<Reply> request, Supplier<Reply> other) {
        var statuses = ConcurrentHashMap.<Integer>newKeySet();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                callers.execute(() -> statuses.add(request.get().status()));
                callers.execute(() -> statuses.add(other.get().status()));
            }
        }
        return statuses;
    }

    private static Traffic cut(Work work, Moment moment) throws InterruptedException {
        try (var proxy = PostgresProxy.before(TestPostgres.database());
                var traffic = traffic(proxy.address())) {
            for (int cuts = 0; cuts < CUTS; cuts++) {
                traffic.flow(LEADS / 3);
                proxy.cutNext(work, moment).await(Traffic.PATIENCE);
            }
            traffic.flow(LEADS);
            endsWell(traffic);
            return traffic;
        }
    }

    private static Traffic traffic(Address database) {
        return new Traffic(() -> ServerProcess.on(database), Receiver.start(), CLIENTS);
    }

    private static void endsWell(Traffic traffic) throws InterruptedException {
        traffic.endsWell();
        assertThat(traffic.signups().unanswered()).isEmpty();
        assertThat(traffic.crm().repeats()).isZero();
    }
}
