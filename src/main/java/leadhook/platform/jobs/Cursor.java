package leadhook.platform.jobs;

import java.util.Locale;

/**
 * Where a job goes on.
 *
 * @param after everything up to this id is done in this phase
 */
public record Cursor<P extends Enum<P>>(P phase, long after) {
    /** What a job remembers; one that has not begun stands before the first phase. */
    public static <P extends Enum<P>> Cursor<P> read(String text, P first) {
        if (text.isEmpty()) {
            return new Cursor<>(first, 0);
        }
        var parts = text.split(" ");
        return new Cursor<>(
                Enum.valueOf(first.getDeclaringClass(), parts[0].toUpperCase(Locale.ROOT)), Long.parseLong(parts[1]));
    }

    public String text() {
        return phase.name().toLowerCase(Locale.ROOT) + " " + after;
    }
}
