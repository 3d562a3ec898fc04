package leadhook.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/**
 * What a webhook lately did not get, and will not by itself.
 *
 * @param givenUp events whose last attempt failed, and that nobody has sent by hand since; counted no further than
 *     {@link #MOST}
 * @param expired events of the log in {@code stretches} that grew too old before they were delivered, of whatever type
 * @param stretches counted no further either
 */
record Losses(long givenUp, long expired, long stretches) {
    static final int MOST = 1_000;
    private static final int LATELY_DAYS = 7;

    /** Since when what was lost counts as lately. */
    static Instant since(Instant now) {
        return now.minus(Duration.ofDays(LATELY_DAYS));
    }

    /** Whether there are any. */
    boolean any() {
        return givenUp > 0 || expired > 0;
    }

    /** In words; nothing when there are none. */
    String text() {
        var parts = new ArrayList<String>();
        if (givenUp > 0) {
            parts.add((givenUp == MOST ? "at least " : "") + Words.count(givenUp, "event") + " given up");
        }
        if (expired > 0) {
            parts.add((stretches == MOST ? "very many" : "up to " + Words.count(expired, "event"))
                    + " expired before they were delivered");
        }
        return parts.isEmpty() ? "" : "%s in the last %d days".formatted(String.join(", ", parts), LATELY_DAYS);
    }
}
