package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import leadhook.delivery.CampaignLanes.Found;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.LanesTable.Reach;
import leadhook.log.EventType;
import leadhook.log.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A webhook is changed, or its receiver wants to be left alone, while its lane is being loaded, started or filled. */
@Timeout(60)
class LaneChangesTest {
    private static OutboundWebhook wanting(Map<EventType, Long> fromSeq, boolean paused) {
        var plain = Events.webhook(1);
        return new OutboundWebhook(1, plain.campaign(), plain.url(), plain.secret(), Order.RETRIES, paused, fromSeq);
    }

    private static Lane make(Found.Row row) {
        return Events.lane(row.webhook(), row.stored(), row.owed());
    }

    @Test
    void an_event_of_a_type_added_while_its_campaign_was_loaded_is_not_passed_over() {
        var campaign = new CampaignLanes(Events.CAMPAIGN, 1);
        campaign.heard(1, 1);
        // A load has read this: version 1, and the log up to event 1.
        var old = new Found(
                new Reach(Events.CAMPAIGN, 1, 1, 0),
                List.of(wanting(Map.of(EventType.NEW_SIGNUP, 0L), false)),
                Map.of(1L, Events.stored(1, 1, new byte[0], Health.NEW)),
                Map.of());
        // Before it takes it in, version 2 adds a type, and event 2 is one of these.
        campaign.heard(2, 2);
        campaign.update(old, LaneChangesTest::make, Lane::close);
        var lane = campaign.lanes().getFirst();
        // The load has woken it.
        lane.wanted(MORNING).ifPresent(range -> lane.take(range, new Slice(List.of(), range.last())));

        var types = Map.of(EventType.NEW_SIGNUP, 0L, EventType.REPEAT_SIGNUP, 1L);
        campaign.update(
                new Found(new Reach(Events.CAMPAIGN, 2, 2, 0), List.of(wanting(types, false)), Map.of(), Map.of()),
                LaneChangesTest::make,
                Lane::close);

        assertThat(lane.hasMoved()).as("passed over event 2").isFalse();
        assertThat(lane.wanted(MORNING).map(Lane.Range::first)).contains(2L);
    }

    @Test
    void a_pause_waits_for_what_is_just_being_sent() throws InterruptedException {
        var campaign = new CampaignLanes(Events.CAMPAIGN, 1);
        var types = Map.of(EventType.NEW_SIGNUP, 0L);
        campaign.update(
                new Found(
                        new Reach(Events.CAMPAIGN, 1, 1, 0),
                        List.of(wanting(types, false)),
                        Map.of(1L, Events.stored(1, 0, new byte[0], Health.NEW)),
                        Map.of()),
                LaneChangesTest::make,
                Lane::close);
        var lane = campaign.lanes().getFirst();
        var paused = new Found(new Reach(Events.CAMPAIGN, 1, 2, 0), List.of(wanting(types, true)), Map.of(), Map.of());
        Thread pause;
        synchronized (lane.starting()) {
            // Starter.start: begun, and not handed to the sender yet.
            lane.take(lane.wanted(MORNING).orElseThrow(), Events.slice(1, 1));
            assertThat(lane.start(List.of(), 1, MORNING).attempts()).hasSize(1);
            pause = Thread.ofPlatform().start(() -> campaign.update(paused, LaneChangesTest::make, Lane::close));
            pause.join(Duration.ofMillis(500));
            assertThat(pause.isAlive()).as("the pause is not answered yet").isTrue();
        }
        pause.join();
    }

    @Test
    void in_the_order_lead_no_more_is_parked_than_may_be_owed() {
        assertThat(parked(Events.health(Mode.RUNNING, 10, 0, null, null, 0, null, false)))
                .isLessThanOrEqualTo(Health.OWED_TO_STAND);
    }

    @Test
    void a_lane_that_stands_still_writes_no_rows_for_its_backlog_in_the_order_lead_either() {
        assertThat(parked(Events.health(Mode.STANDING, 1, 10, null, MORNING, 1, MORNING, false)))
                .isZero();
    }

    /** Of a backlog of 20,000 events of a lead that is owed one. */
    private static int parked(Health health) {
        var lane = Events.lane(
                Events.webhook(1, Order.LEAD, false),
                Events.stored(1, 100, new byte[0], health),
                new Debts.Stored(List.of(Events.owed(50, 1, MORNING.plusSeconds(36_000))), 1, Map.of(1L, 1)));
        lane.heard(20_100);
        int parked = 0;
        while (lane.wanted(MORNING).isPresent()) {
            var range = lane.wanted(MORNING).orElseThrow();
            var read = LongStream.range(range.first(), Math.min(range.last() + 1, range.first() + range.limit()))
                    .mapToObj(seq -> Events.of(seq, 1))
                    .toList();
            lane.take(range, new Slice(read, read.getLast().seq()));
            var started = lane.start(List.of(), 1, MORNING);
            assertThat(started.attempts()).isEmpty();
            if (started.parked().isEmpty()) {
                break;
            }
            var rows = started.parked();
            rows.forEach(lane::settle);
            lane.written(List.copyOf(rows), lane.standing());
            parked += rows.size();
        }
        return parked;
    }

    @Test
    void a_receiver_that_wants_to_be_left_alone_for_an_hour_does_not_spend_the_memory_of_others() {
        var readAhead = new ReadAhead(100);
        var waits = new Health(
                Mode.RUNNING, 1, 1, null, MORNING, "it answered 429", 0, null, MORNING.plusSeconds(3_600), false);
        var resting = new Lane(
                Events.webhook(1),
                Events.stored(1, 0, new byte[0], waits),
                Debts.Stored.NOTHING,
                Events.JUDGE,
                readAhead);
        resting.heard(512);
        resting.wanted(MORNING).ifPresent(range -> resting.take(range, Events.slice(1, Math.min(512, range.limit()))));
        var healthy = new Lane(
                Events.webhook(2),
                Events.stored(2, 0, new byte[0], Health.NEW),
                Debts.Stored.NOTHING,
                Events.JUDGE,
                readAhead);
        healthy.heard(512);

        assertThat(healthy.wanted(MORNING).orElseThrow().limit()).isGreaterThan(1);
    }
}
