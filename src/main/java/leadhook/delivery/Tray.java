package leadhook.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leadhook.delivery.Attempt.Ended;

/**
 * Where ended attempts lie until they are settled: emptied every few milliseconds, or sooner when much has come. Bounded
 * by what lanes may have unsettled.
 */
final class Tray {
    private static final int MANY = 512;
    private static final Duration SOON = Duration.ofMillis(5);

    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

    void put(Ended attempt) {
        ended.add(attempt);
    }

    /** Takes what lies here, at most so many that one transaction stays short. */
    List<Ended> take() {
        var taken = new ArrayList<Ended>();
        ended.drainTo(taken, MANY);
        return taken;
    }

    /** Waits until something has come, then for a moment until more has. */
    List<Ended> await(Duration atMost) throws InterruptedException {
        var taken = new ArrayList<Ended>();
        long end = System.nanoTime() + atMost.toNanos();
        while (taken.size() < MANY) {
            var next = ended.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            if (taken.isEmpty()) {
                end = System.nanoTime() + SOON.toNanos();
            }
            taken.add(next);
        }
        return taken;
    }
}
