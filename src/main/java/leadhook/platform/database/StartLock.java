package leadhook.platform.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import leadhook.platform.StartRefused;
import leadhook.platform.database.Database.Address;

/**
 * Sees to it that one server at a time prepares a database: two would migrate it, or furnish it, at once. Held as a
 * session's advisory lock, so that it ends with the process however that ends.
 */
public final class StartLock implements AutoCloseable {
    private static final long LOCK = 4_850_871_221L;
    private static final String LOCK_TIMEOUT = "55P03";

    private final Connection connection;

    private StartLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes the lock, waiting for a server that is just starting.
     *
     * @param setting that says where the database is, for the sentence
     * @throws StartRefused when another server does not get ready
     */
    public static StartLock take(Address address, String setting) {
        try {
            var connection = DriverManager.getConnection(address.url(), SupportedPostgres.properties(address));
            try (var statement = connection.createStatement()) {
                statement.execute("set lock_timeout = '60s'");
                statement.execute("select pg_advisory_lock(" + LOCK + ")");
                return new StartLock(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StartRefused(
                    LOCK_TIMEOUT.equals(e.getSQLState())
                            ? "Another Leadhook server has been preparing the database of %s for too long: look what it does."
                                    .formatted(setting)
                            : "The database of %s cannot be used: %s.".formatted(setting, SupportedPostgres.reason(e)));
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
