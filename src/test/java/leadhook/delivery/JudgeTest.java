package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.Judge.Verdict;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What becomes of an event after an attempt, beside what becomes of its lane. */
class JudgeTest {
    private static final RandomGenerator MIDDLE = () -> 1L << 63;
    private static final Judge THRICE =
            new Judge(new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofMinutes(1))), 10, MIDDLE);
    private static final Outcome DELIVERED = new Delivered(204);
    private static final Outcome FAILED = new Refused(500, List.of());

    private final Lane lane = Events.lane(1);

    private Attempt attempt(int number, boolean probe) {
        return new Attempt(lane, Events.of(5, 50), number, number > 1, probe, MORNING);
    }

    private Verdict judge(Health before, int number, boolean probe, Outcome outcome) {
        return THRICE.judge(before, attempt(number, probe), outcome, 0, MORNING);
    }

    private static Health running(int failures) {
        return Events.health(Mode.RUNNING, 4, failures, null, failures == 0 ? null : MORNING, 0, null, false);
    }

    private static Health standing() {
        return Events.health(Mode.STANDING, 1, 10, null, MORNING, 2, MORNING, false);
    }

    @Example
    void what_is_delivered_is_done() {
        assertThat(judge(running(0), 1, false, DELIVERED).fate()).isEqualTo(new Fate.Done());
        assertThat(judge(standing(), 2, true, DELIVERED).fate()).isEqualTo(new Fate.Done());
    }

    @Example
    void what_failed_is_owed_until_its_next_time_on_the_schedule() {
        assertThat(judge(running(0), 1, false, FAILED).fate()).isEqualTo(owes(1, Duration.ofSeconds(10)));
        assertThat(judge(running(1), 2, false, FAILED).fate()).isEqualTo(owes(2, Duration.ofMinutes(1)));
    }

    @Example
    void what_the_receiver_asks_for_is_the_least_an_event_waits() {
        assertThat(judge(running(0), 1, false, new Refused(429, List.of("120"))).fate())
                .isEqualTo(owes(1, Duration.ofMinutes(2)));
    }

    private static Fate owes(int attempts, Duration after) {
        return new Fate.Owes(new Owed(5, Events.DAY, 50, attempts, MORNING.plus(after)));
    }

    @Example
    void at_the_end_of_its_schedule_it_is_given_up_when_others_were_taken_meanwhile() {
        var verdict = judge(running(1), 3, false, FAILED);

        assertThat(verdict.fate()).isEqualTo(new Fate.GivenUp());
        assertThat(verdict.health().mode()).isEqualTo(Mode.RUNNING);
    }

    @Example
    void at_the_end_of_its_schedule_it_stays_when_nothing_was_taken_since_its_first_attempt() {
        var verdict = judge(running(2), 3, false, FAILED);

        assertThat(verdict.fate()).isEqualTo(new Fate.Stays());
        assertThat(verdict.health().mode()).isEqualTo(Mode.STANDING);
    }

    @Example
    void what_was_open_when_the_lane_stood_moves_along_its_schedule_but_is_not_given_up() {
        assertThat(judge(standing(), 1, false, FAILED).fate()).isEqualTo(owes(1, Duration.ofSeconds(10)));
        assertThat(judge(standing(), 3, false, FAILED).fate()).isEqualTo(new Fate.Stays());
    }

    @Example
    void gone_leaves_the_event_where_it_was() {
        assertThat(judge(running(0), 1, false, new Refused(410, List.of())).fate())
                .isEqualTo(new Fate.Stays());
    }

    @Provide
    Arbitrary<Health> healths() {
        return Combinators.combine(
                        Arbitraries.of(Mode.class),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.of(true, false))
                .as(JudgeTest::health);
    }

    private static Health health(Mode mode, int failures, boolean ofOne, int probes, int days, boolean paused) {
        var since = failures == 0 ? null : MORNING.minus(Duration.ofDays(days));
        Instant probeAt = mode == Mode.STANDING ? MORNING : null;
        return Events.health(mode, 2, failures, failures > 0 && ofOne ? 5L : null, since, probes, probeAt, paused);
    }

    @Provide
    Arbitrary<Outcome> outcomes() {
        return Arbitraries.of(
                DELIVERED,
                FAILED,
                new Unreachable(Outcome.TIMEOUT),
                new Refused(410, List.of()),
                new Refused(503, List.of("90")));
    }

    @Property
    void nothing_is_given_up_unless_the_receiver_took_something_since_its_first_attempt(
            @ForAll("healths") Health before, @ForAll("outcomes") Outcome outcome, @ForAll("numbers") int number) {
        for (boolean probe : List.of(true, false)) {
            var verdict = judge(before, number, probe, outcome);
            if (verdict.fate() instanceof Fate.GivenUp) {
                assertThat(number).isEqualTo(3);
                assertThat(probe).isFalse();
                assertThat(verdict.health().mode()).isEqualTo(Mode.RUNNING);
                assertThat(verdict.health().failures()).isLessThan(number);
            }
        }
    }

    @Property
    void a_probe_moves_no_event_along_its_schedule(
            @ForAll("healths") Health before, @ForAll("outcomes") Outcome outcome, @ForAll("numbers") int number) {
        assertThat(judge(before, number, true, outcome).fate())
                .isEqualTo(outcome == DELIVERED ? new Fate.Done() : new Fate.Stays());
    }

    @Property
    void only_what_is_delivered_is_done(
            @ForAll("healths") Health before, @ForAll("outcomes") Outcome outcome, @ForAll("numbers") int number) {
        assertThat(judge(before, number, false, outcome).fate() instanceof Fate.Done)
                .isEqualTo(outcome == DELIVERED);
    }

    @Provide
    Arbitrary<Integer> numbers() {
        return Arbitraries.integers().between(1, 3);
    }
}
