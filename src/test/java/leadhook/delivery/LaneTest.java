package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.WEBHOOK;
import static leadhook.delivery.Events.owed;
import static leadhook.delivery.Events.slice;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Slice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a lane reads, starts, owes and has settled; no clock, no database, no network. */
class LaneTest {
    private static final int WINDOW = 10;
    private static final int NODE = 5_000;

    private final Lane lane = lane(WINDOW);

    private static Lane lane(int window) {
        return new Lane(WEBHOOK, 0, new byte[0], window);
    }

    private static void read(Lane lane, Slice slice) {
        lane.heard(slice.through());
        lane.take(slice);
    }

    private static List<Long> seqs(List<Attempt> attempts) {
        return attempts.stream().map(attempt -> attempt.event().seq()).toList();
    }

    private List<Attempt> start() {
        return lane.startFirst(NODE, MORNING);
    }

    private void settle(Attempt attempt) {
        lane.ended(attempt);
        lane.settle(attempt, Optional.empty());
        lane.written(List.of(attempt), lane.standing().position());
    }

    @Example
    void no_more_are_started_than_the_window_holds_or_the_node_has_room_for() {
        read(lane, slice(1, 50));

        assertThat(lane.startFirst(3, MORNING)).hasSize(3);
        assertThat(start()).hasSize(WINDOW - 3);
        assertThat(start()).isEmpty();
    }

    @Example
    void two_events_of_one_lead_are_never_under_way_together_and_others_go_past() {
        read(lane, slice(Events.of(1, 10), Events.of(2, 10), Events.of(3, 20), Events.of(4, 10)));

        var first = start();
        assertThat(seqs(first)).containsExactly(1L, 3L);
        assertThat(start()).isEmpty();

        settle(first.getFirst());
        assertThat(seqs(start())).containsExactly(2L);
    }

    @Example
    void what_nobody_subscribed_to_is_passed_over() {
        read(
                lane,
                slice(Events.of(1, 10, EventType.REPEAT_SIGNUP), Events.of(2, 20), Events.of(3, 30, EventType.TAGGED)));

        assertThat(lane.hasMoved()).isTrue();
        assertThat(lane.standing().position()).isEqualTo(1);
        settle(start().getFirst());
        assertThat(lane.standing().position()).isEqualTo(3);
        assertThat(lane.isQuiet()).isTrue();
    }

    @Example
    void a_slot_is_free_when_its_exchange_has_ended_and_256_outcomes_may_wait_to_be_written() {
        var ended = new ArrayList<Attempt>();
        for (long seq = 1; seq <= 400; seq++) {
            read(lane, slice(seq, seq));
            for (var attempt : start()) {
                lane.ended(attempt);
                lane.settle(attempt, Optional.empty());
                ended.add(attempt);
            }
        }
        assertThat(ended).hasSize(256);

        lane.written(ended.subList(0, 2), 2);

        assertThat(seqs(start())).containsExactly(257L, 258L);
    }

    @Example
    void nothing_is_started_further_than_4096_above_what_hangs() {
        read(lane, slice(1, 1));
        var hanging = start().getFirst();
        for (long seq = 2; seq <= Progress.WIDTH + 10; seq++) {
            read(lane, slice(seq, seq));
            start().forEach(this::settle);
        }

        assertThat(lane.standing().position()).isZero();
        assertThat(lane.standing().ahead()).hasSize(Progress.WIDTH / 8);
        settle(hanging);
        assertThat(seqs(start())).first().isEqualTo(Progress.WIDTH + 1L);
    }

    @Example
    void it_reads_no_further_while_enough_waits() {
        lane.heard(1_000_000);

        long read = 0;
        for (var range = lane.wanted(); range.isPresent(); range = lane.wanted()) {
            assertThat(range.get().first()).isEqualTo(read + 1);
            assertThat(range.get().last() - range.get().first()).isLessThan(5_000);
            read += range.get().limit();
            lane.take(slice(range.get().first(), read));
        }

        assertThat(read).isBetween(256L, 512L);
    }

    @Example
    void it_holds_four_mebibytes_of_large_events() {
        var body = "{\"note\":\"" + "x".repeat(64 << 10) + "\"}";
        lane.heard(1_000);

        long bytes = 0;
        for (var range = lane.wanted(); range.isPresent(); range = lane.wanted()) {
            var events = new ArrayList<Event>();
            for (int i = 0; i < range.get().limit(); i++) {
                long seq = range.get().first() + i;
                events.add(new Event(7, seq, MORNING, EventType.NEW_SIGNUP, seq, null, body, seq, null));
                bytes += body.length();
            }
            lane.take(new Slice(events, events.getLast().seq()));
        }

        assertThat(bytes).isBetween(2L << 20, (4L << 20) + (1 << 16));
    }

    @Example
    void a_lane_goes_on_where_its_row_says() {
        read(lane, slice(1, 5));
        var started = start();
        settle(started.get(0));
        settle(started.get(2));
        settle(started.get(4));
        var standing = lane.standing();

        var next = new Lane(WEBHOOK, standing.position(), standing.ahead(), WINDOW);
        next.heard(7);
        assertThat(next.wanted()).map(Lane.Range::first).contains(2L);
        next.take(slice(2, 7));

        assertThat(seqs(next.startFirst(NODE, MORNING))).containsExactly(2L, 4L, 6L, 7L);
    }

    @Example
    void the_same_stretch_read_twice_is_taken_once() {
        read(lane, slice(1, 5));
        read(lane, slice(1, 8));

        assertThat(seqs(start())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Example
    void a_failed_event_is_owed_and_no_longer_in_the_way() {
        read(lane, slice(Events.of(1, 10), Events.of(2, 20)));
        var failed = start().getFirst();
        lane.ended(failed);
        lane.settle(failed, Optional.of(owed(1, 10, MORNING.plusSeconds(5))));
        lane.written(List.of(failed), 0);

        assertThat(lane.standing().position()).isEqualTo(1);
        assertThat(lane.due(NODE, MORNING)).isEmpty();
        assertThat(lane.due(NODE, MORNING.plusSeconds(5))).containsOnlyKeys(1L);
        assertThat(lane.isQuiet()).isFalse();

        var retry = lane.startRetries(List.of(Events.of(1, 10)), MORNING.plusSeconds(5));
        assertThat(retry).extracting(Attempt::number).containsExactly(2);
        assertThat(retry).extracting(Attempt::trigger).containsExactly("retry");
        assertThat(lane.due(NODE, MORNING.plusSeconds(5))).isEmpty();
    }

    @Example
    void a_closed_lane_starts_reads_and_rings_no_more_whatever_still_ends() {
        read(lane, slice(1, 20));
        var started = start();
        lane.ended(started.get(0));
        lane.settle(started.get(0), Optional.of(owed(1, 1, MORNING)));
        lane.written(List.of(started.get(0)), 0);

        lane.close();
        lane.ended(started.get(1));
        lane.settle(started.get(1), Optional.of(owed(2, 2, MORNING)));
        lane.written(List.of(started.get(1)), 0);
        lane.heard(50);

        assertThat(lane.wanted()).isEmpty();
        assertThat(start()).isEmpty();
        assertThat(lane.due(NODE, MORNING.plus(Duration.ofDays(2)))).isEmpty();
        assertThat(lane.alarm()).isEmpty();
        assertThat(lane.wantsOwed()).isFalse();
    }

    /** Something that may happen to a lane. */
    sealed interface Step {
        record News(List<Long> leads) implements Step {}

        record Start(int free) implements Step {}

        record End(int which, boolean failing) implements Step {}

        record Write() implements Step {}

        record Wait(int seconds) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var numbers = Arbitraries.integers().between(0, 20);
        return Arbitraries.<Step>oneOf(
                        Arbitraries.longs().between(1, 4).list().ofMaxSize(6).map(Step.News::new),
                        numbers.map(Step.Start::new),
                        numbers.flatMap(
                                which -> Arbitraries.of(true, false).map(failing -> new Step.End(which, failing))),
                        Arbitraries.create(Step.Write::new),
                        numbers.map(Step.Wait::new))
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 500)
    void first_attempts_of_a_lead_are_in_order_and_never_two_at_once(@ForAll("steps") List<Step> steps) {
        var world = new LaneWorld();
        steps.forEach(world::take);
        world.finish();
    }

    /** A lane with its log and its receiver, checked at every step. */
    private static final class LaneWorld {
        private static final int SMALL_WINDOW = 3;

        private final Lane lane = lane(SMALL_WINDOW);
        private final List<Event> log = new ArrayList<>();
        private final List<Attempt> underWay = new ArrayList<>();
        private final List<Attempt> unwritten = new ArrayList<>();
        private final Map<Long, Long> lastFirstAttempt = new HashMap<>();
        private final Map<Long, Integer> delivered = new TreeMap<>();
        private Instant now = MORNING;

        void take(Step step) {
            switch (step) {
                case Step.News(var leads) -> leads.forEach(lead -> log.add(Events.of(log.size() + 1L, lead)));
                case Step.Start(var free) -> start(free);
                case Step.End(var which, var failing) -> end(which, failing);
                case Step.Write() -> write();
                case Step.Wait(var seconds) -> now = now.plusSeconds(seconds);
            }
        }

        private void start(int free) {
            lane.heard(log.size());
            lane.wanted()
                    .ifPresent(range -> lane.take(
                            new Slice(log.subList((int) range.first() - 1, (int) range.last()), range.last())));
            var due = lane.due(free, now).keySet().stream()
                    .map(seq -> log.get(seq.intValue() - 1))
                    .toList();
            var retries = lane.startRetries(due, now);
            underWay.addAll(retries);
            var first = lane.startFirst(free - retries.size(), now);
            underWay.addAll(first);
            assertThat(retries.size() + first.size()).isLessThanOrEqualTo(free);
            first.forEach(this::checkOrder);
            checkLeads();
        }

        private void checkOrder(Attempt attempt) {
            var before =
                    lastFirstAttempt.put(attempt.event().lead(), attempt.event().seq());
            assertThat(before == null || before < attempt.event().seq()).isTrue();
        }

        private void checkLeads() {
            assertThat(underWay).hasSizeLessThanOrEqualTo(SMALL_WINDOW);
            var leads = new HashSet<Long>();
            assertThat(underWay).allMatch(attempt -> leads.add(attempt.event().lead()));
        }

        private void end(int which, boolean failing) {
            if (underWay.isEmpty()) {
                return;
            }
            var attempt = underWay.remove(which % underWay.size());
            lane.ended(attempt);
            unwritten.add(attempt);
            var event = attempt.event();
            if (failing) {
                var owed = new Owed(event.seq(), event.day(), event.lead(), attempt.number(), now.plusSeconds(5));
                lane.settle(attempt, Optional.of(owed));
            } else {
                lane.settle(attempt, Optional.empty());
                delivered.merge(event.seq(), 1, Integer::sum);
            }
        }

        private void write() {
            lane.written(List.copyOf(unwritten), lane.standing().position());
            unwritten.clear();
        }

        /** With a receiver that says yes, all is delivered once, and nothing is left. */
        void finish() {
            do {
                now = now.plusSeconds(5);
                write();
                start(NODE);
                while (!underWay.isEmpty()) {
                    end(0, false);
                }
            } while (!unwritten.isEmpty());
            assertThat(delivered)
                    .hasSize(log.size())
                    .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
            assertThat(lane.standing().position()).isEqualTo(log.size());
            assertThat(lane.isQuiet()).isEqualTo(true);
        }
    }
}
