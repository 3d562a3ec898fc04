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
import org.jspecify.annotations.Nullable;

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
        if (attempts > delays.size()) {
            return Optional.empty();
        }
        double spread = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Optional.of(Duration.ofMillis(Math.round(delays.get(attempts - 1).toMillis() * spread)));
    }

    /** What the receiver asks for, in seconds or as a date, at most a day; zero when it asks for nothing sensible. */
    static Duration retryAfter(@Nullable String header, Instant now) {
        if (header == null) {
            return Duration.ZERO;
        }
        var text = header.strip();
        var asked = SECONDS.matcher(text).matches() ? seconds(text) : untilDate(text, now);
        return asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : longer(asked, Duration.ZERO);
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

    private static Duration longer(Duration left, Duration right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
