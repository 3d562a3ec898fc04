package leadhook.command;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import leadhook.platform.database.SupportedPostgres;
import leadhook.platform.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Whether the database can be reached, which it is, and whether it keeps time and is set up for this work. */
final class DatabaseChecks {
    private static final Duration LARGEST_OFFSET = Duration.ofSeconds(2);

    private DatabaseChecks() {}

    static List<Finding> all(Settings settings) {
        var url = settings.databaseUrl();
        return url == null ? List.of(embedded(settings)) : ofYours(url, settings);
    }

    private static Finding embedded(Settings settings) {
        boolean made = Files.exists(settings.data().resolve("postgres").resolve("PG_VERSION"));
        return Finding.ok("embedded PostgreSQL" + (made ? ", with data" : ", made at the first start"));
    }

    private static List<Finding> ofYours(String url, Settings settings) {
        // One connection, whose first failure is the finding: a pool would go on trying.
        try (var connection = DriverManager.getConnection(url, properties(settings))) {
            var findings = new ArrayList<Finding>();
            findings.add(version(connection.getMetaData().getDatabaseMajorVersion()));
            findings.add(clock(offset(connection)));
            findings.addAll(PostgresAdvice.on(values(connection), memoryBytes()));
            return findings;
        } catch (SQLException e) {
            return List.of(
                    Finding.fail(
                            "the database cannot be used: " + SupportedPostgres.reason(e),
                            "Check LEADHOOK_DATABASE_URL, LEADHOOK_DATABASE_USER and LEADHOOK_DATABASE_PASSWORD, and that it runs."));
        }
    }

    private static Properties properties(Settings settings) {
        var properties = new Properties();
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        set(properties, "user", settings.databaseUser());
        set(properties, "password", settings.databasePassword());
        return properties;
    }

    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    static Finding version(int major) {
        return SupportedPostgres.includes(major)
                ? Finding.ok("PostgreSQL " + major)
                : Finding.fail("PostgreSQL " + major + " is not supported", "Use PostgreSQL 15 to 18.");
    }

    static Finding clock(Duration offset) {
        return offset.abs().compareTo(LARGEST_OFFSET) <= 0
                ? Finding.ok("the clocks of this machine and the database agree")
                : Finding.warn(
                        "the clock of this machine is %d ms off the database's".formatted(offset.toMillis()),
                        "Let both machines take their time from the network (NTP).");
    }

    /** How far this machine's clock is ahead, the middle of asking taken as the moment of the answer. */
    private static Duration offset(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select clock_timestamp()")) {
            var before = Instant.now();
            try (var result = statement.executeQuery()) {
                var after = Instant.now();
                result.next();
                var middle = before.plus(Duration.between(before, after).dividedBy(2));
                return Duration.between(
                        result.getObject(1, OffsetDateTime.class).toInstant(), middle);
            }
        }
    }

    private static Map<String, String> values(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select name, setting from pg_settings");
                var result = statement.executeQuery()) {
            var values = new HashMap<String, String>();
            while (result.next()) {
                values.put(result.getString("name"), result.getString("setting"));
            }
            return values;
        }
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
