package leadhook.verify;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where a verification goes on, so that it can be made in short steps by whoever remembers this and nothing else. */
sealed interface Place {
    Pattern TEXT = Pattern.compile("([0-9]{1,18})\\.(log|whole)\\.([0-9]{1,18})(?:\\.([0-9]{1,18}))?");

    long campaign();

    /** As a cursor. */
    String text();

    /**
     * In the campaign's log.
     *
     * @param after events up to this number were looked at
     * @param highest the highest subscription number whose new_signup was among them
     */
    record InLog(long campaign, long after, long highest) implements Place {
        @Override
        public String text() {
            return "%d.log.%d.%d".formatted(campaign, after, highest);
        }
    }

    /** The log is done, and so many of the checks that look at a whole campaign. */
    record AfterLog(long campaign, long made) implements Place {
        @Override
        public String text() {
            return "%d.whole.%d".formatted(campaign, made);
        }
    }

    static Place start(long campaign) {
        return new InLog(campaign, 0, 0);
    }

    /** The place of that text; empty when it names none. */
    static Optional<Place> read(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches() || parts.group(2).equals("log") != (parts.group(4) != null)) {
            return Optional.empty();
        }
        long campaign = Long.parseLong(parts.group(1));
        long number = Long.parseLong(parts.group(3));
        return Optional.of(
                parts.group(4) == null
                        ? new AfterLog(campaign, number)
                        : new InLog(campaign, number, Long.parseLong(parts.group(4))));
    }
}
