package leadhook.platform;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** One line per thing worth knowing, on standard error: ours from INFO on, those of libraries from WARNING on. */
public final class Logs {
    private static final String CONFIGURATION = """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
            java.util.logging.ConsoleHandler.encoding = UTF-8
            java.util.logging.SimpleFormatter.format = %1$tFT%1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n
            .level = WARNING
            leadhook.level = INFO
            # Says with a stack trace what we say in a sentence: that the port is taken.
            io.helidon.webserver.LoomServer.level = OFF
            """;

    private Logs() {}

    /** Called once, before anything is logged. */
    public static void configure() {
        try {
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
