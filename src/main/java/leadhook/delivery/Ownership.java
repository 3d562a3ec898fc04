package leadhook.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import leadhook.platform.Refusal;
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

    /** A minute: by then an owner that is well has made many heartbeats. */
    private static final int MOST_LOOKS = 1_200;

    private final Database database;
    private final String node;
    private final Duration lease;
    private final LongSupplier nanos;
    private volatile Map<Integer, Long> owned = Map.of();
    private boolean began;
    private boolean ended;
    private volatile long confirmedAt;
    private volatile boolean confirmed;
    private volatile int beats;
    /** The first heartbeat after a lease that was over, while it is to be looked for what was changed; else 0. */
    private volatile int overdue;

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
     */
    record Beat(Map<Integer, Long> taken, Set<Integer> lost) {}

    /**
     * Renews the lease, and takes what is free; neither any more once it was {@link #release released}.
     *
     * @param looked whether this node has looked for changes since a heartbeat that said so was last made
     */
    synchronized Beat beat(boolean looked) {
        if (ended) {
            return new Beat(Map.of(), Set.of());
        }
        // Counted from before it is asked for, so that here it ends no later than there.
        long asked = nanos.getAsLong();
        var now = SlicesTable.beat(database, node, lease, looked, !began);
        began = true;
        beats = beats + 1;
        if (confirmed && !isConfirmed()) {
            overdue = beats;
        }
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
        // Last, so that whoever sees it confirmed does not see what was owned before.
        confirmedAt = asked;
        confirmed = true;
        return new Beat(taken, lost);
    }

    /** How many heartbeats were made. */
    int beats() {
        return beats;
    }

    /**
     * This node has looked for what was changed elsewhere, from the time on when it had made so many heartbeats. Returns
     * whether only now anything may be started again: the lease was over, and who changed something then waited for nobody.
     */
    synchronized boolean lookedSince(int beatsBefore) {
        boolean resumes = overdue > 0 && beatsBefore >= overdue;
        overdue = resumes ? 0 : overdue;
        return resumes;
    }

    /** Whether it owns this slice under this epoch, confirmed within the lease, and has looked since: only then may anything be started. */
    boolean holds(int slice, long epoch) {
        // In the reverse order of a heartbeat, which may come in the middle of this: overdue first, confirmed last.
        return isConfirmed() && Long.valueOf(epoch).equals(owned.get(slice)) && overdue == 0;
    }

    private boolean isConfirmed() {
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
     *
     * @throws Refusal when the owner lives and does not look
     */
    void awaitSeen(int slice) {
        if (owns(slice)) {
            return;
        }
        var seen = SlicesTable.beats(database, slice).get(slice);
        var now = seen;
        for (int looks = 0; seen != null && now != null && now < seen + BEATS_TO_SEE; looks++) {
            if (looks == MOST_LOOKS) {
                throw Refusal.busy("This is done, but the server that delivers has not taken notice of it yet");
            }
            pause();
            now = SlicesTable.beats(database, slice).get(slice);
        }
    }

    /** How many slices it owns, confirmed within the lease. */
    int count() {
        return isConfirmed() ? owned.size() : 0;
    }

    /** Whether it owns this slice, confirmed within the lease. */
    boolean owns(int slice) {
        return isConfirmed() && owned.containsKey(slice);
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
