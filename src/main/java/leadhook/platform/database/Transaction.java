package leadhook.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the statements sent over it. Values are bound by their Java type: {@link Instant} as timestamptz,
 * arrays as arrays of the column's type, null as null. Every SQL error becomes a {@link DatabaseException}.
 */
public final class Transaction {
    private final Connection connection;
    private final LongAdder statements;

    Transaction(Connection connection, LongAdder statements) {
        this.connection = connection;
        this.statements = statements;
    }

    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) {
        return list(sql, row, values).stream().findFirst();
    }

    public <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) {
        return run(sql, values, statement -> read(statement.executeQuery(), row));
    }

    /** Runs a change. Returns the number of rows it touched. */
    public int update(String sql, @Nullable Object... values) {
        return run(sql, values, PreparedStatement::executeUpdate);
    }

    /** Two queries in one round trip, each seeing what was committed when it began. */
    public <A, B> Pair<A, B> two(String sql, Row<A> firstRow, Row<B> secondRow, @Nullable Object... values) {
        statements.increment();
        return run(sql, values, statement -> {
            statement.execute();
            var first = read(statement.getResultSet(), firstRow);
            statement.getMoreResults();
            return new Pair<>(first, read(statement.getResultSet(), secondRow));
        });
    }

    /** The rows of two queries. */
    public record Pair<A, B>(List<A> first, List<B> second) {}

    private <T> T run(String sql, @Nullable Object[] values, Execution<T> execution) {
        statements.increment();
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                bind(statement, i + 1, values[i]);
            }
            return execution.run(statement);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static <T> List<T> read(ResultSet rows, Row<T> row) throws SQLException {
        try (rows) {
            var list = new ArrayList<T>();
            while (rows.next()) {
                list.add(row.read(rows));
            }
            return list;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case String[] texts -> statement.setArray(index, connection.createArrayOf("text", texts));
            case byte[][] blobs -> statement.setArray(index, connection.createArrayOf("bytea", blobs));
            case Long[] numbers -> statement.setArray(index, connection.createArrayOf("bigint", numbers));
            case Instant[] instants ->
                statement.setArray(index, connection.createArrayOf("timestamptz", texts(instants)));
            case LocalDate[] days -> statement.setArray(index, connection.createArrayOf("date", texts(days)));
            default -> statement.setObject(index, value);
        }
    }

    private static String[] texts(@Nullable Object[] values) {
        var texts = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            var value = values[i];
            if (value != null) {
                texts[i] = value.toString();
            }
        }
        return texts;
    }

    private interface Execution<T> {
        T run(PreparedStatement statement) throws SQLException;
    }
}
