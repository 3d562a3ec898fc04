package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * How a receiver fares, by what came of the attempts so far: the states of a lane, drawn in {@code docs/delivery.md}. A
 * value; {@link #after} is the whole machine.
 *
 * @param window how many exchanges may be open together while all goes well
 * @param failures attempts that failed since the last success
 * @param failingSeq the event of all these; null when they were of several, or there are none
 * @param failingSince when the first of these ended; null when there are none
 * @param failingReason how the last of these ended, for people; null when there are none
 * @param probes made since the lane stands still
 * @param probeAt when the next is due; null unless the lane stands still
 * @param waitUntil how long the receiver asked to be left alone; null when it did not
 * @param paused by an operator
 */
record Health(
        Mode mode,
        int window,
        int failures,
        @Nullable Long failingSeq,
        @Nullable Instant failingSince,
        @Nullable String failingReason,
        int probes,
        @Nullable Instant probeAt,
        @Nullable Instant waitUntil,
        boolean paused) {
    static final int FAILURES_TO_STAND = 10;
    static final int OWED_TO_STAND = 10_000;
    static final int PROBES_TO_DISABLE = 10;
    static final Duration FAILING_TO_DISABLE = Duration.ofDays(5);
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final List<Duration> FIRST_PROBES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));
    private static final Duration LATER_PROBES = Duration.ofMinutes(10);

    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    /** What a lane starts with, slowly. */
    static final Health NEW = new Health(Mode.RUNNING, 1, 0, null, null, null, 0, null, null, false);

    /** What the receiver has brought its lane to; the names are those of the database. */
    enum Mode {
        RUNNING,
        STANDING,
        DISABLED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The five states that people see. */
    enum State {
        RUNNING,
        STANDING,
        WAITING,
        PAUSED,
        DISABLED
    }

    State state(Instant now) {
        if (mode == Mode.DISABLED) {
            return State.DISABLED;
        } else if (paused) {
            return State.PAUSED;
        } else if (waitUntil != null && waitUntil.isAfter(now)) {
            return State.WAITING;
        }
        return mode == Mode.STANDING ? State.STANDING : State.RUNNING;
    }

    /** Whether nothing the receiver did holds the lane back. */
    boolean isFree() {
        return mode == Mode.RUNNING && waitUntil == null;
    }

    /** How many exchanges may be open now. After a failure one, until something succeeds. */
    int allowed(Instant now) {
        return switch (state(now)) {
            case RUNNING -> failures > 0 ? 1 : window;
            case STANDING -> probeAt != null && probeAt.isAfter(now) ? 0 : 1;
            case WAITING, PAUSED, DISABLED -> 0;
        };
    }

    /** Whether what is started now is a probe: no step of any schedule. */
    boolean probes(Instant now) {
        return state(now) == State.STANDING;
    }

    /** Probes take what is owed and what is unread in turn, so that one event alone cannot keep the lane standing. */
    boolean probesOwedFirst() {
        return probes % 2 == 0;
    }

    /** The next moment at which more may be started by time alone; null when there is none. */
    @Nullable
    Instant opensAt(Instant now) {
        return switch (state(now)) {
            case RUNNING, PAUSED, DISABLED -> null;
            case WAITING -> waitUntil;
            case STANDING -> probeAt;
        };
    }

    /**
     * An attempt, as far as it matters here.
     *
     * @param attempts of its event, with this one
     * @param last whether the schedule has no other after it
     * @param owed events the lane owes by now
     */
    record Tried(long seq, int attempts, boolean probe, boolean last, long owed) {}

    /** What the lane comes to when an attempt has ended. */
    Health after(Tried tried, Outcome outcome, int concurrency, Instant now, RandomGenerator random) {
        if (outcome instanceof Delivered) {
            return succeeded(concurrency);
        } else if (outcome instanceof Refused refused && refused.status() == GONE) {
            return failed(tried, outcome, now).disabled();
        }
        var failed = failed(tried, outcome, now);
        return switch (mode) {
            case STANDING -> tried.probe ? failed.probed(asked(outcome, now), now, random) : failed;
            case RUNNING -> failed.mustStand(tried) ? failed.standing(asked(outcome, now), now, random) : failed;
            case DISABLED -> this;
        };
    }

    private Health succeeded(int concurrency) {
        return switch (mode) {
            case RUNNING -> running(Math.min(concurrency, 2 * window));
            case STANDING -> running(1);
            case DISABLED -> this;
        };
    }

    private Health running(int newWindow) {
        return new Health(Mode.RUNNING, newWindow, 0, null, null, null, 0, null, waitUntil, paused);
    }

    private Health failed(Tried tried, Outcome outcome, Instant now) {
        boolean sameEvent = failures == 0 || (failingSeq != null && failingSeq == tried.seq);
        return new Health(
                mode,
                isTooFast(outcome) ? Math.max(1, window / 2) : window,
                failures + 1,
                sameEvent ? tried.seq : null,
                failingSince == null ? now : failingSince,
                reason(outcome),
                tried.probe ? probes + 1 : probes,
                probeAt,
                later(waitUntil, askedToWait(outcome, now)),
                paused);
    }

    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Delivered delivered -> "it answered " + delivered.status();
            case Refused refused -> "it answered " + refused.status();
            case Unreachable unreachable -> unreachable.reason();
            case Unsafe unsafe -> unsafe.reason();
        };
    }

    private static boolean isTooFast(Outcome outcome) {
        return switch (outcome) {
            case Refused refused -> refused.status() == TOO_MANY;
            case Unreachable(var reason) -> reason.equals(Outcome.TIMEOUT);
            case Delivered _, Unsafe _ -> false;
        };
    }

    /**
     * Many failures of more than one event in a row; or so much is owed that no more can be; or an event is at the end of
     * its schedule and nothing succeeded since its first attempt: whatever is down altogether, nothing of it is given up.
     */
    private boolean mustStand(Tried tried) {
        return (failures >= FAILURES_TO_STAND && failingSeq == null)
                || tried.owed >= OWED_TO_STAND
                || (tried.last && failures >= tried.attempts);
    }

    private Health standing(Duration atLeast, Instant now, RandomGenerator random) {
        return waitingForProbe(0, atLeast, now, random);
    }

    private Health probed(Duration atLeast, Instant now, RandomGenerator random) {
        boolean forLong = failingSince != null && !now.isBefore(failingSince.plus(FAILING_TO_DISABLE));
        return forLong && probes >= PROBES_TO_DISABLE ? disabled() : waitingForProbe(probes, atLeast, now, random);
    }

    private Health waitingForProbe(int made, Duration atLeast, Instant now, RandomGenerator random) {
        var planned = made < FIRST_PROBES.size() ? FIRST_PROBES.get(made) : LATER_PROBES;
        var delay = RetrySchedule.longer(RetrySchedule.jittered(planned, random), atLeast);
        return new Health(
                Mode.STANDING,
                1,
                failures,
                failingSeq,
                failingSince,
                failingReason,
                made,
                now.plus(delay),
                waitUntil,
                paused);
    }

    /** What a receiver asks for beside any refusal; it holds its lane for an hour at most. */
    private static Duration asked(Outcome outcome, Instant now) {
        return outcome instanceof Refused refused
                ? RetrySchedule.shorter(RetrySchedule.retryAfter(refused.retryAfter(), now), LONGEST_WAIT)
                : Duration.ZERO;
    }

    private static @Nullable Instant askedToWait(Outcome outcome, Instant now) {
        boolean may =
                outcome instanceof Refused refused && (refused.status() == TOO_MANY || refused.status() == UNAVAILABLE);
        var asked = asked(outcome, now);
        return may && asked.isPositive() ? now.plus(asked) : null;
    }

    private static @Nullable Instant later(@Nullable Instant left, @Nullable Instant right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.isAfter(right) ? left : right;
    }

    private Health disabled() {
        return new Health(
                Mode.DISABLED, 1, failures, failingSeq, failingSince, failingReason, probes, null, null, paused);
    }

    /** The same under the word of an operator. */
    Health paused(boolean now) {
        return new Health(
                mode, window, failures, failingSeq, failingSince, failingReason, probes, probeAt, waitUntil, now);
    }
}
