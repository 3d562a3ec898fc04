package leadhook.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leadhook.delivery.Attempt.Ended;

/** Where ended attempts lie until they are settled: emptied every few milliseconds, or sooner when much has come. */
final class Tray {
    private static final int MANY = 512;
    private static final Duration SOON = Duration.ofMillis(5);

    private final List<Ended> ended = new ArrayList<>();
    private boolean closed;

    synchronized void put(Ended attempt) {
        ended.add(attempt);
        if (ended.size() == 1 || ended.size() >= MANY) {
            notifyAll();
        }
    }

    /** Takes what lies here, at most so many that one transaction stays short. */
    synchronized List<Ended> take() {
        var some = ended.subList(0, Math.min(ended.size(), 4 * MANY));
        var taken = List.copyOf(some);
        some.clear();
        return taken;
    }

    /** Waits until something has come, then for a moment until more has. Returns early when closed. */
    synchronized void await(Duration atMost) throws InterruptedException {
        if (ended.isEmpty() && !closed) {
            wait(atMost.toMillis());
        }
        if (!ended.isEmpty() && ended.size() < MANY && !closed) {
            wait(SOON.toMillis());
        }
    }

    synchronized boolean isEmpty() {
        return ended.isEmpty();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
