package leadhook.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import leadhook.platform.database.Database;

/** The SQL of {@code slices}: who serves which campaigns, until when. Time is that of the database, one for all nodes. */
final class SlicesTable {
    private SlicesTable() {}

    /**
     * Renews the lease of what this node owns, and takes what nobody owns any more, under a higher epoch.
     *
     * @param looked whether the owner has looked for changes since a heartbeat was last counted
     * @param anew whether what is already under this name is taken anew too: it was an earlier process's
     * @return the epoch of each slice that is owned now
     */
    static Map<Integer, Long> beat(Database database, String node, Duration lease, boolean looked, boolean anew) {
        var owned = new HashMap<Integer, Long>();
        database.list(
                """
                update slices set owner = ?, beat = beat + case when ? then 1 else 0 end,
                    epoch = case when owner = ? and not ? then epoch else epoch + 1 end,
                    until = clock_timestamp() + ? * interval '1 millisecond'
                where owner = ? or owner is null or until < clock_timestamp()
                returning slice, epoch
                """, row -> owned.put(row.getInt(1), row.getLong(2)), node, looked, node, anew, lease.toMillis(), node);
        return owned;
    }

    /** Leaves them to whoever comes next. */
    static void release(Database database, String node) {
        database.update("update slices set owner = null, until = '-infinity' where owner = ?", node);
    }

    /** The heartbeats of a slice's owner so far; null when nobody owns it or its lease is over. */
    static Map<Integer, Long> beats(Database database, int slice) {
        var beats = new HashMap<Integer, Long>();
        database.list(
                "select slice, beat from slices where slice = ? and owner is not null and until >= clock_timestamp()",
                row -> beats.put(row.getInt(1), row.getLong(2)),
                slice);
        return beats;
    }
}
