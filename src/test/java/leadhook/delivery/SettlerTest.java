package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.slice;
import static leadhook.delivery.Events.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.SettleTables.Debt;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.delivery.SettleTables.WebhookEvent;
import leadhook.platform.database.Database;
import org.junit.jupiter.api.Test;

/** What outcomes come to, before anything is written. */
class SettlerTest {
    private static final RetrySchedule TWICE =
            new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofMinutes(1)));

    /** Decisions need no database: its pool opens no connection until it is asked for one. */
    private final Database nowhere =
            Database.hot(new Database.Address("jdbc:postgresql://127.0.0.1:9/none", null, null), 1);

    private final Settler settler = new Settler(nowhere, TWICE, () -> MORNING, new Random(42));

    private static Lane laneWith(long webhook, int events) {
        var lane = new Lane(webhook(webhook), 0, new byte[0], 10);
        lane.heard(events);
        lane.take(slice(1, events));
        return lane;
    }

    private static Ended ended(Attempt attempt, Outcome outcome) {
        attempt.lane().ended(attempt);
        return new Ended(attempt, new Sent(outcome, Duration.ofMillis(12), ""));
    }

    @Test
    void each_outcome_is_counted_and_what_failed_is_owed_on_schedule() {
        var lane = laneWith(1, 3);
        var started = lane.startFirst(10, MORNING);

        var settlement = settler.decide(
                List.of(
                        ended(started.get(0), new Refused(500, null)),
                        ended(started.get(1), new Delivered(204)),
                        ended(started.get(2), new Unreachable("timeout"))),
                List.of());

        assertThat(settlement.lanes()).singleElement().satisfies(update -> {
            assertThat(update.delivered()).isEqualTo(1);
            assertThat(update.failed()).isEqualTo(2);
            assertThat(update.standing().position()).isEqualTo(3);
        });
        assertThat(settlement.debts()).extracting(Debt::webhook).containsExactly(1L, 1L);
        assertThat(settlement.debts()).extracting(Debt::owed).allSatisfy(owed -> {
            assertThat(owed.attempts()).isEqualTo(1);
            assertThat(owed.dueAt()).isBetween(MORNING.plusMillis(8_500), MORNING.plusMillis(11_500));
        });
        assertThat(settlement.forgiven()).isEmpty();
        assertThat(settlement.givenUp()).isEmpty();
    }

    @Test
    void a_retry_that_is_delivered_is_owed_no_more() {
        var lane = laneWith(1, 1);
        var first = lane.startFirst(10, MORNING).getFirst();
        var retry = new Attempt(lane, first.event(), 2, MORNING);

        var settlement = settler.decide(List.of(ended(retry, new Delivered(200))), List.of());

        assertThat(settlement.forgiven()).containsExactly(new WebhookEvent(1, 1));
        assertThat(settlement.givenUp()).isEmpty();
        assertThat(settlement.debts()).isEmpty();
    }

    @Test
    void the_last_attempt_of_the_schedule_is_given_up() {
        var lane = laneWith(1, 1);
        var first = lane.startFirst(10, MORNING).getFirst();
        var last = new Attempt(lane, first.event(), 3, MORNING);

        var settlement = settler.decide(List.of(ended(last, new Refused(500, null))), List.of());

        assertThat(settlement.debts()).isEmpty();
        assertThat(settlement.forgiven()).containsExactly(new WebhookEvent(1, 1));
        assertThat(settlement.givenUp()).containsExactly(new WebhookEvent(1, 1));
    }

    @Test
    void lanes_are_written_in_one_order_whoever_ended_first() {
        var ended = new ArrayList<Ended>();
        for (long webhook : List.of(3L, 1L, 2L)) {
            ended.add(ended(laneWith(webhook, 1).startFirst(1, MORNING).getFirst(), new Delivered(200)));
        }

        var settlement = settler.decide(ended, List.of(laneWith(4, 1)));

        assertThat(settlement.lanes()).extracting(LaneUpdate::webhook).containsExactly(1L, 2L, 3L, 4L);
    }
}
