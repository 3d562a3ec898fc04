package leadhook.platform.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import leadhook.platform.StartRefused;
import leadhook.platform.database.Database.Address;

/**
 * Sees to it that one server works on a database: two would send every event twice. Held as a session's advisory lock,
 * so that it ends with the process however that ends.
 */
public final class OneServer implements AutoCloseable {
    private static final long LOCK = 4_850_871_221L;
    private static final String LOCK_TIMEOUT = "55P03";

    private final Connection connection;

    private OneServer(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes the database, waiting a few seconds for a server that is just ending.
     *
     * @param setting that says where the database is, for the sentence
     * @throws StartRefused when another server has it
     */
    public static OneServer take(Address address, String setting) {
        try {
            var connection = DriverManager.getConnection(address.url(), SupportedPostgres.properties(address));
            try (var statement = connection.createStatement()) {
                statement.execute("set lock_timeout = '5s'");
                statement.execute("select pg_advisory_lock(" + LOCK + ")");
                return new OneServer(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StartRefused(
                    LOCK_TIMEOUT.equals(e.getSQLState())
                            ? "Another Leadhook server works on the database of %s: stop that one first."
                                    .formatted(setting)
                            : "The database of %s cannot be used: %s.".formatted(setting, SupportedPostgres.reason(e)));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
