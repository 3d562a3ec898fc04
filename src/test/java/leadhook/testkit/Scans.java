package leadhook.testkit;

import java.util.List;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;

/** Which tables PostgreSQL has read from end to end, because no index would do. */
public final class Scans {
    private Scans() {}

    /** Counts from now on. All pools of that database are closed. */
    public static void begin(Address address) {
        try (var database = Database.everyday(address, 1)) {
            awaitAlone(database);
            database.list("select pg_stat_reset()", _ -> true);
        }
    }

    /** The tables scanned since; all pools of that database are closed again. */
    public static List<String> found(Address address) {
        try (var database = Database.everyday(address, 1)) {
            awaitAlone(database);
            return database.list(
                    "select relname from pg_stat_user_tables where seq_scan > 0 order by relname",
                    row -> row.getString(1));
        }
    }

    /** A backend tells what it has counted when it ends. */
    private static void awaitAlone(Database database) {
        while (others(database) > 0) {
            Thread.onSpinWait();
        }
    }

    private static long others(Database database) {
        return database.first("""
                select count(*) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                """, row -> row.getLong(1)).orElseThrow();
    }
}
