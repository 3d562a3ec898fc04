package leadhook.platform;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A log for people: the time of this machine, then what happened, then the stack if there is one. */
public final class TextLines extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord record) {
        var line = LogLine.of(record);
        return "%s %-7s %s: %s%s%n%s"
                .formatted(
                        TIME.format(line.time()),
                        line.level(),
                        line.logger(),
                        line.message(),
                        line.request().map(id -> " [request " + id + "]").orElse(""),
                        line.error().orElse(""));
    }
}
