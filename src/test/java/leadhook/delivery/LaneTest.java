package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.owed;
import static leadhook.delivery.Events.slice;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Settled.Ended;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Slice;
import org.junit.jupiter.api.Test;

/** What a lane reads, starts, owes and has settled; no clock, no database, no network. */
class LaneTest {
    private static final int NODE = 5_000;
    private static final Instant LATER = MORNING.plusSeconds(60);
    private static final Outcome DELIVERED = new Delivered(204);
    private static final Outcome FAILED = new Refused(500, List.of());
    private static final Outcome GONE = new Refused(410, List.of());
    private static final Health WIDE = Events.health(Mode.RUNNING, 10, 0, null, null, 0, null, false);
    private static final Health STANDING = Events.health(Mode.STANDING, 1, 10, null, MORNING, 0, MORNING, false);

    private Lane lane = lane(Order.RETRIES, WIDE);

    private static Lane lane(Order order, Health health) {
        return Events.lane(
                Events.webhook(1, order, false), Events.stored(1, 0, new byte[0], health), Debts.Stored.NOTHING);
    }

    private static Lane owing(Order order, Health health, Owed... rows) {
        var leads = new HashMap<Long, Integer>();
        List.of(rows).forEach(row -> leads.merge(row.lead(), 1, Integer::sum));
        return Events.lane(
                Events.webhook(1, order, false),
                Events.stored(1, 100, new byte[0], health),
                new Debts.Stored(List.of(rows), rows.length, order == Order.LEAD ? leads : Map.of()));
    }

    // What a lane is made to do ---------------------------------------------------------------------------------------

    private void read(Slice slice) {
        lane.heard(slice.through());
        lane.take(lane.wanted(MORNING).orElseThrow(), slice);
    }

    private List<Attempt> start(int atMost, Instant now) {
        var due = lane.due(atMost, now);
        var events = due.keySet().stream().map(seq -> Events.of(seq, seq)).toList();
        return lane.start(events, atMost, now).attempts();
    }

    private List<Attempt> start() {
        return start(NODE, MORNING);
    }

    private Ended end(Attempt attempt, Outcome outcome) {
        return lane.ended(attempt, new Sent(outcome, Duration.ofMillis(3), ""), MORNING);
    }

    private void write(Settled... settled) {
        for (var each : settled) {
            lane.settle(each);
        }
        var standing = lane.standing();
        lane.decided(standing);
        lane.written(List.of(settled), standing);
    }

    private void settle(Attempt attempt) {
        write(end(attempt, DELIVERED));
    }

    private static List<Long> seqs(List<Attempt> attempts) {
        return attempts.stream().map(attempt -> attempt.event().seq()).toList();
    }

    // First attempts --------------------------------------------------------------------------------------------------

    @Test
    void it_starts_one_at_a_time_while_the_node_is_crowded() {
        read(slice(1, 50));

        assertThat(lane.startable(MORNING, true)).isEqualTo(1);
        assertThat(start(1, MORNING)).hasSize(1);
        assertThat(lane.startable(MORNING, true)).isZero();
        assertThat(lane.startable(MORNING, false)).isEqualTo(9);
    }

    @Test
    void no_more_are_started_than_the_window_holds_or_the_node_has_room_for() {
        read(slice(1, 50));

        assertThat(lane.startable(MORNING, false)).isEqualTo(10);
        assertThat(start(3, MORNING)).hasSize(3);
        assertThat(start()).hasSize(7);
        assertThat(lane.startable(MORNING, false)).isZero();
        assertThat(start()).isEmpty();
    }

    @Test
    void a_new_lane_starts_slowly() {
        lane = lane(Order.RETRIES, Health.NEW);
        read(slice(1, 50));

        var first = start();
        assertThat(seqs(first)).containsExactly(1L);
        settle(first.getFirst());
        assertThat(seqs(start())).containsExactly(2L, 3L);
    }

    @Test
    void two_events_of_one_lead_are_never_under_way_together_and_others_go_past() {
        read(slice(Events.of(1, 10), Events.of(2, 10), Events.of(3, 20), Events.of(4, 10)));

        var first = start();
        assertThat(seqs(first)).containsExactly(1L, 3L);
        assertThat(start()).isEmpty();

        settle(first.getFirst());
        assertThat(seqs(start())).containsExactly(2L);
    }

    @Test
    void what_nobody_subscribed_to_is_passed_over() {
        read(slice(Events.of(1, 10, EventType.REPEAT_SIGNUP), Events.of(2, 20), Events.of(3, 30, EventType.TAGGED)));

        assertThat(lane.hasMoved()).isTrue();
        assertThat(lane.standing().position()).isEqualTo(1);
        settle(start().getFirst());
        assertThat(lane.standing().position()).isEqualTo(3);
        assertThat(lane.isQuiet()).isTrue();
    }

    @Test
    void a_slot_is_free_when_its_exchange_has_ended_and_256_outcomes_may_wait_to_be_written() {
        var ended = new ArrayList<Ended>();
        for (long seq = 1; seq <= 400; seq++) {
            read(slice(seq, seq));
            for (var attempt : start()) {
                var end = end(attempt, DELIVERED);
                lane.settle(end);
                ended.add(end);
            }
        }
        assertThat(ended).hasSize(256);

        lane.written(List.copyOf(ended.subList(0, 2)), lane.standing());

        assertThat(seqs(start())).containsExactly(257L, 258L);
    }

    @Test
    void nothing_is_started_further_than_4096_above_what_hangs() {
        read(slice(1, 1));
        var hanging = start().getFirst();
        for (long seq = 2; seq <= Progress.WIDTH + 10; seq++) {
            read(slice(seq, seq));
            start().forEach(this::settle);
        }

        assertThat(lane.standing().position()).isZero();
        assertThat(lane.standing().ahead()).hasSize(Progress.WIDTH / 8);
        settle(hanging);
        assertThat(seqs(start())).first().isEqualTo(Progress.WIDTH + 1L);
    }

    // Reading ---------------------------------------------------------------------------------------------------------

    @Test
    void it_reads_no_further_while_enough_waits() {
        lane.heard(1_000_000);

        long read = 0;
        for (var range = lane.wanted(MORNING); range.isPresent(); range = lane.wanted(MORNING)) {
            assertThat(range.get().first()).isEqualTo(read + 1);
            assertThat(range.get().last() - range.get().first()).isLessThan(5_000);
            read += range.get().limit();
            lane.take(range.get(), slice(range.get().first(), read));
        }

        assertThat(read).isBetween(256L, 512L);
    }

    @Test
    void it_holds_four_mebibytes_of_large_events() {
        var body = "{\"note\":\"" + "x".repeat(64 << 10) + "\"}";
        lane.heard(1_000);

        long bytes = 0;
        for (var range = lane.wanted(MORNING); range.isPresent(); range = lane.wanted(MORNING)) {
            var events = new ArrayList<Event>();
            for (int i = 0; i < range.get().limit(); i++) {
                long seq = range.get().first() + i;
                events.add(new Event(7, seq, MORNING, EventType.NEW_SIGNUP, seq, null, body, seq, null));
                bytes += body.length();
            }
            lane.take(range.get(), new Slice(events, events.getLast().seq()));
        }

        assertThat(bytes).isBetween(2L << 20, (4L << 20) + (1 << 16));
    }

    @Test
    void when_the_memory_of_the_node_is_spent_it_holds_one_event_at_a_time_and_gives_back_what_it_held() {
        var readAhead = new ReadAhead(1);
        lane = new Lane(
                Events.webhook(1),
                Events.stored(1, 0, new byte[0], WIDE),
                Debts.Stored.NOTHING,
                Events.JUDGE,
                readAhead);
        read(slice(1, 3));
        assertThat(readAhead.isSpent()).isTrue();
        lane.heard(9);
        assertThat(lane.wanted(MORNING)).isEmpty();

        var started = start();
        assertThat(readAhead.isSpent())
                .as("until it is written what came of them")
                .isTrue();
        started.forEach(this::settle);
        assertThat(readAhead.isSpent()).isFalse();
        readAhead.add(1);
        assertThat(lane.wanted(MORNING)).map(Lane.Range::limit).contains(1);
        readAhead.add(-1);

        read(slice(4, 9));
        lane.close();
        assertThat(readAhead.isSpent()).isFalse();
    }

    @Test
    void a_lane_goes_on_where_its_row_says() {
        read(slice(1, 5));
        var started = start();
        settle(started.get(0));
        settle(started.get(2));
        settle(started.get(4));
        var standing = lane.standing();

        lane = Events.lane(
                Events.WEBHOOK, Events.stored(1, standing.position(), standing.ahead(), WIDE), Debts.Stored.NOTHING);
        lane.heard(7);
        assertThat(lane.wanted(MORNING)).map(Lane.Range::first).contains(2L);
        read(slice(2, 7));

        assertThat(seqs(start())).containsExactly(2L, 4L, 6L, 7L);
    }

    @Test
    void the_same_stretch_read_twice_is_taken_once() {
        read(slice(1, 5));
        read(slice(1, 8));

        assertThat(seqs(start())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void what_waits_is_dropped_when_the_lane_stands_and_read_again_once() {
        stands();
        assertThat(lane.wanted(MORNING)).as("one event waits for a probe").isEmpty();
        assertThat(lane.standing().position()).isEqualTo(2);

        probeSucceeds();

        assertThat(lane.wanted(MORNING)).map(Lane.Range::first).contains(4L);
        read(slice(4, 20));
        var started = start();
        assertThat(seqs(started)).containsExactly(4L);
        settle(started.getFirst());
        assertThat(seqs(start())).containsExactly(5L, 6L);
    }

    /** The first two are owed; 3 to 20 were read. */
    private void stands() {
        lane = lane(Order.RETRIES, Events.health(Mode.RUNNING, 2, 8, null, MORNING, 0, null, false));
        read(slice(1, 20));
        write(end(start().getFirst(), FAILED));
        write(end(start().getFirst(), FAILED));
        assertThat(lane.standing().health().mode()).isEqualTo(Mode.STANDING);
    }

    private void probeSucceeds() {
        var due = LATER;
        lane.due(1, due).keySet().forEach(seq -> write(end(probe(Events.of(seq, seq), due), FAILED)));
        var probe = lane.start(List.of(), 1, due.plusSeconds(60)).attempts().getFirst();
        assertThat(seqs(List.of(probe))).containsExactly(3L);
        assertThat(probe.trigger()).isEqualTo("probe");
        write(end(probe, DELIVERED));
    }

    private Attempt probe(Event event, Instant now) {
        return lane.start(List.of(event), 1, now).attempts().getFirst();
    }

    @Test
    void what_was_read_before_the_lane_went_back_leaves_no_hole() {
        lane = lane(Order.RETRIES, WIDE);
        read(slice(1, 5));
        lane.heard(9);
        var range = lane.wanted(MORNING).orElseThrow();
        assertThat(range.first()).isEqualTo(6);

        // While 6 to 9 are being read, the lane is paused and drops 1 to 5.
        lane.change(Events.webhook(1, Order.RETRIES, true));
        lane.take(range, slice(6, 9));
        lane.change(Events.WEBHOOK);

        assertThat(lane.wanted(MORNING)).map(Lane.Range::first).contains(1L);
        read(slice(1, 9));
        assertThat(seqs(start())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void what_waits_below_an_open_exchange_is_not_lost_when_it_is_dropped() {
        read(slice(Events.of(1, 10), Events.of(2, 10), Events.of(3, 20)));
        var started = start();
        assertThat(seqs(started)).containsExactly(1L, 3L);
        settle(started.getFirst());

        lane.change(Events.webhook(1, Order.RETRIES, true));
        assertThat(lane.standing().position()).isEqualTo(1);
        lane.change(Events.WEBHOOK);

        read(slice(Events.of(2, 10), Events.of(3, 20)));
        assertThat(seqs(start())).containsExactly(2L);
    }

    @Test
    void an_unread_event_probed_in_vain_is_back_in_its_place() {
        lane = lane(Order.RETRIES, STANDING);
        read(slice(1, 1));
        lane.heard(9);

        var probe = start().getFirst();
        assertThat(probe.probe()).isTrue();
        var stays = end(probe, FAILED);
        write(stays);

        assertThat(stays.fate()).isEqualTo(new Fate.Stays());
        assertThat(lane.standing().position()).isZero();
        assertThat(lane.wanted(MORNING)).as("it still waits").isEmpty();
        assertThat(seqs(start(1, LATER))).containsExactly(1L);
    }

    // What is owed ----------------------------------------------------------------------------------------------------

    @Test
    void a_failed_event_is_owed_and_no_longer_in_the_way() {
        read(slice(Events.of(1, 10), Events.of(2, 20)));
        var started = start();
        write(end(started.getFirst(), FAILED));

        assertThat(lane.standing().position()).isEqualTo(1);
        assertThat(lane.due(NODE, MORNING)).isEmpty();
        settle(started.getLast());
        assertThat(lane.isQuiet()).isFalse();
        var due = lane.nextWake(MORNING).orElseThrow();
        assertThat(due).isBetween(MORNING.plusMillis(8_500), MORNING.plusMillis(11_500));
        assertThat(lane.due(NODE, due)).containsOnlyKeys(1L);

        var retry = lane.start(List.of(Events.of(1, 10)), NODE, due).attempts();
        assertThat(retry).extracting(Attempt::number).containsExactly(2);
        assertThat(retry).extracting(Attempt::trigger).containsExactly("retry");
        assertThat(lane.due(NODE, due)).isEmpty();
        settle(retry.getFirst());
        assertThat(lane.isQuiet()).isTrue();
    }

    @Test
    void what_is_owed_and_gone_from_the_log_is_owed_no_more() {
        lane = owing(Order.RETRIES, WIDE, owed(1, 10, MORNING), owed(2, 20, MORNING));
        var due = lane.due(NODE, MORNING);

        var erased = lane.missing(due, List.of(Events.of(2, 20)));

        assertThat(erased).extracting(Settled::seq).containsExactly(1L);
        assertThat(lane.missing(due, List.of(Events.of(2, 20)))).isEmpty();
        assertThat(lane.isQuiet()).isFalse();
        write(erased.getFirst());
        assertThat(lane.due(NODE, MORNING)).containsOnlyKeys(2L);
    }

    @Test
    void what_is_owed_and_what_is_new_share_the_room() {
        lane = owing(Order.RETRIES, WIDE, manyOwed());
        read(slice(101, 150));

        assertThat(seqs(start())).containsExactly(1L, 2L, 3L, 4L, 5L, 101L, 102L, 103L, 104L, 105L);
    }

    @Test
    void with_room_for_one_what_is_owed_and_what_is_new_take_turns() {
        lane = owing(Order.RETRIES, WIDE, manyOwed());
        read(slice(101, 150));

        var started = new ArrayList<Long>();
        for (int i = 0; i < 6; i++) {
            var attempts = start(1, MORNING);
            started.addAll(seqs(attempts));
            settle(attempts.getFirst());
        }

        assertThat(started).containsExactly(1L, 101L, 2L, 102L, 3L, 103L);
    }

    private static Owed[] manyOwed() {
        return LongStream.rangeClosed(1, 50)
                .mapToObj(seq -> owed(seq, seq, MORNING.minusSeconds(60).plusMillis(seq)))
                .toArray(Owed[]::new);
    }

    @Test
    void what_one_of_both_does_not_use_the_other_does() {
        lane = owing(Order.RETRIES, WIDE, owed(1, 1, MORNING));
        read(slice(101, 150));
        assertThat(seqs(start())).hasSize(10).startsWith(1L, 101L);

        lane = owing(Order.RETRIES, WIDE, manyOwed());
        read(slice(101, 102));
        assertThat(seqs(start())).hasSize(10).contains(101L, 102L);
    }

    @Test
    void probes_take_what_is_owed_and_what_is_unread_in_turn_whatever_was_started_before() {
        lane = owing(Order.RETRIES, lastButOne(), owed(1, 1, MORNING), owed(2, 2, MORNING.plusSeconds(1)));
        read(slice(101, 150));
        // A retry is the last that fails before the lane stands.
        write(end(start(1, MORNING).getFirst(), FAILED));
        assertThat(lane.standing().health().mode()).isEqualTo(Mode.STANDING);

        var probed = new ArrayList<Long>();
        var now = MORNING;
        for (int i = 0; i < 4; i++) {
            now = now.plusSeconds(3_600);
            var probe = start(NODE, now);
            probed.addAll(seqs(probe));
            write(lane.ended(probe.getFirst(), new Sent(FAILED, Duration.ZERO, ""), now));
        }

        assertThat(probed).containsExactly(2L, 101L, 2L, 101L);
    }

    private static Health lastButOne() {
        return Events.health(Mode.RUNNING, 1, 9, null, MORNING, 0, null, false);
    }

    // Orders ----------------------------------------------------------------------------------------------------------

    @Test
    void in_the_order_lead_later_events_of_a_lead_wait_behind_one_that_is_owed() {
        lane = lane(Order.LEAD, WIDE);
        read(slice(Events.of(1, 10), Events.of(2, 10), Events.of(3, 20), Events.of(4, 10)));
        var first = start();
        assertThat(seqs(first)).containsExactly(1L, 3L);
        settle(first.getLast());
        write(end(first.getFirst(), FAILED));

        var started = lane.start(List.of(), NODE, MORNING);
        assertThat(started.attempts()).isEmpty();
        assertThat(started.parked()).extracting(Settled::seq).containsExactly(2L, 4L);
        started.parked().forEach(this::write);
        assertThat(lane.standing().position()).isEqualTo(4);

        // The first is delivered: the others are read from the table, one after the other.
        settle(lane.start(List.of(Events.of(1, 10)), NODE, LATER).attempts().getFirst());
        for (long seq : List.of(2L, 4L)) {
            assertThat(lane.readsOwed()).isTrue();
            lane.takeOwed(List.of(new Owed(seq, Events.DAY, 10, 0, MORNING)));
            var next = lane.start(List.of(Events.of(seq, 10)), NODE, LATER).attempts();
            assertThat(next).extracting(Attempt::trigger).containsExactly("first");
            settle(next.getFirst());
        }
        assertThat(lane.isQuiet()).isTrue();
    }

    @Test
    void in_the_order_strict_one_exchange_is_open_and_nothing_goes_past_what_failed() {
        lane = lane(Order.STRICT, WIDE);
        read(slice(1, 3));
        var first = start();
        assertThat(seqs(first)).containsExactly(1L);
        assertThat(start()).isEmpty();

        write(end(first.getFirst(), FAILED));
        assertThat(start()).isEmpty();
        assertThat(start(NODE, LATER)).extracting(Attempt::trigger).containsExactly("retry");
    }

    // Sleeping --------------------------------------------------------------------------------------------------------

    @Test
    void a_lane_is_woken_when_the_receiver_is_to_be_asked_again() {
        read(slice(1, 3));
        write(end(start().getFirst(), new Refused(503, List.of("90"))));
        assertThat(lane.nextWake(MORNING)).as("waiting").contains(MORNING.plusSeconds(90));

        stands();
        assertThat(lane.nextWake(MORNING))
                .as("standing")
                .contains(lane.standing().health().probeAt());
    }

    @Test
    void a_paused_or_disabled_lane_holds_and_reads_nothing_and_has_nothing_to_wait_for() {
        read(slice(1, 20));
        lane.change(Events.webhook(1, Order.RETRIES, true));
        assertQuiet();

        lane.change(Events.WEBHOOK);
        read(slice(1, 20));
        var started = start();
        var last = end(started.removeLast(), GONE);
        assertThat(last.fate()).isEqualTo(new Fate.Stays());
        write(last);
        started.forEach(this::settle);

        assertThat(lane.standing().position()).isEqualTo(9);
        assertQuiet();
    }

    private void assertQuiet() {
        assertThat(lane.wanted(MORNING)).isEmpty();
        assertThat(start()).isEmpty();
        assertThat(lane.nextWake(MORNING)).isEmpty();
        assertThat(lane.isQuiet()).isTrue();
    }

    @Test
    void that_it_was_disabled_is_told_once() {
        read(slice(1, 1));
        var gone = end(start().getFirst(), GONE);
        assertThat(lane.standing().disabled()).isTrue();

        write(gone);

        assertThat(lane.standing().disabled()).isFalse();
    }

    @Test
    void a_closed_lane_starts_reads_and_rings_no_more_whatever_still_ends() {
        read(slice(1, 20));
        var started = start();
        write(end(started.get(0), FAILED));

        lane.close();
        write(end(started.get(1), FAILED));
        write(end(started.get(2), GONE));
        lane.heard(50);

        assertThat(lane.wanted(MORNING)).isEmpty();
        assertThat(start()).isEmpty();
        assertThat(lane.startable(MORNING, false)).isZero();
        assertThat(lane.due(NODE, MORNING.plus(Duration.ofDays(2)))).isEmpty();
        assertThat(lane.nextWake(MORNING)).isEmpty();
        assertThat(lane.readsOwed()).isFalse();
    }

    /** Reads whenever the lane wants to. Returns how many events that were. */
    private long readOn() {
        var wanted = lane.wanted(MORNING);
        if (wanted.isEmpty()) {
            return 0;
        }
        var range = wanted.get();
        long through = Math.min(range.last(), range.first() + range.limit() - 1);
        lane.take(range, slice(range.first(), through));
        return through - range.first() + 1;
    }

    @Test
    void a_receiver_that_refuses_one_of_ten_does_not_make_the_same_be_read_again_and_again() {
        int tries = 1_000;
        lane.heard(2L * tries);
        long read = 0;
        for (int tried = 1; tried <= tries; tried++) {
            read += readOn();
            write(end(lane.start(List.of(), 1, MORNING).attempts().getFirst(), tried % 10 == 0 ? FAILED : DELIVERED));
        }

        assertThat(read).isLessThan(2L * tries);
    }
}
