package leadhook.platform.database;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import leadhook.platform.StartRefused;
import leadhook.platform.database.Database.Address;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Which PostgreSQL this server works with; asked before anything is written to one. */
public final class SupportedPostgres {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;

    private SupportedPostgres() {}

    /** Whether this major version is one of them. */
    public static boolean includes(int major) {
        return major >= OLDEST && major <= NEWEST;
    }

    /**
     * Sees to it that the database answers and can be worked with.
     *
     * @param setting that says where it is, for the sentence
     * @throws StartRefused in a sentence without a password, nothing changed
     */
    public static void require(Address address, String setting) {
        // One connection, whose first failure is told: a pool would go on trying.
        try (var connection = DriverManager.getConnection(address.url(), properties(address));
                var statement = connection.createStatement();
                var answer = statement.executeQuery("""
                        select current_setting('server_version_num')::int / 10000 as major,
                            current_setting('server_version') as version,
                            current_setting('transaction_read_only')::boolean as read_only,
                            coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create
                        """)) {
            answer.next();
            refuseOther(answer.getInt("major"), answer.getString("version"), setting);
            if (answer.getBoolean("read_only")) {
                throw new StartRefused(
                        "The database of %s can only be read: name the primary server.".formatted(setting));
            }
            // For good, not only for migrations: each day has its partitions.
            if (!answer.getBoolean("may_create")) {
                throw new StartRefused(
                        "The user %s may not make tables in the database of %s: make it the owner of that database."
                                .formatted(address.user(), setting));
            }
        } catch (SQLException e) {
            throw new StartRefused("The database of %s cannot be used: %s.".formatted(setting, reason(e)));
        }
    }

    static void refuseOther(int major, String version, String setting) {
        if (!includes(major)) {
            throw new StartRefused("The database of %s is PostgreSQL %s: use one of version %d to %d."
                    .formatted(setting, version, OLDEST, NEWEST));
        }
    }

    static Properties properties(Address address) {
        var properties = new Properties();
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "10");
        set(properties, "user", address.user());
        set(properties, "password", address.password());
        return properties;
    }

    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    /** What PostgreSQL said, or the network. The driver's own words may quote the URL with a password in it. */
    public static String reason(SQLException e) {
        if (e instanceof PSQLException said && said.getServerErrorMessage() != null) {
            return String.valueOf(said.getServerErrorMessage().getMessage());
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException _ -> {
                    return "its host is not known";
                }
                case IOException network -> {
                    return String.valueOf(network.getMessage());
                }
                default -> {}
            }
        }
        return "the driver gives up with state " + e.getSQLState();
    }
}
