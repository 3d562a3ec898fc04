package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.LanesTable.Fence;
import leadhook.delivery.LanesTable.Stored;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Settled.Ended;
import leadhook.delivery.Settled.Erased;
import leadhook.delivery.Settled.Parked;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Slice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a receiver does and whenever the node stops: nothing is lost, in any order, and what an order promises holds. */
class LaneWorldTest {
    /** Something that may happen to a lane. */
    sealed interface Step {
        /** Events of these leads; of lead 0 one that nobody wants. */
        record News(List<Long> leads) implements Step {}

        record Start(int free, boolean tableAway) implements Step {}

        record End(int which) implements Step {}

        /** From now on the receiver answers so. */
        record Answers(Outcome outcome) implements Step {}

        record Write(int most) implements Step {}

        record Wait(int seconds) implements Step {}

        record Pause(boolean paused) implements Step {}

        /** What was under way may have arrived, and nobody knows; what was not written is forgotten. */
        record Restart() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var numbers = Arbitraries.integers().between(0, 20);
        var outcomes = Arbitraries.of(
                new Delivered(200),
                new Delivered(200),
                new Refused(500, List.of()),
                new Unreachable(Outcome.TIMEOUT),
                new Refused(503, List.of("40")));
        var news = Arbitraries.longs().between(0, 4).list().ofMaxSize(8).map(Step.News::new);
        var starts = Combinators.combine(
                        Arbitraries.integers().between(0, 12), Arbitraries.of(false, false, false, true))
                .as(Step.Start::new);
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(8, news),
                        Tuple.of(25, starts),
                        Tuple.of(25, numbers.map(Step.End::new)),
                        Tuple.of(4, outcomes.map(Step.Answers::new)),
                        Tuple.of(12, Arbitraries.integers().between(1, 9).map(Step.Write::new)),
                        Tuple.of(10, Arbitraries.of(1, 5, 12, 70, 700).map(Step.Wait::new)),
                        Tuple.of(4, Arbitraries.of(true, false, false).map(Step.Pause::new)),
                        Tuple.of(1, Arbitraries.create(Step.Restart::new)))
                .list()
                .ofMinSize(100)
                .ofMaxSize(300);
    }

    @Property(tries = 600)
    void everything_is_delivered_and_first_attempts_of_a_lead_are_in_order(@ForAll("steps") List<Step> steps) {
        new World(Order.RETRIES).live(steps);
    }

    @Property(tries = 600)
    void in_the_order_lead_nothing_goes_past_an_earlier_event_of_its_lead(@ForAll("steps") List<Step> steps) {
        new World(Order.LEAD).live(steps);
    }

    @Property(tries = 600)
    void in_the_order_strict_nothing_goes_past_anything(@ForAll("steps") List<Step> steps) {
        new World(Order.STRICT).live(steps);
    }

    /** What PostgreSQL would hold of the lane. */
    private static final class Table {
        private long position;
        private byte[] ahead = {};
        private Health health = Health.NEW;
        private final TreeMap<Long, Owed> retries = new TreeMap<>();
        private final Set<Long> gaps = new HashSet<>();

        void write(List<Settled> settled, Lane.Standing standing) {
            position = standing.position();
            ahead = standing.ahead();
            health = standing.health();
            settled.forEach(this::write);
        }

        private void write(Settled settled) {
            switch (settled) {
                case Parked parked -> owe(parked.row());
                case Erased erased -> retries.remove(erased.seq());
                case Ended ended -> write(ended);
            }
        }

        private void write(Ended ended) {
            switch (ended.fate()) {
                case Fate.Owes(var row) -> owe(row);
                case Fate.Done _ -> retries.remove(ended.seq());
                case Fate.GivenUp _ -> {
                    retries.remove(ended.seq());
                    gaps.add(ended.seq());
                }
                case Fate.Stays _ -> {}
            }
        }

        private void owe(Owed row) {
            retries.put(row.seq(), row);
        }

        boolean isSettled(long seq) {
            return seq <= position || BitSet.valueOf(ahead).get((int) (seq - position - 1));
        }

        Stored stored() {
            var slow = new Health(
                    health.mode(),
                    1,
                    health.failures(),
                    health.failingSeq(),
                    health.failingSince(),
                    health.failingReason(),
                    health.probes(),
                    health.probeAt(),
                    health.waitUntil(),
                    false);
            return new Stored(1, position, ahead, new Fence(0, 0), slow);
        }

        List<Owed> soonest(Order order) {
            var firsts = new HashSet<Long>();
            return retries.values().stream()
                    .filter(row -> order != Order.LEAD || firsts.add(row.lead()))
                    .sorted(Comparator.comparing(Owed::dueAt).thenComparing(Owed::seq))
                    .limit(Debts.LIMIT)
                    .toList();
        }

        Debts.Stored owed(Order order) {
            var leads = retries.values().stream().collect(Collectors.toMap(Owed::lead, _ -> 1, Integer::sum));
            return new Debts.Stored(soonest(order), retries.size(), order == Order.LEAD ? leads : Map.of());
        }
    }

    /** A lane with its log, its table and its receiver, checked at every step. */
    private static final class World {
        private static final int CONCURRENCY = 4;
        private static final int MEMORY = 100;

        private final Order order;
        private final Judge judge;
        private ReadAhead readAhead = new ReadAhead(MEMORY);
        private final Table table = new Table();
        private final List<Event> log = new ArrayList<>();
        private final List<Attempt> underWay = new ArrayList<>();
        private final List<Settled> tray = new ArrayList<>();
        private final Map<Long, Long> lastFirstAttempt = new HashMap<>();
        /** Arrived or given up, as the receiver and the diary know it, whatever the table says. */
        private final Set<Long> over = new HashSet<>();

        private final Set<Long> delivered = new HashSet<>();
        private Outcome answer = new Delivered(200);
        private boolean paused;
        private Instant now = MORNING;
        private Lane lane;

        World(Order order) {
            this.order = order;
            var random = new Random(42);
            this.judge = new Judge(
                    new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofMinutes(1))), CONCURRENCY, random);
            this.lane = load();
        }

        private Lane load() {
            return new Lane(Events.webhook(1, order, paused), table.stored(), table.owed(order), judge, readAhead);
        }

        void live(List<Step> steps) {
            steps.forEach(this::take);
            finish();
        }

        private void take(Step step) {
            switch (step) {
                case Step.News(var leads) -> leads.forEach(this::append);
                case Step.Start(var free, var tableAway) -> start(free, tableAway);
                case Step.End(var which) -> end(which, answer);
                case Step.Answers(var outcome) -> answer = outcome;
                case Step.Write(var most) -> write(most);
                case Step.Wait(var seconds) -> now = now.plusSeconds(seconds);
                case Step.Pause(var on) -> pause(on);
                case Step.Restart() -> restart();
            }
        }

        private void append(long lead) {
            var type = lead == 0 ? EventType.REPEAT_SIGNUP : EventType.NEW_SIGNUP;
            log.add(Events.of(log.size() + 1L, lead, type));
        }

        private void pause(boolean on) {
            paused = on;
            lane.change(Events.webhook(1, order, paused));
        }

        // Starting ----------------------------------------------------------------------------------------------------

        private void start(int free, boolean tableAway) {
            if (lane.readsOwed() && !tableAway) {
                lane.takeOwed(table.soonest(order));
            }
            lane.heard(log.size());
            lane.wanted(now).ifPresent(range -> lane.take(range, read(range)));
            int slots = Math.min(free, lane.startable(now, false));
            if (slots > 0) {
                begin(slots);
            }
        }

        private Slice read(Lane.Range range) {
            var events = new ArrayList<Event>();
            for (long seq = range.first(); seq <= range.last(); seq++) {
                events.add(event(seq));
                if (events.size() == range.limit()) {
                    return new Slice(events, seq);
                }
            }
            return new Slice(events, range.last());
        }

        private Event event(long seq) {
            return log.get((int) seq - 1);
        }

        private void begin(int slots) {
            var due = lane.due(slots, now).keySet().stream().map(this::event).toList();
            var started = lane.start(due, slots, now);
            assertThat(started.attempts()).hasSizeLessThanOrEqualTo(slots);
            started.attempts().forEach(this::check);
            underWay.addAll(started.attempts());
            tray.addAll(started.parked());
            checkRoom();
        }

        private void check(Attempt attempt) {
            long seq = attempt.event().seq();
            assertThat(attempt.event().type()).isEqualTo(EventType.NEW_SIGNUP);
            if (attempt.number() == 1) {
                var before = lastFirstAttempt.put(attempt.event().lead(), seq);
                assertThat(before == null || before <= seq)
                        .as("%d after %d", seq, before)
                        .isTrue();
            }
            assertThat(unread(attempt.event()).filter(earlier -> !over.contains(earlier)))
                    .as("not over before %d", seq)
                    .isEmpty();
        }

        /** What has to be over before this event may be sent. */
        private Stream<Long> unread(Event event) {
            return log.subList(0, (int) event.seq() - 1).stream()
                    .filter(earlier -> earlier.type() == EventType.NEW_SIGNUP)
                    .filter(earlier -> switch (order) {
                        case RETRIES -> false;
                        case LEAD -> earlier.lead() == event.lead();
                        case STRICT -> true;
                    })
                    .map(Event::seq);
        }

        private void checkRoom() {
            assertThat(underWay).hasSizeLessThanOrEqualTo(order == Order.STRICT ? 1 : CONCURRENCY);
            var leads = new HashSet<Long>();
            assertThat(underWay).allMatch(attempt -> leads.add(attempt.event().lead()));
        }

        // Ending ------------------------------------------------------------------------------------------------------

        private void end(int which, Outcome outcome) {
            if (underWay.isEmpty()) {
                return;
            }
            var attempt = underWay.remove(which % underWay.size());
            var ended = lane.ended(attempt, new Sent(outcome, Duration.ZERO, ""), now);
            tray.add(ended);
            if (ended.fate().isFinal()) {
                over.add(ended.seq());
            }
            if (outcome instanceof Delivered) {
                delivered.add(ended.seq());
            }
            assertThat(ended.fate() instanceof Fate.GivenUp
                            && lane.standing().health().mode() != Mode.RUNNING)
                    .isFalse();
        }

        private void write(int most) {
            var settled = List.copyOf(tray.subList(0, Math.min(most, tray.size())));
            tray.subList(0, settled.size()).clear();
            settled.forEach(lane::settle);
            var standing = lane.standing();
            table.write(settled, standing);
            lane.written(settled, standing);
            checkNothingIsLost();
        }

        /** Each event that was wanted is over, owed, a gap, or still to be read. */
        private void checkNothingIsLost() {
            assertThat(wanted().filter(table::isSettled))
                    .allMatch(seq ->
                            delivered.contains(seq) || table.retries.containsKey(seq) || table.gaps.contains(seq));
            assertThat(table.position).isLessThanOrEqualTo(log.size());
        }

        private Stream<Long> wanted() {
            return log.stream()
                    .filter(event -> event.type() == EventType.NEW_SIGNUP)
                    .map(Event::seq);
        }

        private void restart() {
            lane.close();
            underWay.clear();
            tray.clear();
            lastFirstAttempt.clear();
            readAhead = new ReadAhead(MEMORY);
            lane = load();
        }

        // The end -----------------------------------------------------------------------------------------------------

        /** With a receiver that says yes, all arrives, and nothing is left: asleep, a lane knows when to be woken. */
        private void finish() {
            pause(false);
            for (int i = 0; i < 5_000 && !isDone(); i++) {
                start(20, false);
                boolean busy = !underWay.isEmpty() || !tray.isEmpty();
                while (!underWay.isEmpty()) {
                    end(0, new Delivered(200));
                }
                write(Integer.MAX_VALUE);
                if (!busy && lane.wanted(now).isEmpty() && !lane.isQuiet()) {
                    sleep();
                }
            }
            assertThat(isDone()).isTrue();
            assertThat(wanted().filter(seq -> !delivered.contains(seq) && !table.gaps.contains(seq)))
                    .isEmpty();
            assertThat(table.retries).isEmpty();
            assertThat(table.position).isEqualTo(log.size());
            checkMemory();
        }

        private boolean isDone() {
            return lane.isQuiet() && table.position == log.size();
        }

        private void sleep() {
            var wake = lane.nextWake(now);
            assertThat(wake).as("when to be woken").isPresent();
            now = wake.orElseThrow();
        }

        /** All that was held in memory was given back. */
        private void checkMemory() {
            assertThat(readAhead.isSpent()).isFalse();
            readAhead.add(MEMORY - 1);
            assertThat(readAhead.isSpent()).isFalse();
            readAhead.add(1);
            assertThat(readAhead.isSpent()).isTrue();
        }
    }
}
