package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import leadhook.platform.database.Database.Address;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.SteadySignups;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers on one database: one delivers, the other stands by, and takes over when the lease of the first has ended. */
@Timeout(900)
class TakenOverServerTest {
    private static final int CLIENTS = 8;
    private static final int LEADS = 200;
    private static final int CONCURRENCY = 10;

    private final Address database = TestPostgres.database();

    @Test
    void an_owner_that_was_frozen_beyond_its_lease_wakes_and_sends_nothing() throws InterruptedException {
        try (var traffic = new Traffic(() -> start("first"), Receiver.start(), CLIENTS);
                var elsewhere = new SteadySignups(CLIENTS, "example.net")) {
            var second = start("second");
            traffic.beside(second);
            traffic.flow(LEADS);
            // With every slot taken it is not just about to send: that would be one more, sent when it wakes.
            traffic.crm().hangs().awaitOpen(CONCURRENCY, Traffic.PATIENCE);
            traffic.freeze();
            traffic.crm().release();

            elsewhere.to(traffic.inbound(second));
            elsewhere.await(LEADS, Traffic.PATIENCE);
            traffic.awaitDelivered();

            traffic.server().thaw();
            traffic.flow(LEADS);
            elsewhere.end();
            traffic.endsWell();
            assertThat(elsewhere.statuses().keySet()).isSubsetOf(201, 503);
            assertThat(traffic.signups().unanswered()).isEmpty();
        }
    }

    @Test
    void an_owner_that_was_killed_is_taken_over_by_the_one_that_stands_by() throws InterruptedException {
        try (var traffic = new Traffic(() -> start("first"), Receiver.start(), CLIENTS);
                var elsewhere = new SteadySignups(CLIENTS, "example.net")) {
            var second = start("second");
            traffic.beside(second);
            elsewhere.to(traffic.inbound(second));
            traffic.flow(LEADS);
            traffic.kill();

            elsewhere.await(LEADS, Traffic.PATIENCE);
            traffic.awaitDelivered();

            elsewhere.end();
            traffic.endsWell();
            assertThat(elsewhere.statuses().keySet()).isSubsetOf(201, 503);
            assertThat(elsewhere.unanswered()).isEmpty();
        }
    }

    private ServerProcess start(String node) {
        return ServerProcess.on(database, node, Map.of("LEADHOOK_LEASE", "5s"));
    }
}
