package leadhook.delivery;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Connection;

/**
 * Connections to receivers, which are kept for a while after an exchange. Each webhook may have as many as its window, so
 * that all together are bounded here: else thousands of webhooks would use up the descriptors of the process.
 */
final class KeptConnections implements org.eclipse.jetty.io.Connection.Listener {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Connection> used = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    /** @param most may be open before none is kept any more */
    KeptConnections(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(org.eclipse.jetty.io.Connection connection) {
        if (connection instanceof Connection) {
            open.incrementAndGet();
        }
    }

    @Override
    public void onClosed(org.eclipse.jetty.io.Connection connection) {
        if (connection instanceof Connection) {
            open.decrementAndGet();
        }
    }

    int open() {
        return open.get();
    }

    /** Whether there are so many that an exchange that begins now closes its own when it ends. */
    boolean areMany() {
        return open.get() > most;
    }

    /** An exchange begins on it. Returns whether it was kept from an earlier one. */
    boolean begin(Connection connection) {
        return !used.add(connection);
    }
}
