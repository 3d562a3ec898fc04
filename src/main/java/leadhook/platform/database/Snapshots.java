package leadhook.platform.database;

import leadhook.platform.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The oldest snapshot that somebody holds: what was deleted since cannot be cleaned up, and each read steps over it. Of
 * other people's sessions PostgreSQL tells that only to members of {@code pg_read_all_stats}.
 */
final class Snapshots {
    /** @param oldestSeconds null when nobody holds one */
    record Held(@Nullable Double oldestSeconds, int connections) {}

    Held look(Transaction transaction) {
        return transaction
                .first("""
                        select extract(epoch from max(now() - xact_start)
                                filter (where backend_xmin is not null and pid <> pg_backend_pid())),
                            count(*) filter (where backend_type = 'client backend')
                        from pg_stat_activity where datname = current_database() or datname is null
                        """, row -> new Held(row.getObject(1) == null ? null : row.getDouble(1), row.getInt(2)))
                .orElseThrow();
    }

    void measuredBy(Metrics metrics, Watch.Look<Held> look) {
        metrics.gauge(
                "leadhook.database.oldest.snapshot",
                "seconds",
                "Age of the oldest snapshot that a session of this database holds",
                () -> look.figure(held -> held.oldestSeconds == null ? 0 : held.oldestSeconds));
        metrics.gauge(
                "leadhook.database.connections",
                "",
                "Sessions of this database, of whatever program",
                () -> look.figure(Held::connections));
    }
}
