package leadhook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class LostCommitTest {
    private static final String NUMBER = "select pg_current_xact_id()::text";

    @Test
    void it_happened_when_its_number_is_committed_and_its_trace_is_there() {
        try (var database = Database.everyday(TestPostgres.database(), 2)) {
            var committed = number(database);

            assertThat(LostCommit.happened(database, committed, () -> true)).contains(true);
            assertThat(LostCommit.happened(database, committed, () -> false)).contains(false);
        }
    }

    @Test
    void it_did_not_happen_when_its_number_was_rolled_back_or_is_still_to_come() throws SQLException {
        try (var database = Database.everyday(TestPostgres.database(), 2);
                var connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            var open = number(connection);
            assertThat(LostCommit.happened(database, open, () -> true)).isEmpty();
            connection.rollback();

            assertThat(LostCommit.happened(database, open, () -> true)).contains(false);
            assertThat(LostCommit.happened(database, "4000000000000", () -> true))
                    .contains(false);
        }
    }

    /** Nothing of it had reached the disk, and so PostgreSQL does not know that the number was ever used. */
    @Test
    void after_a_crash_a_number_that_was_lost_is_committed_by_somebody_else() throws SQLException {
        try (var postgres = PostgresToKill.start();
                var database = Database.everyday(postgres.address(), 2)) {
            var lost = lostInACrash(postgres);

            while (Long.parseLong(number(database)) < Long.parseLong(lost)) {
                // Each is committed with a number of its own.
            }

            assertThat(database.first("select pg_xact_status(?::xid8)", row -> row.getString(1), lost))
                    .contains("committed");
            assertThat(LostCommit.happened(database, lost, () -> false)).contains(false);
        }
    }

    private static String lostInACrash(PostgresToKill postgres) throws SQLException {
        var address = postgres.address();
        try (var connection = DriverManager.getConnection(address.url(), address.user(), address.password())) {
            connection.setAutoCommit(false);
            var number = number(connection);
            postgres.kill();
            postgres.startAgain();
            return number;
        }
    }

    private static String number(Database database) {
        return database.first(NUMBER, row -> row.getString(1)).orElseThrow();
    }

    private static String number(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(NUMBER)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
