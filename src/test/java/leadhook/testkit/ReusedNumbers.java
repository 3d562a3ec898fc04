package leadhook.testkit;

import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;

/**
 * A database that calls every transaction committed: what PostgreSQL does after a crash of one that was lost, once its
 * number was handed out again ({@code LostCommitTest} causes that for real).
 */
public final class ReusedNumbers {
    private ReusedNumbers() {}

    /** The same database, which has its tables, seen so. */
    public static Address on(Address address) {
        try (var database = Database.everyday(address, 1)) {
            database.update("""
                    create function public.pg_xact_status(xid8) returns text language sql as $$ select 'committed' $$
                    """);
        }
        var path = "?options=-c%20search_path=public,pg_catalog";
        return new Address(address.url() + path, address.user(), address.password());
    }
}
