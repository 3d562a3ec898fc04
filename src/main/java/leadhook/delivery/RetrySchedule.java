package leadhook.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;

/** When an event that was not delivered is tried again, each delay counted from the attempt before (contract Q42). */
record RetrySchedule(List<Duration> delays) {
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final double JITTER = 0.15;
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    RetrySchedule {
        delays = List.copyOf(delays);
    }

    /**
     * How long to wait before the next attempt, after this many; empty when there is none.
     *
     * @param now the clock by which a {@code Retry-After} date is read
     */
    Optional<Duration> delayAfter(int attempts, Outcome outcome, Instant now, RandomGenerator random) {
        return switch (outcome) {
            case Delivered _ -> Optional.empty();
            case Refused refused ->
                scheduled(attempts, random).map(delay -> longer(delay, retryAfter(refused.retryAfter(), now)));
            case Unreachable _, Unsafe _ -> scheduled(attempts, random);
        };
    }

    private Optional<Duration> scheduled(int attempts, RandomGenerator random) {
        return isLast(attempts) ? Optional.empty() : Optional.of(jittered(delays.get(attempts - 1), random));
    }

    /** Whether no attempt comes after this many. */
    boolean isLast(int attempts) {
        return attempts > delays.size();
    }

    /** About that long, so that those who failed together do not come back together. */
    static Duration jittered(Duration delay, RandomGenerator random) {
        double spread = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.round(delay.toMillis() * spread));
    }

    /**
     * What the receiver asks for, in seconds or as a date, at most a day; zero when it asks for nothing sensible. Of
     * several headers the longest counts.
     */
    static Duration retryAfter(List<String> headers, Instant now) {
        return headers.stream().map(header -> retryAfter(header, now)).reduce(Duration.ZERO, RetrySchedule::longer);
    }

    private static Duration retryAfter(String header, Instant now) {
        var text = header.strip();
        var asked = SECONDS.matcher(text).matches() ? seconds(text) : untilDate(text, now);
        return shorter(asked, MAX_RETRY_AFTER);
    }

    private static Duration seconds(String digits) {
        // Nine digits are thirty years: more is a day all the same.
        return digits.length() > 9 ? MAX_RETRY_AFTER : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Duration untilDate(String text, Instant now) {
        try {
            return Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException _) {
            return Duration.ZERO;
        }
    }

    static Duration longer(Duration left, Duration right) {
        return left.compareTo(right) >= 0 ? left : right;
    }

    static Duration shorter(Duration left, Duration right) {
        return left.compareTo(right) <= 0 ? left : right;
    }
}
