package leadhook.command;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Says beside the result how far a command has come, once it takes longer than a moment; a terminal gets one line of it. */
final class ProgressLine implements AutoCloseable {
    private static final Duration IN_A_TERMINAL = Duration.ofSeconds(1);
    private static final Duration IN_A_FILE = Duration.ofSeconds(10);

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long said;
    private int width;

    ProgressLine(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.said = nanoTime.getAsLong();
    }

    static ProgressLine of(PrintWriter err) {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new ProgressLine(err, terminal, System::nanoTime);
    }

    /** It has come this far. */
    void at(String words) {
        long now = nanoTime.getAsLong();
        if (now - said < (terminal ? IN_A_TERMINAL : IN_A_FILE).toNanos()) {
            return;
        }
        said = now;
        if (terminal) {
            print(words);
        } else {
            err.println(words);
        }
    }

    private void print(String words) {
        // Blanks over what is left of a longer line.
        err.print("\r" + words + " ".repeat(Math.max(0, width - words.length())));
        err.flush();
        width = words.length();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
        }
    }
}
