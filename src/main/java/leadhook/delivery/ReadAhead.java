package leadhook.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of events all lanes of the node may hold before they are sent. */
final class ReadAhead {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    ReadAhead(long most) {
        this.most = most;
    }

    /** Beyond it, a lane holds one event at a time. */
    boolean isSpent() {
        return held.get() >= most;
    }

    long held() {
        return held.get();
    }

    void add(long bytes) {
        held.addAndGet(bytes);
    }
}
