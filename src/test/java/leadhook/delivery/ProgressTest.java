package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Where a lane goes on after a restart, whatever happened before it. */
class ProgressTest {
    /** What may happen to a lane: it reads on, some outcome is settled, it is stopped and started again. */
    sealed interface Step {
        record Read(List<Boolean> wanted) implements Step {}

        record Settle(int which) implements Step {}

        record Restart() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var reads = Arbitraries.of(true, false).list().ofMinSize(1).ofMaxSize(8).map(Step.Read::new);
        var settles = Arbitraries.integers().between(0, 100).map(Step.Settle::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(3, reads), Tuple.of(6, settles), Tuple.of(1, Arbitraries.create(Step.Restart::new)))
                .map(step -> (Step) step)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void a_restart_skips_nothing_that_is_owed_and_repeats_nothing_that_is_settled(@ForAll("steps") List<Step> steps) {
        var lane = new SteppedLane();
        for (var step : steps) {
            switch (step) {
                case Step.Read(var wanted) -> lane.read(wanted);
                case Step.Settle(var which) -> lane.settle(which);
                case Step.Restart() -> lane.restart();
            }
            lane.check();
        }
    }

    /** The log, what the lane wants of it, and what really was settled. */
    private static final class SteppedLane {
        private final Set<Long> wanted = new HashSet<>();
        private final TreeSet<Long> unsettled = new TreeSet<>();
        private Progress progress = new Progress(0, new byte[0]);
        private long last;

        void read(List<Boolean> wants) {
            for (boolean want : wants) {
                last++;
                if (want) {
                    wanted.add(last);
                    unsettled.add(last);
                }
            }
            readOn();
        }

        private void readOn() {
            for (long seq = progress.read() + 1; seq <= last; seq++) {
                if (wanted.contains(seq) && !progress.isSettled(seq)) {
                    progress.want(seq);
                }
            }
            progress.readThrough(last);
        }

        void settle(int which) {
            if (!unsettled.isEmpty()) {
                long seq = List.copyOf(unsettled).get(which % unsettled.size());
                progress.settle(seq);
                unsettled.remove(seq);
            }
        }

        void restart() {
            progress = new Progress(progress.position(), progress.bitmap());
            readOn();
        }

        void check() {
            var started = new Progress(progress.position(), progress.bitmap());
            assertThat(wanted)
                    .allSatisfy(seq -> assertThat(started.isSettled(seq))
                            .as("number %d", seq)
                            .isEqualTo(!unsettled.contains(seq)));
            // As far as can be: nothing that needs no second look is looked at again.
            assertThat(progress.position()).isEqualTo(unsettled.isEmpty() ? last : unsettled.first() - 1);
        }
    }

    @Example
    void what_goes_past_one_that_hangs_is_told_in_512_bytes() {
        var progress = new Progress(0, new byte[0]);
        for (long seq = 1; seq <= Progress.WIDTH + 1; seq++) {
            progress.want(seq);
        }
        progress.readThrough(Progress.WIDTH + 1);

        assertThat(progress.inReach(Progress.WIDTH)).isTrue();
        assertThat(progress.inReach(Progress.WIDTH + 1)).isFalse();
        for (long seq = 2; seq <= Progress.WIDTH; seq++) {
            progress.settle(seq);
        }
        assertThat(progress.position()).isZero();
        assertThat(progress.bitmap()).hasSize(Progress.WIDTH / 8);

        progress.settle(1);
        assertThat(progress.position()).isEqualTo(Progress.WIDTH);
        assertThat(progress.bitmap()).isEmpty();
    }
}
