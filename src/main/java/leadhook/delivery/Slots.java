package leadhook.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How many exchanges the node may have open, and who waits for one to end. */
final class Slots {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Ready starved = new Ready();
    private volatile boolean stopped;

    Slots(int most) {
        this.most = most;
    }

    int free() {
        return stopped ? 0 : Math.max(0, most - open.get());
    }

    void take() {
        open.incrementAndGet();
    }

    void release() {
        synchronized (open) {
            open.decrementAndGet();
            open.notifyAll();
        }
        passOn();
    }

    /** Wakes this one later if nothing is free now. */
    void await(Object key, Runnable wake) {
        if (free() == 0) {
            starved.add(key, wake);
        }
        passOn();
    }

    /** Whoever is woken and needs no slot passes it on, so that none is free while somebody waits. */
    private void passOn() {
        if (free() > 0) {
            starved.run();
        }
    }

    /** From now on nothing is free. */
    void stop() {
        stopped = true;
    }

    /** Waits until no exchange is open any more; false when the time is up before. */
    boolean awaitAllFree(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (open) {
            while (open.get() > 0) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                open.wait(left);
            }
            return true;
        }
    }
}
