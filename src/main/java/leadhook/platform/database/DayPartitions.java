package leadhook.platform.database;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The daily partitions of a table, named by date. A week of them is made ahead; an insert that finds none asks for it.
 * One that is not needed any more leaves while others read and write the table.
 */
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
        var name = name(day);
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

    private String name(LocalDate day) {
        return table + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    private boolean exists(String name) {
        return database.first("select to_regclass(?) is not null", row -> row.getBoolean(1), name)
                .orElse(false);
    }

    /** The days that are there, in order; also those that are just leaving. */
    public List<LocalDate> days() {
        return database.list(
                """
                select right(relname, 8) as day from pg_class
                where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname ~ ?
                order by relname
                """,
                row -> LocalDate.parse(row.getString("day"), DateTimeFormatter.BASIC_ISO_DATE),
                "^" + table + "_[0-9]{8}$");
    }

    /**
     * Makes one step of letting a day go, and may be called again after any failure: it is detached, then dropped. Nobody
     * waits for that but the caller, who waits for those that still read the table, for as long as a lock is waited for.
     * Returns whether it is gone.
     */
    public boolean letGo(LocalDate day) {
        var found = database.transaction(transaction -> standing(transaction, day));
        if (found.isEmpty()) {
            return true;
        }
        switch (found.get()) {
            // Outside of a transaction, or it could not wait for readers without making writers wait.
            case ATTACHED ->
                database.update("alter table %s detach partition %s concurrently".formatted(table, name(day)));
            // Somebody was stopped in the middle of that.
            case LEAVING -> database.update("alter table %s detach partition %s finalize".formatted(table, name(day)));
            case APART -> drop(day);
        }
        return false;
    }

    private enum Standing {
        ATTACHED,
        LEAVING,
        APART
    }

    private Optional<Standing> standing(Transaction transaction, LocalDate day) {
        return transaction.first("""
                select case when i.inhrelid is null then 'APART' when i.inhdetachpending then 'LEAVING' else 'ATTACHED' end
                from pg_class c left join pg_inherits i on i.inhrelid = c.oid
                where c.oid = to_regclass(?)
                """, row -> Standing.valueOf(row.getString(1)), name(day));
    }

    private void drop(LocalDate day) {
        database.transaction(transaction -> {
            transaction.update("lock table only %s in access exclusive mode".formatted(name(day)));
            // Dropping one that somebody has made and attached again meanwhile would lose what is in it.
            if (standing(transaction, day).equals(Optional.of(Standing.APART))) {
                transaction.update("drop table " + name(day));
            }
            return day;
        });
    }
}
