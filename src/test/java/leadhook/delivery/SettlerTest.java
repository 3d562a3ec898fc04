package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.slice;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.delivery.Settled.Ended;
import org.junit.jupiter.api.Test;

/** What outcomes come to, before anything is written. */
class SettlerTest {
    private static final Outcome FAILED = new Refused(500, List.of());

    private static Lane laneWith(long webhook, int events) {
        var lane = Events.lane(webhook);
        lane.heard(events);
        lane.take(lane.wanted().orElseThrow(), slice(1, events));
        return lane;
    }

    private static Ended next(Lane lane, Outcome outcome) {
        var attempt = lane.start(List.of(), 1, MORNING).attempts().getFirst();
        return lane.ended(attempt, new Sent(outcome, Duration.ofMillis(12), ""), MORNING);
    }

    @Test
    void each_outcome_is_counted_and_what_failed_is_owed_on_schedule() {
        var lane = laneWith(1, 3);
        var ended = List.of(next(lane, FAILED), next(lane, new Delivered(204)), next(lane, new Unreachable("timeout")));

        var settlement = Settlement.of(List.copyOf(ended), List.of());

        assertThat(settlement.updates()).singleElement().satisfies(update -> {
            assertThat(update.delivered()).isEqualTo(1);
            assertThat(update.failed()).isEqualTo(2);
            assertThat(update.standing().position()).isEqualTo(3);
        });
        assertThat(List.of(ended.getFirst(), ended.getLast()))
                .extracting(Ended::fate)
                .allSatisfy(fate -> {
                    var owed = ((Fate.Owes) fate).row();
                    assertThat(owed.attempts()).isEqualTo(1);
                    assertThat(owed.dueAt()).isBetween(MORNING.plusMillis(8_500), MORNING.plusMillis(11_500));
                });
        assertThat(ended.get(1).fate()).isEqualTo(new Fate.Done());
    }

    @Test
    void a_settlement_tells_where_its_lanes_stood_when_it_was_decided() {
        var lane = laneWith(1, 3);
        var first = Settlement.of(List.of(next(lane, new Delivered(204))), List.of());
        Settlement.of(List.of(next(lane, new Delivered(204))), List.of());

        assertThat(first.updates().getFirst().standing().position()).isEqualTo(1);
        assertThat(first.updates().getFirst().delivered()).isEqualTo(1);
    }

    @Test
    void lanes_are_written_in_one_order_whoever_ended_first() {
        var ended = new ArrayList<Settled>();
        for (long webhook : List.of(3L, 1L, 2L)) {
            ended.add(next(laneWith(webhook, 1), new Delivered(204)));
        }

        var settlement = Settlement.of(ended, List.of(laneWith(4, 1)));

        assertThat(settlement.updates()).extracting(LaneUpdate::webhook).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void what_is_refused_is_tried_lane_by_lane_then_without_what_receivers_said() {
        var one = laneWith(1, 1).start(List.of(), 1, MORNING).attempts().getFirst();
        var told = one.lane().ended(one, new Sent(FAILED, Duration.ZERO, "text"), MORNING);
        var settlement = Settlement.of(List.of(told, next(laneWith(2, 1), FAILED)), List.of());

        var parts = settlement.parts();
        assertThat(parts)
                .extracting(part -> part.updates().getFirst().webhook())
                .containsExactly(1L, 2L);
        assertThat(parts.getLast().parts()).as("it told nothing").isEmpty();

        var plain = parts.getFirst().parts();
        assertThat(plain)
                .singleElement()
                .satisfies(part -> assertThat(part.updates().getFirst().settled())
                        .singleElement()
                        .satisfies(settled ->
                                assertThat(((Ended) settled).sent().excerpt()).isEmpty()));
        assertThat(plain.getFirst().parts()).isEmpty();
    }
}
