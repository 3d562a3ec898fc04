package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which lanes are woken when. */
class AlarmsTest {
    private final Alarms alarms = new Alarms();
    private final Lane one = Events.lane(1);
    private final Lane two = Events.lane(2);

    private static Instant after(long seconds) {
        return MORNING.plusSeconds(seconds);
    }

    @Test
    void a_lane_is_woken_once_when_its_time_has_come() {
        alarms.set(one, after(5));

        assertThat(alarms.due(after(4))).isEmpty();
        assertThat(alarms.due(after(5))).containsExactly(one);
        assertThat(alarms.due(after(60))).isEmpty();
    }

    @Test
    void lanes_are_woken_in_the_order_of_their_times_also_of_the_same() {
        var three = Events.lane(3);
        alarms.set(one, after(7));
        alarms.set(two, after(5));
        alarms.set(three, after(5));

        assertThat(alarms.due(after(5))).containsExactlyInAnyOrder(two, three);
        assertThat(alarms.due(after(10))).containsExactly(one);
    }

    @Test
    void the_last_alarm_of_a_lane_is_its_only_one() {
        alarms.set(one, after(5));
        alarms.set(one, after(60));
        alarms.set(two, after(60));
        alarms.set(two, after(5));

        assertThat(alarms.due(after(10))).containsExactly(two);
        assertThat(alarms.due(after(60))).containsExactly(one);
    }

    @Test
    void a_lane_whose_alarm_was_cleared_is_not_woken() {
        alarms.set(one, after(5));
        alarms.set(two, after(5));
        alarms.clear(one);
        alarms.clear(one);

        assertThat(alarms.due(after(5))).containsExactly(two);
    }
}
