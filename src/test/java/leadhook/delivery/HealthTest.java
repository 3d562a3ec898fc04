package leadhook.delivery;

import static java.util.Objects.requireNonNull;
import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.Health.State;
import leadhook.delivery.Health.Tried;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The states of a lane: each arrow by an example, and what holds whatever happens. */
class HealthTest {
    private static final int CONCURRENCY = 10;
    private static final RandomGenerator MIDDLE = () -> 1L << 63;
    private static final Outcome DELIVERED = new Delivered(204);
    private static final Outcome FAILED = new Refused(500, List.of());
    private static final Outcome TIMEOUT = new Unreachable(Outcome.TIMEOUT);
    private static final Outcome GONE = new Refused(410, List.of());

    private Health health = Health.NEW;
    private Instant now = MORNING;

    // What happens ----------------------------------------------------------------------------------------------------

    private void ends(Outcome outcome, Tried tried) {
        health = health.after(tried, outcome, CONCURRENCY, now, MIDDLE);
    }

    private void ends(Outcome outcome) {
        ends(outcome, first(1));
    }

    private void fails(int times, long... seqs) {
        for (int i = 0; i < times; i++) {
            ends(FAILED, first(seqs[i % seqs.length]));
        }
    }

    private void stands() {
        fails(Health.FAILURES_TO_STAND, 1, 2);
        assertThat(health.mode()).isEqualTo(Mode.STANDING);
    }

    /** Waits until the next probe is due, which comes to this. */
    private void probe(Outcome outcome) {
        now = probeAt();
        ends(outcome, new Tried(1, 1, true, false, 0));
    }

    private Instant probeAt() {
        return requireNonNull(health.probeAt());
    }

    private static Tried first(long seq) {
        return new Tried(seq, 1, false, false, 0);
    }

    private static Outcome refused(int status, String retryAfter) {
        return new Refused(status, List.of(retryAfter));
    }

    // The window ------------------------------------------------------------------------------------------------------

    @Example
    void a_lane_starts_with_one_exchange_and_doubles_with_each_success_up_to_its_concurrency() {
        for (int window : List.of(1, 2, 4, 8, 10, 10)) {
            assertThat(health.allowed(now)).isEqualTo(window);
            ends(DELIVERED);
        }
    }

    @Example
    void the_window_halves_on_429_and_timeout_and_on_nothing_else() {
        health = withWindow(8);
        ends(new Refused(429, List.of()));
        assertThat(health.window()).isEqualTo(4);
        ends(TIMEOUT);
        assertThat(health.window()).isEqualTo(2);
        for (var other : List.of(
                FAILED,
                new Refused(503, List.of()),
                new Unreachable("connection refused"),
                new Unsafe("10.0.0.7", "private"))) {
            ends(other);
            assertThat(health.window()).isEqualTo(2);
        }
        ends(TIMEOUT);
        ends(TIMEOUT);
        assertThat(health.window()).isEqualTo(1);
    }

    @Example
    void after_a_failure_it_has_one_exchange_until_something_succeeds() {
        health = withWindow(8);

        ends(FAILED);
        assertThat(health.allowed(now)).isEqualTo(1);
        assertThat(health.state(now)).isEqualTo(State.RUNNING);

        ends(DELIVERED);
        assertThat(health.allowed(now)).isEqualTo(CONCURRENCY);
    }

    private static Health withWindow(int window) {
        return Events.health(Mode.RUNNING, window, 0, null, null, 0, null, false);
    }

    // To standing -----------------------------------------------------------------------------------------------------

    @Example
    void ten_failures_in_a_row_of_two_events_make_it_stand() {
        fails(9, 1, 2);
        assertThat(health.state(now)).isEqualTo(State.RUNNING);

        fails(1, 2);

        assertThat(health.state(now)).isEqualTo(State.STANDING);
        assertThat(health.failingSince()).isEqualTo(MORNING);
    }

    @Example
    void a_success_in_between_begins_the_count_anew() {
        fails(9, 1, 2);
        ends(DELIVERED);
        fails(9, 1, 2);

        assertThat(health.state(now)).isEqualTo(State.RUNNING);
    }

    @Example
    void ten_failures_of_one_event_alone_do_not_make_it_stand_until_another_fails() {
        fails(10, 1);
        assertThat(health.state(now)).isEqualTo(State.RUNNING);

        fails(1, 2);

        assertThat(health.state(now)).isEqualTo(State.STANDING);
    }

    @Example
    void an_event_at_its_end_makes_it_stand_when_nothing_succeeded_since_its_first_attempt() {
        fails(9, 1);

        ends(FAILED, new Tried(1, 10, false, true, 1));

        assertThat(health.state(now)).isEqualTo(State.STANDING);
    }

    @Example
    void an_event_at_its_end_does_not_when_something_succeeded_meanwhile() {
        fails(1, 1);
        ends(DELIVERED, first(2));
        fails(8, 1);

        ends(FAILED, new Tried(1, 10, false, true, 1));

        assertThat(health.state(now)).isEqualTo(State.RUNNING);
    }

    @Example
    void ten_thousand_owed_make_it_stand() {
        ends(FAILED, new Tried(1, 1, false, false, 9_999));
        assertThat(health.state(now)).isEqualTo(State.RUNNING);

        ends(FAILED, new Tried(1, 2, false, false, 10_000));

        assertThat(health.state(now)).isEqualTo(State.STANDING);
    }

    // Standing --------------------------------------------------------------------------------------------------------

    @Example
    void probes_come_after_5_s_30_s_2_min_and_then_every_10_min() {
        stands();
        for (var seconds : List.of(5, 30, 120, 600, 600, 600)) {
            assertThat(probeAt()).isEqualTo(now.plusSeconds(seconds));
            assertThat(health.allowed(now)).isZero();
            assertThat(health.allowed(probeAt())).isEqualTo(1);
            assertThat(health.opensAt(now)).isEqualTo(probeAt());
            probe(FAILED);
        }
    }

    @Property
    void jitter_moves_a_probe_by_at_most_15_percent(@ForAll long seed, @ForAll @IntRange(max = 6) int made) {
        health = Health.NEW;
        fails(Health.FAILURES_TO_STAND - 1, 1, 2);
        var tried = first(2);
        for (int i = 0; i < made; i++) {
            ends(FAILED, tried);
            now = probeAt();
            tried = new Tried(1, 1, true, false, 0);
        }

        health = health.after(tried, FAILED, CONCURRENCY, now, new Random(seed));

        long planned = List.of(5, 30, 120, 600, 600, 600, 600).get(made) * 1_000L;
        assertThat(Duration.between(now, probeAt()).toMillis()).isBetween(planned * 85 / 100, planned * 115 / 100);
    }

    @Example
    void what_the_receiver_asks_for_is_the_least_a_probe_waits_and_an_hour_the_most() {
        stands();
        probe(refused(500, "20"));
        assertThat(probeAt()).as("the schedule says more").isEqualTo(now.plusSeconds(30));
        probe(refused(500, "900"));
        assertThat(probeAt()).isEqualTo(now.plusSeconds(900));
        probe(refused(500, "7200"));
        assertThat(probeAt()).isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Example
    void probes_take_what_is_owed_and_what_is_unread_in_turn() {
        stands();
        for (boolean owed : List.of(true, false, true, false)) {
            assertThat(health.probes(probeAt())).isTrue();
            assertThat(health.probesOwedFirst()).isEqualTo(owed);
            probe(FAILED);
        }
    }

    @Example
    void any_success_lets_it_run_again_slowly() {
        health = withWindow(8);
        stands();
        probe(FAILED);

        probe(DELIVERED);

        assertThat(health).isEqualTo(Health.NEW);
    }

    @Example
    void a_success_of_what_was_open_when_it_stood_lets_it_run_as_well() {
        stands();

        ends(DELIVERED, first(3));

        assertThat(health).isEqualTo(Health.NEW);
    }

    @Example
    void what_was_open_when_it_stood_puts_off_no_probe_and_is_none() {
        stands();
        var probeAt = probeAt();
        now = now.plusSeconds(3);

        ends(FAILED, first(3));

        assertThat(probeAt()).isEqualTo(probeAt);
        assertThat(health.probes()).isZero();
    }

    // Disabled --------------------------------------------------------------------------------------------------------

    @Example
    void it_is_disabled_after_five_days_and_not_before() {
        stands();
        while (health.mode() == Mode.STANDING) {
            probe(FAILED);
        }

        assertThat(now)
                .isBetween(
                        MORNING.plus(Duration.ofDays(5)),
                        MORNING.plus(Duration.ofDays(5).plusMinutes(10)));
        assertThat(health.state(now)).isEqualTo(State.DISABLED);
        assertThat(health.failingSince()).isEqualTo(MORNING);
    }

    @Example
    void it_is_disabled_after_ten_probes_and_not_before() {
        stands();
        for (int i = 1; i < Health.PROBES_TO_DISABLE; i++) {
            now = MORNING.plus(Duration.ofDays(5 + i));
            ends(FAILED, new Tried(1, 1, true, false, 0));
            assertThat(health.mode()).as("probe %d", i).isEqualTo(Mode.STANDING);
        }

        ends(FAILED, new Tried(1, 1, true, false, 0));

        assertThat(health.state(now)).isEqualTo(State.DISABLED);
    }

    @Example
    void gone_disables_at_once_whatever_it_was() {
        ends(GONE);
        assertThat(health.state(now)).as("running").isEqualTo(State.DISABLED);

        health = Health.NEW;
        stands();
        probe(GONE);
        assertThat(health.state(now)).as("standing").isEqualTo(State.DISABLED);

        health = Health.NEW;
        ends(refused(503, "60"));
        ends(GONE);
        assertThat(health.state(now)).as("waiting").isEqualTo(State.DISABLED);

        health = Health.NEW.paused(true);
        ends(GONE);
        assertThat(health.state(now)).as("paused").isEqualTo(State.DISABLED);
    }

    @Example
    void nothing_that_still_ends_brings_back_a_disabled_lane() {
        ends(GONE);
        for (var outcome : List.of(DELIVERED, FAILED, TIMEOUT, GONE, refused(503, "60"))) {
            ends(outcome);
            assertThat(health.state(now)).isEqualTo(State.DISABLED);
            assertThat(health.allowed(now.plus(Duration.ofDays(30)))).isZero();
            assertThat(health.opensAt(now)).isNull();
        }
    }

    // Waiting ---------------------------------------------------------------------------------------------------------

    @Example
    void it_waits_as_long_as_429_and_503_ask_for_and_then_is_what_it_was() {
        for (int status : List.of(429, 503)) {
            health = Health.NEW;
            ends(refused(status, "90"));

            assertThat(health.state(now)).isEqualTo(State.WAITING);
            assertThat(health.allowed(now)).isZero();
            assertThat(health.opensAt(now)).isEqualTo(now.plusSeconds(90));
            assertThat(health.state(now.plusSeconds(90))).isEqualTo(State.RUNNING);
            assertThat(health.allowed(now.plusSeconds(90))).isEqualTo(1);
        }
    }

    @Example
    void it_waits_for_an_hour_at_most() {
        ends(refused(503, "86400"));

        assertThat(health.opensAt(now)).isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Example
    void nothing_else_makes_it_wait() {
        for (var outcome : List.of(
                refused(500, "90"), refused(301, "90"), refused(503, "soon"), refused(503, "0"), TIMEOUT, FAILED)) {
            health = Health.NEW;
            ends(outcome);
            assertThat(health.state(now)).isEqualTo(State.RUNNING);
        }
    }

    @Example
    void a_standing_lane_that_waited_stands_again() {
        stands();
        now = probeAt();
        ends(refused(503, "1200"), new Tried(1, 1, true, false, 0));

        assertThat(health.state(now)).isEqualTo(State.WAITING);
        now = now.plusSeconds(1_200);
        assertThat(health.state(now)).isEqualTo(State.STANDING);
        assertThat(health.allowed(now)).isEqualTo(1);
        assertThat(health.probes(now)).isTrue();
    }

    @Example
    void a_shorter_wait_does_not_end_a_longer_one() {
        ends(refused(429, "600"));
        ends(refused(429, "5"));

        assertThat(health.opensAt(now)).isEqualTo(now.plusSeconds(600));
    }

    // Paused ----------------------------------------------------------------------------------------------------------

    @Example
    void a_paused_lane_starts_nothing_and_comes_back_to_what_it_was() {
        stands();
        var before = health;
        health = health.paused(true);

        assertThat(health.state(now)).isEqualTo(State.PAUSED);
        assertThat(health.allowed(probeAt())).isZero();
        assertThat(health.opensAt(now)).isNull();
        assertThat(health.paused(false)).isEqualTo(before);
    }

    @Example
    void what_was_open_when_it_was_paused_still_counts() {
        health = Health.NEW.paused(true);
        fails(10, 1, 2);

        assertThat(health.state(now)).isEqualTo(State.PAUSED);
        assertThat(health.paused(false).state(now)).isEqualTo(State.STANDING);
    }

    // Whatever happens ------------------------------------------------------------------------------------------------

    /** Some time goes by, then an attempt of an event ends. */
    record Step(Duration later, long seq, int attempts, boolean last, long owed, Outcome outcome, int operator) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        var waits = Arbitraries.of(
                Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(11), Duration.ofHours(1), Duration.ofDays(1));
        var outcomes = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.of(FAILED, TIMEOUT, refused(429, "30"), refused(503, "7200"))),
                Tuple.of(3, Arbitraries.just(DELIVERED)),
                Tuple.of(1, Arbitraries.of(GONE, new Unsafe("10.0.0.7", "private"))));
        return Combinators.combine(
                        waits,
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.frequencyOf(
                                Tuple.of(30, Arbitraries.longs().between(0, 9_999)),
                                Tuple.of(1, Arbitraries.just(10_000L))),
                        outcomes,
                        Arbitraries.integers().between(0, 40))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property
    void whatever_happens_each_arrow_is_one_of_the_table(@ForAll("steps") List<Step> steps) {
        var random = new Random(42);
        health = Health.NEW;
        now = MORNING;
        for (var step : steps) {
            now = now.plus(step.later);
            health = health.paused(step.operator == 0);
            var before = health;
            var tried = new Tried(step.seq, step.attempts, before.probes(now), step.last, step.owed);
            health = before.after(tried, step.outcome, CONCURRENCY, now, random);
            checkBounds();
            checkArrow(before, step);
            checkWindow(before, step.outcome);
        }
    }

    private void checkBounds() {
        for (var at : List.of(now, now.plusSeconds(60), now.plus(Duration.ofDays(9)))) {
            assertThat(health.allowed(at)).isBetween(0, CONCURRENCY);
            assertThat(health.failures() > 0 && health.allowed(at) > 1).isFalse();
            var opens = health.opensAt(at);
            if (health.state(at) == State.WAITING) {
                assertThat(opens).isAfter(at).isBeforeOrEqualTo(at.plus(Health.LONGEST_WAIT));
            }
            boolean mayEverStart = health.mode() != Mode.DISABLED && !health.paused();
            assertThat(health.allowed(at) > 0 || opens != null).isEqualTo(mayEverStart);
        }
        assertThat(health.window()).isBetween(1, CONCURRENCY);
        assertThat(health.failures() == 0).isEqualTo(health.failingSince() == null);
    }

    private void checkArrow(Health before, Step step) {
        boolean delivered = step.outcome instanceof Delivered;
        var arrow = before.mode() + " to " + health.mode();
        switch (arrow) {
            case "RUNNING to STANDING" ->
                assertThat(!delivered
                                && (health.failures() >= Health.FAILURES_TO_STAND
                                        || step.owed >= Health.OWED_TO_STAND
                                        || step.last))
                        .isTrue();
            case "STANDING to RUNNING" -> assertThat(delivered).isTrue();
            case "STANDING to DISABLED" ->
                assertThat(step.outcome == GONE
                                || (health.probes() >= Health.PROBES_TO_DISABLE
                                        && !now.isBefore(requireNonNull(health.failingSince())
                                                .plus(Health.FAILING_TO_DISABLE))))
                        .isTrue();
            case "RUNNING to DISABLED" -> assertThat(step.outcome).isEqualTo(GONE);
            case "RUNNING to RUNNING", "STANDING to STANDING" ->
                assertThat(step.outcome == GONE).isFalse();
            case "DISABLED to DISABLED" -> {}
            default -> throw new AssertionError(arrow);
        }
        assertThat(health.mode() == Mode.STANDING && delivered).isFalse();
        assertThat(health.paused()).isEqualTo(before.paused());
    }

    private void checkWindow(Health before, Outcome outcome) {
        if (health.mode() == Mode.RUNNING && before.mode() == Mode.RUNNING) {
            boolean tooFast =
                    outcome.equals(TIMEOUT) || (outcome instanceof Refused refused && refused.status() == 429);
            int expected = tooFast
                    ? Math.max(1, before.window() / 2)
                    : outcome instanceof Delivered ? Math.min(CONCURRENCY, 2 * before.window()) : before.window();
            assertThat(health.window()).isEqualTo(expected);
        } else {
            assertThat(health.window()).isEqualTo(1);
        }
    }
}
