package leadhook.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Where what has become of events lies until it is settled: emptied every few milliseconds, or sooner when much has come.
 * Bounded by what lanes and the node may have unsettled.
 */
final class Tray {
    static final int MANY = 512;

    /**
     * Worth a transaction: half of what one lane may leave unwritten, so that one that drains alone finishes others
     * meanwhile.
     */
    private static final int ENOUGH = 128;

    private static final Duration SOON = Duration.ofMillis(5);

    private final BlockingQueue<Settled> tray = new LinkedBlockingQueue<>();

    void put(Settled settled) {
        tray.add(settled);
    }

    /** Takes what lies here, at most so many that one transaction stays short. */
    List<Settled> take() {
        var taken = new ArrayList<Settled>();
        tray.drainTo(taken, MANY);
        return taken;
    }

    /** Waits until something has come, then for a moment until enough has. */
    List<Settled> await(Duration atMost) throws InterruptedException {
        var taken = new ArrayList<Settled>();
        long end = System.nanoTime() + atMost.toNanos();
        while (taken.size() < ENOUGH) {
            var next = tray.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            if (taken.isEmpty()) {
                end = System.nanoTime() + SOON.toNanos();
            }
            taken.add(next);
        }
        tray.drainTo(taken, MANY - taken.size());
        return taken;
    }
}
