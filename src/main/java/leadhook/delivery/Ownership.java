package leadhook.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import leadhook.platform.database.Database;

/**
 * Which slices of the campaigns this node serves. A lease in PostgreSQL, renewed by heartbeats, says who may start
 * anything; the epoch that each new owner raises is the fence behind which an old one moves nothing.
 */
final class Ownership {
    /** How many slices there are; a campaign belongs to the one of its id. */
    static final int SLICES = 64;

    private static final int BEATS_TO_SEE = 2;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Database database;
    private final String node;
    private final Duration lease;
    private final LongSupplier nanos;
    private Map<Integer, Long> owned = Map.of();
    private boolean began;
    private boolean ended;
    private volatile long confirmedAt;
    private volatile boolean confirmed;

    /**
     * Owns nothing yet.
     *
     * @param node a name that no other living node has; a new process may have that of a dead one, and goes on at once
     * @param nanos a monotonic clock
     */
    Ownership(Database database, String node, Duration lease, LongSupplier nanos) {
        this.database = database;
        this.node = node;
        this.lease = lease;
        this.nanos = nanos;
    }

    static int slice(long campaign) {
        return (int) (campaign % SLICES);
    }

    /**
     * What a heartbeat has changed.
     *
     * @param taken slices, with their epochs
     * @param lost slices
     * @param late whether the lease was over before it, so that nothing could be started for a while
     */
    record Beat(Map<Integer, Long> taken, Set<Integer> lost, boolean late) {}

    /** Renews the lease, and takes what is free; neither any more once it was {@link #release released}. */
    synchronized Beat beat() {
        if (ended) {
            return new Beat(Map.of(), Set.of(), false);
        }
        // Counted from before it is asked for, so that here it ends no later than there.
        long asked = nanos.getAsLong();
        var now = SlicesTable.beat(database, node, lease, !began);
        began = true;
        boolean late = !holds();
        confirmedAt = asked;
        confirmed = true;
        var lost = new HashSet<>(owned.keySet());
        var taken = new HashMap<Integer, Long>();
        now.forEach((slice, epoch) -> {
            if (epoch.equals(owned.get(slice))) {
                lost.remove(slice);
            } else {
                taken.put(slice, epoch);
            }
        });
        owned = Map.copyOf(now);
        return new Beat(taken, lost, late);
    }

    /** Whether what it owns was confirmed within the lease: only then may anything be started. */
    boolean holds() {
        return confirmed && nanos.getAsLong() - confirmedAt < lease.toNanos();
    }

    /** Gives up what it owns for ever; the next heartbeat of another node takes it. */
    synchronized void release() {
        // A heartbeat that is just about to be made would take everything back.
        ended = true;
        confirmed = false;
        owned = Map.of();
        SlicesTable.release(database, node);
    }

    /**
     * Waits until the owner of this slice, if that is another node, has seen all that is committed by now: it looks after
     * each heartbeat, and one that does not come any more starts nothing after its lease.
     */
    void awaitSeen(int slice) {
        if (owns(slice)) {
            return;
        }
        var seen = SlicesTable.beats(database, slice).get(slice);
        long end = nanos.getAsLong() + lease.toNanos();
        while (seen != null && nanos.getAsLong() < end) {
            var now = SlicesTable.beats(database, slice).get(slice);
            if (now == null || now >= seen + BEATS_TO_SEE) {
                return;
            }
            pause();
        }
    }

    synchronized boolean owns(int slice) {
        return owned.containsKey(slice);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while another node was to be told", e);
        }
    }
}
