package leadhook.delivery;

import java.time.Duration;

/**
 * How many exchanges the node may have open, how many outcomes may wait to be written, and who waits for either. Bounds
 * memory and descriptors, however many lanes there are.
 */
final class Slots {
    private final int mostOpen;
    private final int mostUnsettled;
    private final Ready starved = new Ready();
    private int open;
    private int unsettled;
    private boolean stopped;

    Slots(int mostOpen, int mostUnsettled) {
        this.mostOpen = mostOpen;
        this.mostUnsettled = mostUnsettled;
    }

    /** Takes as many as there are, at most so many. */
    synchronized int take(int wanted) {
        int taken = Math.min(wanted, free());
        open += taken;
        return taken;
    }

    private int free() {
        return stopped ? 0 : Math.max(0, Math.min(mostOpen - open, mostUnsettled - unsettled - open));
    }

    /**
     * Whether more than half are taken. Then each lane may have one, so that what is left goes round, and thousands of
     * lanes do not open connections by the dozen that only wait for this machine.
     */
    synchronized boolean areCrowded() {
        return open > mostOpen / 2;
    }

    /** Gives back slots in which nothing was started, or whose exchange ended without an outcome. */
    void release(int count) {
        synchronized (this) {
            open -= count;
            notifyAll();
        }
        passOn();
    }

    /** An exchange has ended, and its outcome waits to be written. */
    void ended() {
        synchronized (this) {
            unsettled++;
        }
        release(1);
    }

    /** So many outcomes were written. */
    void settled(int count) {
        synchronized (this) {
            unsettled -= count;
        }
        passOn();
    }

    /** Wakes this one as soon as something is free. */
    void await(Object key, Runnable wake) {
        starved.add(key, wake);
        // It may have become free since nothing was found.
        passOn();
    }

    /** Wakes one waiter for each free slot. Whoever was woken and needs none has to call it, so that the next gets his turn. */
    void passOn() {
        for (int left = freeNow(); left > 0 && starved.run(); left--) {
            // Each is only put into the queue of what can be done.
        }
    }

    private synchronized int freeNow() {
        return free();
    }

    /** From now on nothing is free. */
    synchronized void stop() {
        stopped = true;
    }

    synchronized int open() {
        return open;
    }

    int mostOpen() {
        return mostOpen;
    }

    synchronized int unsettled() {
        return unsettled;
    }

    /** Waits until no exchange is open any more; false when the time is up before. */
    synchronized boolean awaitAllFree(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (open > 0) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
