package leadhook.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import leadhook.platform.JsonLines;
import leadhook.platform.TextLines;

/** Everything that anybody logs while this is open, as it is written in both formats. */
public final class LogLines extends Handler implements AutoCloseable {
    private static final Logger ALL = Logger.getLogger("");

    private final List<String> text = new ArrayList<>();
    private final List<String> json = new ArrayList<>();

    public LogLines() {
        ALL.addHandler(this);
    }

    @Override
    public synchronized void publish(LogRecord line) {
        text.add(new TextLines().format(line));
        json.add(new JsonLines().format(line));
    }

    public synchronized List<String> text() {
        return List.copyOf(text);
    }

    public synchronized List<String> json() {
        return List.copyOf(json);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ALL.removeHandler(this);
    }
}
