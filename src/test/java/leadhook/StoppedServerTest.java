package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.SteadySignups;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM while leads flow: what runs is finished, and the next start goes on exactly there. */
class StoppedServerTest {
    private static final int CLIENTS = 16;
    private static final int STOPS = 2;
    private static final int LEADS_BEFORE_EACH = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    /** What the shell says of a process that SIGTERM ended: 128 and the number of the signal. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

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
    void nothing_is_lost_left_half_way_or_repeated() throws InterruptedException {
        var campaign = ServerProcess.campaign(this::server);
        campaign.subscribe(crm.url(), "new_signup", "new_signup_not_excluded");
        var inbound = URI.create(campaign.inbound()).getPath();
        for (int stops = 0; stops < STOPS; stops++) {
            signups.to(server().url().resolve(inbound));
            signups.await(LEADS_BEFORE_EACH, PATIENCE);
            stop();
            running = ServerProcess.start();
        }
        signups.end();
        var undelivered = crm.awaitAccepted(Aftermath.messagesOf(server(), campaign.id()), PATIENCE);
        stop();
        var left = Aftermath.leftBehind(campaign.id());

        System.out.printf(
                "%d stops: answers %s, no answer %d, events %d; lost %d, repeats %d%n",
                STOPS,
                signups.statuses(),
                signups.unanswered().size(),
                left.messages().size(),
                undelivered.size(),
                crm.repeats());
        assertThat(signups.statuses().keySet()).isSubsetOf(201, 503);
        assertThat(signups.leftHalfWay()).isEmpty();
        assertThat(left.emails()).containsAll(signups.made());
        assertThat(left.halves()).isZero();
        assertThat(undelivered).isEmpty();
        assertThat(crm.repeats()).isZero();
        long last = left.messages().size();
        assertThat(left.lanes()).containsExactly(new Aftermath.LaneRow(last, 0));
        assertThat(left.retries()).isZero();
    }

    @Test
    void neither_a_receiver_that_hangs_nor_a_caller_that_sends_half_a_request_keeps_it() throws Exception {
        var campaign = ServerProcess.campaign(this::server);
        campaign.subscribe(crm.hangs().url(), "new_signup");
        campaign.signUp("ada@example.com");
        crm.awaitRequests(1);
        try (var caller = new Socket(server().url().getHost(), server().url().getPort())) {
            var half =
                    "POST /v2/%d HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{\"em".formatted(campaign.id());
            caller.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            stop();
        }
        crm.release();
        running = ServerProcess.start();
        assertThat(crm.awaitAccepted(Set.of("evt-" + campaign.id() + "-1"), PATIENCE))
                .isEmpty();
    }

    private void stop() throws InterruptedException {
        long start = System.nanoTime();
        assertThat(server().stop()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_STOP);

        assertThat(ServerProcess.notes()).doesNotContain("Not everything had ended", "WARNING", "ERROR");
    }
}
