package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is served next, and that nobody is served twice at once or forgotten. */
@Timeout(30)
class ReadyTest {
    private final Ready ready = new Ready();
    private final List<String> done = new ArrayList<>();

    @Test
    void what_is_called_many_times_before_its_turn_is_served_once() {
        ready.add("a", () -> done.add("a"));
        ready.add("b", () -> done.add("b"));
        ready.add("a", () -> done.add("a"));

        assertThat(ready.run()).isTrue();
        assertThat(ready.run()).isTrue();
        assertThat(ready.run()).isFalse();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void what_is_called_while_it_is_served_is_served_again_after_the_others() {
        ready.add("a", () -> {
            done.add("a");
            if (done.size() == 1) {
                ready.add("a", () -> done.add("never: the work of a key is the same"));
            }
        });
        ready.add("b", () -> done.add("b"));

        while (ready.run()) {
            // Until nothing is ready.
        }

        assertThat(done).containsExactly("a", "b", "a");
    }

    @Test
    void no_two_threads_serve_the_same() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        ready.add("a", () -> {
            begun.countDown();
            awaitQuietly(end);
        });
        var other = Thread.ofVirtual().start(ready::run);
        begun.await();

        ready.add("a", () -> done.add("a"));
        assertThat(ready.run()).isFalse();

        end.countDown();
        other.join();
        assertThat(ready.run()).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_rests_is_not_served_meanwhile_and_holds_up_nobody() {
        ready.addResting("a", () -> {
            done.add("a");
            return Duration.ofHours(1);
        });
        assertThat(ready.run()).isTrue();

        ready.add("a", () -> done.add("a"));
        ready.add("b", () -> done.add("b"));

        assertThat(ready.run()).isTrue();
        assertThat(ready.run()).isFalse();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void what_was_called_while_it_rested_is_served_when_it_has() throws InterruptedException {
        rests("a");
        ready.run();
        rests("a");

        assertThat(ready.runOrWait()).isTrue();
        assertThat(done).containsExactly("a", "a");
    }

    @Test
    void what_was_not_is_forgotten_when_it_has_rested_and_can_be_called_again() throws InterruptedException {
        rests("a");
        ready.run();

        assertThat(ready.runOrWait()).isTrue();
        assertThat(ready.run()).isFalse();
        assertThat(done).containsExactly("a");

        rests("a");
        assertThat(ready.run()).isTrue();
        assertThat(done).containsExactly("a", "a");
    }

    private void rests(String key) {
        ready.addResting(key, () -> {
            done.add(key);
            return Duration.ofMillis(1);
        });
    }

    @Test
    void what_fails_can_be_called_again() {
        ready.add("a", () -> {
            throw new IllegalStateException("failed");
        });
        assertThatThrownBy(ready::run).hasMessage("failed");

        ready.add("a", () -> done.add("a"));
        ready.run();

        assertThat(done).containsExactly("a");
    }
}
