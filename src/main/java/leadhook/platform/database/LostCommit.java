package leadhook.platform.database;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A COMMIT that was sent and got no answer, since the connection broke: did it happen? */
public final class LostCommit {
    private LostCommit() {}

    /**
     * Whether it happened; empty as long as PostgreSQL is still at it.
     *
     * @param transaction its number, as {@code pg_current_xact_id} gave it inside
     * @param trace looks whether what it wrote is there. The number alone can lie: one that never reached the disk is
     *     handed out again after a crash, so that "committed" may be said of somebody else's transaction
     * @throws DatabaseException when the database cannot be asked
     */
    public static Optional<Boolean> happened(Database database, String transaction, BooleanSupplier trace) {
        return switch (status(database, transaction)) {
            case "in progress" -> Optional.empty();
            case "committed" -> Optional.of(trace.getAsBoolean());
            default -> Optional.of(false);
        };
    }

    private static String status(Database database, String transaction) {
        try {
            return database.first(
                            "select coalesce(pg_xact_status(?::xid8), 'aborted')", row -> row.getString(1), transaction)
                    .orElseThrow();
        } catch (DatabaseException e) {
            if (e.isDataError()) {
                // A number that is still to come: it was lost in a crash, or this is another database that took over.
                return "aborted";
            }
            throw e;
        }
    }
}
