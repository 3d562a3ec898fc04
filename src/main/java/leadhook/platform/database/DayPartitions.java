package leadhook.platform.database;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** The daily partitions of a table, named by date. A week of them is made ahead; an insert that finds none asks for it. */
public final class DayPartitions {
    private static final int DAYS_AHEAD = 7;

    private final Database database;
    private final String table;

    public DayPartitions(Database database, String table) {
        this.database = database;
        this.table = table;
    }

    /** Makes the partitions of the day and of the week after it, where they are missing. */
    public void ensure(LocalDate first) {
        for (int i = 0; i <= DAYS_AHEAD; i++) {
            make(first.plusDays(i));
        }
    }

    private void make(LocalDate day) {
        var name = table + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
        if (exists(name)) {
            return;
        }
        try {
            database.transaction(statements -> {
                // Made aside and attached: unlike "create … partition of", that does not wait for those who read or
                // write
                // the table, nor make others wait. Names of tables cannot be parameters; both come from us.
                statements.update("create table %s (like %s including all)".formatted(name, table));
                return statements.update("alter table %s attach partition %s for values from ('%s') to ('%s')"
                        .formatted(table, name, day, day.plusDays(1)));
            });
        } catch (DatabaseException e) {
            // Another node made it in the same moment.
            if (!exists(name)) {
                throw e;
            }
        }
    }

    private boolean exists(String name) {
        return database.first("select to_regclass(?) is not null", row -> row.getBoolean(1), name)
                .orElse(false);
    }
}
