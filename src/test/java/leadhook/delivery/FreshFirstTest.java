package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long lanes that catch up rest. */
class FreshFirstTest {
    private static final Duration WORKED = Duration.ofMillis(2);

    private long now = Long.MAX_VALUE - 1;
    private final FreshFirst freshFirst = on(2);

    private FreshFirst on(int processors) {
        return new FreshFirst(() -> now, processors);
    }

    private Duration turn(boolean catchesUp, int started) {
        return turn(freshFirst, catchesUp, started);
    }

    private Duration turn(FreshFirst first, boolean catchesUp, int started) {
        long begun = first.begin();
        pass(WORKED);
        return first.rest(catchesUp, started, begun);
    }

    private void pass(Duration time) {
        // Beyond the greatest number it goes on at the smallest, as such clocks may.
        now += time.toNanos();
    }

    @Test
    void a_turn_of_a_lane_that_catches_up_takes_an_eighth_of_the_processors() {
        turn(false, 1);
        assertThat(turn(true, 1)).isEqualTo(WORKED.multipliedBy(4));

        var large = on(16);
        turn(large, false, 1);
        assertThat(turn(large, true, 1)).isEqualTo(WORKED.dividedBy(2));
    }

    @Test
    void all_of_them_share_it() {
        turn(false, 1);
        var first = turn(true, 1);

        assertThat(turn(true, 1)).isEqualTo(first.minus(WORKED).plus(WORKED.multipliedBy(4)));
    }

    @Test
    void one_that_only_reads_rests_too() {
        turn(false, 1);

        assertThat(turn(true, 0)).isEqualTo(WORKED.multipliedBy(4));
    }

    @Test
    void what_is_new_never_rests() {
        turn(false, 1);

        assertThat(turn(false, 1)).isZero();
    }

    @Test
    void nothing_rests_when_nothing_new_was_started_for_a_twentieth_of_a_second() {
        assertThat(turn(true, 1)).as("not at all yet").isZero();
        assertThat(turn(false, 0)).as("a turn without an attempt").isZero();
        assertThat(turn(true, 1)).isZero();

        turn(false, 1);
        pass(Duration.ofMillis(50).minus(WORKED));
        assertThat(turn(true, 1)).isPositive();
        pass(Duration.ofNanos(1));
        assertThat(turn(true, 1)).isZero();
    }

    @Test
    void no_rest_is_longer_than_a_second() {
        long begun = freshFirst.begin();
        pass(Duration.ofMinutes(1));
        turn(false, 1);

        assertThat(freshFirst.rest(true, 1, begun)).isEqualTo(Duration.ofSeconds(1));
    }
}
