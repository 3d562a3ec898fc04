package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kill -9} while leads flow, wherever it hits: what was answered is there, and reaches its subscriber. */
@Timeout(1200)
class KilledServerTest {
    private static final int CLIENTS = 32;
    private static final int KILLS = 20;
    private static final int LEADS = 60_000;
    private static final int MANY_REQUESTS = 100;

    /** The same kills again: {@code -Dleadhook.test.kills=…}. */
    private static final long SEED = Long.getLong("leadhook.test.kills", System.nanoTime());

    private final Random random = new Random(SEED);

    @Test
    void nothing_answered_is_lost_by_twenty_kills_at_random() throws InterruptedException {
        System.out.println("kills " + SEED);
        var database = TestPostgres.database();
        try (var traffic = new Traffic(() -> ServerProcess.on(database), Receiver.startForgetful(), CLIENTS)) {
            int flowed = 0;
            // Some come soon after one another, as a server that is killed while it takes up what the last one left.
            for (int next : random.ints(KILLS, 0, LEADS).sorted().toArray()) {
                traffic.flow(next - flowed);
                flowed = next;
                traffic.crm().awaitMoreRequests(random.nextInt(MANY_REQUESTS), Traffic.PATIENCE);
                traffic.kill();
                traffic.restart();
            }
            traffic.flow(LEADS - flowed);
            traffic.endsWell();
            assertThat(traffic.signups().statuses()).containsOnlyKeys(201);
        }
    }

    @Test
    void nothing_answered_is_lost_with_the_database_that_comes_along_killed_or_left_over() throws InterruptedException {
        ServerProcess.clear();
        try (var traffic = new Traffic(ServerProcess::start, Receiver.start(), CLIENTS)) {
            traffic.flow(500);
            traffic.kill();
            traffic.restart();
            traffic.flow(500);
            traffic.killWithPostgres();
            traffic.restart();
            traffic.flow(500);
            traffic.killWithPostgres();
            traffic.restart();
            traffic.flow(500);
            traffic.endsWell();
            assertThat(traffic.signups().statuses()).containsOnlyKeys(201);
        }
    }
}
