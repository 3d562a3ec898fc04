package leadhook.platform.database;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import leadhook.platform.database.Database.Address;
import leadhook.platform.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the database for whoever watches the server: whether it is there, once a second at most, and what its tables
 * say, every 15 seconds at most. It has connections of its own, and nobody waits for it longer than a moment.
 */
public final class Watch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());

    /** So old may figures be that are read from tables. */
    public static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    private static final Duration BETWEEN_PULSES = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final List<Look<?>> looks = new CopyOnWriteArrayList<>();
    private final Snapshots snapshots = new Snapshots();
    private final Paced pulse;
    private final Paced figures;
    private volatile boolean up;
    private boolean wasUp = true;

    /** @param nanos a monotonic clock */
    public Watch(Address address, LongSupplier nanos, Metrics metrics) {
        this.database = Database.watching(address);
        this.pulse = new Paced(BETWEEN_PULSES, nanos, this::feel);
        this.figures = new Paced(BETWEEN_LOOKS, nanos, () -> looks.forEach(this::look));
        metrics.beforeReading(this::refresh);
        metrics.gauge("leadhook.database.up", "", "1 if PostgreSQL answers", () -> up ? 1 : 0);
        snapshots.measuredBy(metrics, add(snapshots::look));
    }

    /** What is read of the database by one of those who add to the figures. */
    public static final class Look<T> {
        private final Function<Transaction, T> reading;
        private volatile @Nullable T seen;

        private Look(Function<Transaction, T> reading) {
            this.reading = reading;
        }

        private void look(Database database) {
            seen = database.transaction(reading);
        }

        private void forget() {
            seen = null;
        }

        /** A figure of what was seen last; not a number while nothing can be seen. */
        public double figure(Function<T, @Nullable Number> of) {
            var last = seen;
            var number = last == null ? null : of.apply(last);
            return number == null ? Double.NaN : number.doubleValue();
        }
    }

    /** Adds a look that is to be cheap whatever the tables hold: by index, and with a limit. */
    public <T> Look<T> add(Function<Transaction, T> reading) {
        var look = new Look<>(reading);
        looks.add(look);
        return look;
    }

    /** Whether the database answers. */
    public boolean isUp() {
        if (!pulse.isDone(PATIENCE)) {
            tell(false);
        }
        return up;
    }

    /** Before the metrics are read. What comes too late is left out. */
    private void refresh() {
        if (isUp() && !figures.isDone(PATIENCE)) {
            looks.forEach(Look::forget);
        }
    }

    private void feel() {
        try {
            database.first("select 1", row -> row.getInt(1));
            tell(true);
        } catch (DatabaseException e) {
            tell(false);
        }
    }

    /** One that fails tells nothing; the others do. */
    private void look(Look<?> look) {
        try {
            look.look(database);
        } catch (DatabaseException e) {
            look.forget();
            LOG.log(Level.WARNING, "a figure for /metrics cannot be read now: {0}", e.getMessage());
        }
    }

    private synchronized void tell(boolean answers) {
        up = answers;
        if (!answers) {
            looks.forEach(Look::forget);
            figures.hurry();
        }
        if (answers != wasUp) {
            LOG.log(
                    answers ? Level.INFO : Level.WARNING,
                    answers ? "the database answers again" : "the database does not answer");
            wasUp = answers;
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
