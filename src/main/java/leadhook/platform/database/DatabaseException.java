package leadhook.platform.database;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** A statement failed; carries PostgreSQL's state, which says whose fault it was. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String state;
    private final boolean ofConstraint;

    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.state = cause.getSQLState() == null ? "" : cause.getSQLState();
        this.ofConstraint = cause instanceof PSQLException told
                && told.getServerErrorMessage() != null
                && told.getServerErrorMessage().getConstraint() != null;
    }

    /** The five characters of SQLSTATE; empty when the driver gave none. */
    public String state() {
        return state;
    }

    /** Class 22 or 23: what was to be written is at fault, and would be again. */
    public boolean isDataError() {
        return state.startsWith("22") || state.startsWith("23");
    }

    /** A row of a day that has no partition yet: the state of a failed check, but no check is named. */
    public boolean isMissingPartition() {
        return state.equals("23514") && !ofConstraint;
    }

    /** The connection broke, or PostgreSQL ended it. */
    public boolean isConnectionLost() {
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
    }

    /** A conflict or a lock that was waited for too long: the same work may succeed when repeated. */
    public boolean isPassing() {
        return state.equals("40001") || state.equals("40P01") || isLockTimeout();
    }

    /** Somebody else held a lock for longer than it is waited for. */
    public boolean isLockTimeout() {
        return state.equals("55P03");
    }
}
