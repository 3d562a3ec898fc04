package leadhook.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import javax.sql.DataSource;
import leadhook.platform.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to PostgreSQL and the statements run over it. There is one pool for everyday reading and
 * writing, and one each for the hot paths: of writers, and of readers of the log. Their plans and waits are bounded (see {@link #hot}).
 */
public final class Database implements AutoCloseable {
    /**
     * Plans of the hot paths are made once, use indexes and start no workers (all six together, or planning anew costs
     * more than the work); and no lock, statement or forgotten transaction of a stopped node holds a campaign for long.
     */
    private static final String HOT_SESSION = """
            set plan_cache_mode = force_generic_plan;
            set enable_seqscan = off;
            set enable_hashjoin = off;
            set enable_mergejoin = off;
            set jit = off;
            set max_parallel_workers_per_gather = 0;
            set lock_timeout = '2s';
            set statement_timeout = '10s';
            set idle_in_transaction_session_timeout = '5s';
            """;

    /** Whoever only watches looks quickly or not at all, and never walks through a table. */
    private static final String WATCHING_SESSION = """
            set enable_seqscan = off;
            set enable_hashjoin = off;
            set enable_mergejoin = off;
            set jit = off;
            set lock_timeout = '200ms';
            set statement_timeout = '1s';
            set idle_in_transaction_session_timeout = '5s';
            set default_transaction_read_only = on;
            """;

    /** A change of the schema takes as long as the tables are large, and there is nobody yet whom it could hold up. */
    private static final String MIGRATING_SESSION = """
            set lock_timeout = 0;
            set statement_timeout = 0;
            set idle_in_transaction_session_timeout = 0;
            """;

    private static final String EVERYDAY_SESSION = """
            set lock_timeout = '5s';
            set statement_timeout = '30s';
            set idle_in_transaction_session_timeout = '5s';
            """;

    private final HikariDataSource pool;
    private final String name;
    private final LongAdder statements = new LongAdder();

    private Database(HikariDataSource pool, String name) {
        this.pool = pool;
        this.name = name;
    }

    /** Where the database is and who asks. */
    public record Address(
            String url, @Nullable String user, @Nullable String password) {}

    /** The pool of everyday work. */
    public static Database everyday(Address address, int connections) {
        return new Database(
                pool("everyday", address, connections, EVERYDAY_SESSION, Duration.ofSeconds(40)), "everyday");
    }

    /** Connections for changes of the schema, which nothing cuts off. */
    public static Database migrating(Address address) {
        return new Database(pool("migrating", address, 3, MIGRATING_SESSION, Duration.ZERO), "migrating");
    }

    /** The pool of writers and settlers. */
    public static Database hot(Address address, int connections) {
        return hot("hot", address, connections);
    }

    /**
     * The pool of those who read the log. It is not that of the writers: however much there is to catch up with, leads
     * wait for no connection. Nor the everyday one, where each reading would be planned anew, over all the days: 5 ms.
     */
    public static Database log(Address address, int connections) {
        return hot("log", address, connections);
    }

    /**
     * The pool of pages, which only look: each by key, over tables of many days, for which planning anew at each look
     * would cost more than looking.
     */
    public static Database pages(Address address, int connections) {
        return hot("pages", address, connections);
    }

    private static Database hot(String name, Address address, int connections) {
        return new Database(pool(name, address, connections, HOT_SESSION, Duration.ofSeconds(12)), name);
    }

    /** Two connections beside all pools, which read only and wait for nothing: one must be free while the other is slow. */
    public static Database watching(Address address) {
        return new Database(pool("watch", address, 2, WATCHING_SESSION, Duration.ofSeconds(3)), "watch");
    }

    /** From now on tells how its pool fares and how many statements are sent. */
    public Database measured(Metrics metrics) {
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics.registry()));
        metrics.counted("leadhook.database.statements", "Statements sent to PostgreSQL", statements::sum, "pool", name);
        return this;
    }

    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) {
        return alone(statements -> statements.first(sql, row, values));
    }

    public <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) {
        return alone(statements -> statements.list(sql, row, values));
    }

    /** Runs a change in a transaction of its own. Returns the number of rows it touched. */
    public int update(String sql, @Nullable Object... values) {
        return alone(statements -> statements.update(sql, values));
    }

    /** Runs the work in one transaction: all of it is committed, or nothing when it throws. */
    public <T> T transaction(Function<Transaction, T> work) {
        return transaction(work, () -> {});
    }

    /** As above; {@code sending} is told when COMMIT is about to be sent: from then on a lost connection leaves the end unknown. */
    public <T> T transaction(Function<Transaction, T> work, Runnable sending) {
        try (var connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var result = work.apply(new Transaction(connection, statements));
                sending.run();
                connection.commit();
                return result;
            } catch (Throwable failure) {
                rollBack(connection);
                throw failure;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** How many statements were sent so far; for tests that assert work instead of time. */
    public long statements() {
        return statements.sum();
    }

    /** For what wants a plain source of connections, such as migrations. */
    public DataSource source() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T alone(Function<Transaction, T> work) {
        try (var connection = pool.getConnection()) {
            return work.apply(new Transaction(connection, statements));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException _) {
            // The connection is gone, and with it the transaction; the first failure is the one to report.
        }
    }

    private static HikariDataSource pool(
            String name, Address address, int connections, String session, Duration silence) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionInitSql(session);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "leadhook " + name);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // A little more than a statement may take: whoever says nothing for that long is gone. Zero waits for ever.
        config.addDataSourceProperty("socketTimeout", Long.toString(silence.toSeconds()));
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("prepareThreshold", "1");
        // Error messages of the server would quote what was sent: a key, an address.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return new HikariDataSource(config);
    }
}
