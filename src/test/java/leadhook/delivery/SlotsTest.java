package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The node's bound on open exchanges, and who waits for one. */
class SlotsTest {
    private final Slots slots = new Slots(1);
    private final List<String> woken = new ArrayList<>();

    private void await(String lane) {
        slots.await(lane, () -> woken.add(lane));
    }

    @Test
    void whoever_waits_is_woken_when_an_exchange_ends_however_often_he_asked() {
        slots.take();
        await("a");
        await("a");
        assertThat(woken).isEmpty();

        slots.release();

        assertThat(woken).containsExactly("a");
        slots.take();
        slots.release();
        assertThat(woken).containsExactly("a");
    }

    @Test
    void whoever_is_woken_and_needs_nothing_passes_it_on() {
        slots.take();
        await("a");
        await("b");
        slots.release();

        // Woken, "a" has nothing to start.
        await("a");

        assertThat(woken).containsExactly("a", "b");
    }

    @Test
    void after_the_stop_nothing_is_free_and_what_is_open_can_be_waited_for() throws InterruptedException {
        slots.take();
        slots.stop();
        assertThat(slots.free()).isZero();
        assertThat(slots.awaitAllFree(Duration.ofMillis(1))).isFalse();

        slots.release();

        assertThat(slots.free()).isZero();
        assertThat(slots.awaitAllFree(Duration.ofSeconds(30))).isTrue();
    }
}
