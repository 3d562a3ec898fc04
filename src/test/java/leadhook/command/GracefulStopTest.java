package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
    private final StringWriter notes = new StringWriter();

    @Test
    void the_server_is_closed_before_the_process_ends() throws Exception {
        var closed = new CountDownLatch(1);
        var stop = new GracefulStop(closed::countDown, new PrintWriter(notes, true));

        stop.stop(Duration.ofMinutes(1));

        assertThat(closed.getCount()).isZero();
        stop.await();
        assertThat(notes.toString()).contains("Stopped.");
    }

    @Test
    void a_server_that_hangs_is_left_behind() throws Exception {
        var never = new CountDownLatch(1);
        var stop = new GracefulStop(never::await, new PrintWriter(notes, true));

        stop.stop(Duration.ofMillis(1));

        stop.await();
        assertThat(notes.toString()).contains("Not everything had ended");
    }

    @Test
    void what_goes_wrong_while_stopping_is_said() {
        var stop = new GracefulStop(
                () -> {
                    throw new IllegalStateException("the disk is full");
                },
                new PrintWriter(notes, true));

        stop.stop(Duration.ofMinutes(1));

        assertThat(notes.toString()).contains("While stopping: ").contains("the disk is full");
    }
}
