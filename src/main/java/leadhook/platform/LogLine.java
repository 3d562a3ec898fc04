package leadhook.platform;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** One thing worth knowing, as both kinds of log tell it: without secrets, with the request it is about. */
record LogLine(
        Instant time, String level, String logger, String message, Optional<String> request, Optional<String> error) {
    private static final Formatter WORDS = new Formatter() {
        @Override
        public String format(LogRecord line) {
            return formatMessage(line);
        }
    };

    /** To be called on the thread that logs, which knows its request. */
    static LogLine of(LogRecord line) {
        return new LogLine(
                line.getInstant().truncatedTo(ChronoUnit.MILLIS),
                level(line.getLevel()),
                String.valueOf(line.getLoggerName()),
                Redaction.of(WORDS.format(line)),
                RequestId.current(),
                Optional.ofNullable(line.getThrown()).map(LogLine::stack).map(Redaction::of));
    }

    private static String level(Level level) {
        return level.equals(Level.SEVERE) ? "ERROR" : level.getName();
    }

    private static String stack(@Nullable Throwable thrown) {
        var text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }
}
