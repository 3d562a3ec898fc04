package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM while leads flow: what runs is finished, and the next start goes on exactly there. */
class StoppedServerTest {
    private static final int CLIENTS = 16;
    private static final int STOPS = 2;
    private static final int LEADS_BEFORE_EACH = 300;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    /** What the shell says of a process that SIGTERM ended: 128 and the number of the signal. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private @Nullable Traffic opened;

    @BeforeEach
    void start() {
        ServerProcess.clear();
        opened = new Traffic(ServerProcess::start, Receiver.start(), CLIENTS);
    }

    @AfterEach
    void close() {
        traffic().close();
    }

    private Traffic traffic() {
        return Objects.requireNonNull(opened);
    }

    @Test
    void nothing_is_lost_left_half_way_or_repeated() throws InterruptedException {
        for (int stops = 0; stops < STOPS; stops++) {
            traffic().flow(LEADS_BEFORE_EACH);
            stop();
            traffic().restart();
        }

        traffic().endsWell();

        assertThat(traffic().signups().leftHalfWay()).isEmpty();
        assertThat(traffic().crm().repeats()).isZero();
        assertThat(ServerProcess.notes()).doesNotContain("WARNING", "ERROR");
    }

    @Test
    void neither_a_receiver_that_hangs_nor_a_caller_that_sends_half_a_request_keeps_it() throws Exception {
        traffic().crm().hangs();
        traffic().flow(1);
        traffic().crm().awaitRequests(1);
        var url = traffic().server().url();
        try (var caller = new Socket(url.getHost(), url.getPort())) {
            var half = "POST /v2/%d HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{\"em"
                    .formatted(traffic().campaign());
            caller.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            stop();
        }
        traffic().crm().release();
        traffic().restart();
        traffic().crm().awaitAccepted(1, Traffic.PATIENCE);
    }

    private void stop() throws InterruptedException {
        long start = System.nanoTime();
        assertThat(traffic().server().stop()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_STOP);

        assertThat(ServerProcess.notes()).doesNotContain("Not everything had ended", "WARNING", "ERROR");
    }
}
