package leadhook.platform.database;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Turns the current row of a result into a value. */
@FunctionalInterface
public interface Row<T> {
    /** Reads the columns of this row, and never moves on. */
    T read(ResultSet row) throws SQLException;
}
