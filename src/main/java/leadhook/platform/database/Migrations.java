package leadhook.platform.database;

import org.flywaydb.core.Flyway;

/** Brings the schema to the version this server needs; refuses a schema that a newer server has made. */
public final class Migrations {
    private Migrations() {}

    /** Applies what is missing, under Flyway's lock, so that several starts at once are fine. */
    public static void apply(Database database) {
        Flyway.configure()
                .dataSource(database.source())
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
