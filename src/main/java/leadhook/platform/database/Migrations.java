package leadhook.platform.database;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import leadhook.platform.StartRefused;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;

/** Brings the schema to the version this server needs; refuses a schema that a newer server has made. */
public final class Migrations {
    private static final Set<MigrationState> NEWER =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private Migrations() {}

    /**
     * Applies what is missing, under Flyway's lock, so that several starts at once are fine.
     *
     * @param setting that says where the database is, for the sentence
     * @throws StartRefused when it holds what this server cannot work with, or may not be changed; then nothing was
     */
    public static void apply(Database database, String setting) {
        var flyway = Flyway.configure()
                .dataSource(database.source())
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load();
        try {
            refuseNewer(flyway, setting);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StartRefused(
                    "The tables in the database of %s cannot be made: %s.".formatted(setting, reason(e)), e);
        }
    }

    private static void refuseNewer(Flyway flyway, String setting) {
        for (var migration : flyway.info().applied()) {
            if (NEWER.contains(migration.getState())) {
                throw new StartRefused(
                        "The database of %s was made by a newer Leadhook (its tables have version %s): start that one."
                                .formatted(setting, migration.getVersion()));
            }
        }
    }

    private static String reason(FlywayException e) {
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return "there are tables of something else in it, so give Leadhook one of its own";
        }
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst()
                .map(SupportedPostgres::reason)
                .orElse("they are not as this version left them");
    }
}
