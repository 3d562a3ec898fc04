package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node's bounds on open exchanges and unwritten outcomes, and who waits for either. */
@Timeout(60)
class SlotsTest {
    private static final int PLENTY = 1_000;

    private final Slots slots = new Slots(1, PLENTY);
    private final List<String> woken = new ArrayList<>();

    private void await(String lane) {
        slots.await(lane, () -> woken.add(lane));
    }

    @Test
    void no_more_are_taken_than_may_be_open() {
        var three = new Slots(3, PLENTY);

        assertThat(three.take(2)).isEqualTo(2);
        assertThat(three.take(2)).isEqualTo(1);
        assertThat(three.take(2)).isZero();
        assertThat(three.open()).isEqualTo(3);

        three.release(2);
        assertThat(three.take(5)).isEqualTo(2);
    }

    @Test
    void what_is_open_or_unwritten_leaves_room_for_its_outcome() {
        var four = new Slots(3, 4);
        assertThat(four.take(3)).isEqualTo(3);
        four.ended();
        four.ended();
        assertThat(four.take(3)).as("2 unwritten, 1 open").isEqualTo(1);

        four.ended();
        four.ended();
        assertThat(four.take(3)).as("4 unwritten").isZero();

        four.settled(3);
        assertThat(four.take(5)).isEqualTo(3);
    }

    @Test
    void with_more_than_half_taken_it_is_crowded() {
        var four = new Slots(4, PLENTY);

        four.take(2);
        assertThat(four.areCrowded()).isFalse();
        four.take(1);
        assertThat(four.areCrowded()).isTrue();
        four.release(1);
        assertThat(four.areCrowded()).isFalse();
    }

    @Test
    void whoever_waits_is_woken_when_an_exchange_ends_however_often_he_asked() {
        slots.take(1);
        await("a");
        await("a");
        assertThat(woken).isEmpty();

        slots.ended();

        assertThat(woken).containsExactly("a");
        slots.take(1);
        slots.ended();
        assertThat(woken).containsExactly("a");
    }

    @Test
    void whoever_waits_for_room_for_outcomes_is_woken_when_some_are_written() {
        var one = new Slots(5, 1);
        one.take(1);
        one.ended();
        one.await("a", () -> woken.add("a"));
        assertThat(woken).isEmpty();

        one.settled(1);

        assertThat(woken).containsExactly("a");
    }

    @Test
    void whoever_asks_when_something_has_just_become_free_is_woken_at_once() {
        await("a");

        assertThat(woken).containsExactly("a");
    }

    @Test
    void whoever_is_woken_and_needs_nothing_passes_it_on() {
        slots.take(1);
        await("a");
        await("b");
        slots.release(1);
        assertThat(woken).containsExactly("a");

        // Woken, "a" has nothing to start.
        slots.passOn();

        assertThat(woken).containsExactly("a", "b");
    }

    @Test
    void as_many_are_woken_as_slots_are_free() {
        var three = new Slots(3, PLENTY);
        three.take(3);
        for (var lane : List.of("a", "b", "c")) {
            three.await(lane, () -> woken.add(lane));
        }

        three.release(2);

        assertThat(woken).containsExactly("a", "b");
    }

    @Test
    void after_the_stop_nothing_is_free_and_what_is_open_can_be_waited_for() throws InterruptedException {
        slots.take(1);
        await("a");
        slots.stop();
        assertThat(slots.take(1)).isZero();
        assertThat(slots.awaitAllFree(Duration.ofMillis(1))).isFalse();

        slots.release(1);

        assertThat(slots.take(1)).isZero();
        assertThat(slots.awaitAllFree(Duration.ofSeconds(30))).isTrue();
        assertThat(woken).isEmpty();
    }

    /** Many more lanes than slots, each with some exchanges to make; some ask for more than they then can use. */
    @Test
    void with_many_threads_nobody_sleeps_beside_a_free_slot() throws InterruptedException {
        var stress = new Stress(new Slots(3, 8), 40, 50);

        stress.run(4);

        assertThat(stress.left()).isZero();
        assertThat(stress.slots.open()).isZero();
        assertThat(stress.slots.take(100)).as("nothing was lost").isEqualTo(3);
    }

    private static final class Stress {
        private final Slots slots;
        private final Ready ready = new Ready();
        private final List<AtomicInteger> lanes = new ArrayList<>();
        private final ConcurrentLinkedQueue<Runnable> ends = new ConcurrentLinkedQueue<>();
        private final AtomicInteger unwritten = new AtomicInteger();

        Stress(Slots slots, int count, int exchanges) {
            this.slots = slots;
            for (int i = 0; i < count; i++) {
                var lane = new AtomicInteger(exchanges);
                lanes.add(lane);
                wake(lane);
            }
        }

        private void wake(AtomicInteger lane) {
            ready.add(lane, () -> pump(lane));
        }

        private void pump(AtomicInteger lane) {
            int wanted = Math.min(4, lane.get());
            int taken = slots.take(wanted);
            // Of what a lane thinks it can start, some is of leads that are busy.
            int started = Math.min(taken, 1);
            slots.release(taken - started);
            if (started > 0) {
                lane.decrementAndGet();
                ends.add(() -> end(lane));
            }
            if (taken < wanted && started == taken) {
                slots.await(lane, () -> wake(lane));
            } else {
                slots.passOn();
            }
        }

        private void end(AtomicInteger lane) {
            unwritten.incrementAndGet();
            slots.ended();
            wake(lane);
        }

        /** Until nothing is left to do for any thread: a lane that still has something then sleeps for ever. */
        void run(int threads) throws InterruptedException {
            boolean busy = true;
            while (busy) {
                var began = left();
                var running = new ArrayList<Thread>();
                for (int i = 0; i < threads; i++) {
                    running.add(Thread.ofPlatform().start(this::work));
                }
                for (var thread : running) {
                    thread.join();
                }
                busy = left() < began || !ends.isEmpty();
            }
        }

        private void work() {
            boolean some = true;
            while (some) {
                some = ready.run();
                var end = ends.poll();
                if (end != null) {
                    end.run();
                    some = true;
                }
                int written = unwritten.getAndSet(0);
                if (written > 0) {
                    slots.settled(written);
                    some = true;
                }
            }
        }

        int left() {
            return lanes.stream().mapToInt(AtomicInteger::get).sum();
        }
    }
}
