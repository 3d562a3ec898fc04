package leadhook.platform;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.LogManager;

/** One line per thing worth knowing, on standard error: ours from INFO on, those of libraries from WARNING on. */
public final class Logs {
    private static final String CONFIGURATION = """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.encoding = UTF-8
            .level = WARNING
            leadhook.level = INFO
            # Says with a stack trace what we say in a sentence: that the port is taken.
            io.helidon.webserver.LoomServer.level = OFF
            # Likewise that a connection broke: whoever used it tells.
            com.zaxxer.hikari.pool.ProxyConnection.level = OFF
            """;

    private Logs() {}

    /** For whom the lines are. */
    public enum Format {
        /** For people. */
        TEXT(TextLines.class),
        /** For programs: one JSON object a line. */
        JSON(JsonLines.class);

        private final Class<? extends Formatter> lines;

        Format(Class<? extends Formatter> lines) {
            this.lines = lines;
        }
    }

    /** Called before anything is logged, and once more when it is known for whom. */
    public static void configure(Format format) {
        var lines = "java.util.logging.ConsoleHandler.formatter = " + format.lines.getName() + "\n";
        try {
            LogManager.getLogManager()
                    .readConfiguration(
                            new ByteArrayInputStream((CONFIGURATION + lines).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
