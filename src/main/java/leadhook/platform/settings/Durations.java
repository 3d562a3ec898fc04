package leadhook.platform.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How durations are written wherever a person sets one. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /** A number and a unit, such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 30d}; empty when it is none. */
    public static Optional<Duration> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }
}
