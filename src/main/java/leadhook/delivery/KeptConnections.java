package leadhook.delivery;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.util.IO;

/**
 * Connections to receivers, which are kept for a while after an exchange. Each webhook may have as many as its window, so
 * that all together are bounded here: else thousands of webhooks would use up the descriptors of the process. One that
 * opens when there are enough closes another, of the webhook that has used none of its own for longest. (To keep none of
 * those that are in use would be simpler, and under load each exchange would connect anew because of others that rest.)
 */
final class KeptConnections implements org.eclipse.jetty.io.Connection.Listener {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Connection> used = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));
    /** Those of which a connection may rest, the one used longest ago first; under its own lock. */
    private final SequencedSet<Pool> resting = new LinkedHashSet<>();

    /** @param most may be open before each new one closes another; more only when none rested as it was opened */
    KeptConnections(int most) {
        this.most = most;
    }

    /** The connections of one webhook, at most so many. None is used again when it is as old as that. */
    ConnectionPool pool(Destination webhook, int connections, long lifeMillis) {
        var pool = new Pool(webhook, connections);
        pool.setMaxDuration(lifeMillis);
        return pool;
    }

    @Override
    public void onOpened(org.eclipse.jetty.io.Connection connection) {
        if (connection instanceof Connection && open.incrementAndGet() > most) {
            closeOne();
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

    /** An exchange begins on it. Returns whether it was kept from an earlier one. */
    boolean begin(Connection connection) {
        return !used.add(connection);
    }

    private void closeOne() {
        var pool = longestUnused();
        while (pool.isPresent() && !pool.get().closeOne()) {
            pool = longestUnused();
        }
    }

    private Optional<Pool> longestUnused() {
        synchronized (resting) {
            return resting.isEmpty() ? Optional.empty() : Optional.of(resting.removeFirst());
        }
    }

    private final class Pool extends DuplexConnectionPool {
        Pool(Destination webhook, int connections) {
            super(webhook, connections);
        }

        @Override
        public boolean release(Connection connection) {
            boolean kept = super.release(connection);
            if (kept) {
                synchronized (resting) {
                    // Its last one may have been closed just now, and then nobody would take it out again.
                    if (!isEmpty() && !isStopped()) {
                        resting.addLast(this);
                    }
                }
            }
            return kept;
        }

        @Override
        protected void onRemoved(Connection connection) {
            super.onRemoved(connection);
            if (isEmpty()) {
                forget();
            }
        }

        @Override
        protected void doStop() throws Exception {
            forget();
            super.doStop();
        }

        private void forget() {
            synchronized (resting) {
                resting.remove(this);
            }
        }

        /** Closes one that rests; false when all are in use. */
        boolean closeOne() {
            // As if an exchange began on it, so that none does.
            var rests = activate();
            if (rests == null) {
                return false;
            }
            synchronized (resting) {
                // It may have another.
                resting.addFirst(this);
            }
            IO.close(rests);
            return true;
        }
    }
}
