package leadhook.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import leadhook.platform.database.Database.Address;

/** Rows locked by somebody else, until this is closed. */
public final class HeldRows implements AutoCloseable {
    private final Connection connection;

    private HeldRows(Connection connection) {
        this.connection = connection;
    }

    /** A campaign held as another node's batch would hold it. */
    public static HeldRows ofCampaign(Address database, long campaign) {
        return of(database, "select from campaign_state where campaign_id = " + campaign + " for no key update");
    }

    public static HeldRows of(Address database, String lockingSql) {
        try {
            var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(lockingSql);
            }
            return new HeldRows(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
