package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a lane that catches up rests, and for how long. */
class FreshFirstTest {
    private static final Duration WORKED = Duration.ofMillis(2);
    private static final Instant LATER = MORNING.plus(Duration.ofHours(1));

    private final FreshFirst freshFirst = new FreshFirst();

    /** A turn that ended then and started an event of this moment. */
    private Duration turn(Instant event, Instant now) {
        return turn(List.of(event), now.minus(WORKED), now);
    }

    private Duration turn(List<Instant> events, Instant from, Instant now) {
        var started = events.stream()
                .map(at -> new Attempt(Events.lane(1), Events.of(5, 50, at), 1, false, false, now))
                .toList();
        return freshFirst.rest(started, from, now);
    }

    @Test
    void what_is_new_does_not_rest() {
        assertThat(turn(LATER.minusSeconds(9), LATER)).isZero();
        assertThat(turn(LATER, LATER.plusMillis(1))).isZero();
    }

    @Test
    void what_is_old_rests_four_times_as_long_as_it_worked_when_something_new_was_started_lately() {
        turn(LATER, LATER);

        assertThat(turn(MORNING, LATER.plusMillis(50))).isEqualTo(WORKED.multipliedBy(4));
    }

    @Test
    void what_is_old_does_not_rest_when_nothing_is_new() {
        assertThat(turn(MORNING, LATER)).isZero();

        turn(LATER, LATER);
        assertThat(turn(MORNING, LATER.plusMillis(51))).isZero();
    }

    @Test
    void a_turn_that_started_something_old_beside_something_new_does_not_rest() {
        turn(LATER, LATER);

        assertThat(turn(List.of(MORNING, LATER), LATER.minus(WORKED), LATER)).isZero();
    }

    @Test
    void a_turn_that_started_nothing_does_not_rest() {
        turn(LATER, LATER);

        assertThat(turn(List.of(), LATER.minus(WORKED), LATER)).isZero();
    }

    @Test
    void no_rest_is_longer_than_a_tenth_of_a_second() {
        turn(LATER, LATER);

        assertThat(turn(List.of(MORNING), LATER.minusSeconds(30), LATER)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void a_clock_that_goes_back_is_no_reason_to_rest() {
        turn(LATER, LATER);

        assertThat(turn(List.of(MORNING), LATER.plusSeconds(1), LATER)).isZero();
    }
}
