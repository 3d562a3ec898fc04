package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.SteadySignups;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code kill -9} while leads flow: what was answered is there, and reaches its subscriber. */
class KilledServerTest {
    private static final int CLIENTS = 16;
    private static final int KILLS = 3;
    private static final int LEADS_BEFORE_EACH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a crash may repeat of one webhook: its open exchanges, and its outcomes that are not settled yet. */
    private static final int REPEATS_PER_KILL = 10 + 256;

    private final Receiver crm = Receiver.start();
    private final SteadySignups signups = new SteadySignups(CLIENTS);
    private @Nullable ServerProcess running;

    @BeforeEach
    void start() {
        ServerProcess.clear();
        running = ServerProcess.start();
    }

    @AfterEach
    void close() {
        signups.close();
        server().close();
        crm.close();
    }

    private ServerProcess server() {
        return Objects.requireNonNull(running);
    }

    @Test
    void nothing_answered_is_lost_when_the_server_is_killed() throws InterruptedException {
        survives(ServerProcess::kill);
    }

    @Test
    void nothing_answered_is_lost_when_the_server_is_killed_with_its_database() throws InterruptedException {
        survives(ServerProcess::killWithPostgres);
    }

    private interface Kill {
        void kill(ServerProcess server) throws InterruptedException;
    }

    private void survives(Kill how) throws InterruptedException {
        var campaign = ServerProcess.campaign(this::server);
        campaign.subscribe(crm.url(), "new_signup", "new_signup_not_excluded");
        var inbound = URI.create(campaign.inbound()).getPath();
        for (int kills = 0; kills < KILLS; kills++) {
            signups.to(server().url().resolve(inbound));
            signups.await(LEADS_BEFORE_EACH, PATIENCE);
            how.kill(server());
            running = ServerProcess.start();
        }
        signups.to(server().url().resolve(inbound));
        signups.await(LEADS_BEFORE_EACH, PATIENCE);
        signups.end();

        var undelivered = crm.awaitAccepted(Aftermath.messagesOf(server(), campaign.id()), PATIENCE);
        server().stop();
        var left = Aftermath.leftBehind(campaign.id());

        System.out.printf(
                "%d kills: %d leads answered, %d requests unanswered, %d events; lost %d, repeats %d, bound %d%n",
                KILLS,
                signups.made().size(),
                signups.unanswered().size(),
                left.messages().size(),
                undelivered.size(),
                crm.repeats(),
                KILLS * REPEATS_PER_KILL);
        assertThat(signups.statuses()).containsOnlyKeys(201);
        assertThat(left.emails()).containsAll(signups.made());
        assertThat(left.halves()).isZero();
        long last = left.messages().size();
        assertThat(left.log()).isEqualTo(new Aftermath.Numbers(1, last, last, last));
        assertThat(undelivered).isEmpty();
        assertThat(crm.accepted()).extracting("email").containsAll(signups.made());
        assertThat(crm.repeats()).isLessThanOrEqualTo(KILLS * REPEATS_PER_KILL);
        assertThat(left.lanes()).containsExactly(new Aftermath.LaneRow(last, 0));
        assertThat(left.retries()).isZero();
    }
}
