package leadhook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import leadhook.bench.Generator.Ran;
import leadhook.bench.Generator.Run;
import leadhook.bench.Sink.Count;
import leadhook.platform.StartRefused;
import leadhook.platform.database.DataLock;
import leadhook.platform.database.Database;
import leadhook.platform.database.EmbeddedPostgres;
import leadhook.verify.Verify;

/** Where a benchmark plays: PostgreSQL on fresh data, a server on it, a receiver and a generator, each a process of its own. */
final class Stage implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();
    private static final String ADMIN_TOKEN = "the-token-of-the-benchmark";
    private static final String SECRET_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final Pattern LISTENS = Pattern.compile("Leadhook \\S+ listens on (\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final int WINDOW = 64;

    /** So that what the compilers used is not lost with one of their threads. */
    private static final List<String> SERVER_OPTIONS = List.of("-XX:-UseDynamicNumberOfCompilerThreads");

    private final DataLock lock;
    private final EmbeddedPostgres postgres;
    private final Database database;
    private final Worker sink;
    private final Worker generator;
    private final int sinkPort;
    /** Whoever interrupts a benchmark leaves no process behind. */
    private final Thread lastResort = Thread.ofPlatform().unstarted(this::end);

    private Optional<Worker> server = Optional.empty();
    private URI url = URI.create("http://localhost/");

    private Stage(DataLock lock, EmbeddedPostgres postgres) {
        this.lock = lock;
        this.postgres = postgres;
        this.database = Database.everyday(address(postgres), 4);
        this.sink = Worker.start(Sink.class, List.of("-Xmx256m"), Map.of());
        this.sinkPort = Integer.parseInt(sink.read());
        this.generator = Worker.start(Generator.class, List.of("-Xmx256m"), Map.of());
        generator.read();
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /**
     * Sets it up, without a server yet. What an earlier benchmark left is deleted.
     *
     * @throws StartRefused when another process plays here
     */
    static Stage open() {
        try {
            Files.createDirectories(FOLDER);
            return open(DataLock.take(FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stage open(DataLock lock) throws IOException {
        try {
            delete(FOLDER.resolve("data"));
            // As root, PostgreSQL runs as another account, which has to get through.
            Files.setPosixFilePermissions(FOLDER, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new Stage(lock, EmbeddedPostgres.start(FOLDER.resolve("data"), Optional.empty()));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    static Path folder() {
        return FOLDER;
    }

    private static Database.Address address(EmbeddedPostgres postgres) {
        return new Database.Address(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var paths = Files.walk(folder)) {
                for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Starts the server; how long it took until it answered. */
    Duration startServer() {
        stopServer();
        var environment = new HashMap<String, String>();
        environment.put("LEADHOOK_PORT", "0");
        environment.put("LEADHOOK_DATA", FOLDER.resolve("server").toString());
        environment.put("LEADHOOK_DATABASE_URL", postgres.jdbcUrl());
        environment.put("LEADHOOK_DATABASE_USER", postgres.user());
        environment.put("LEADHOOK_DATABASE_PASSWORD", postgres.password());
        environment.put("LEADHOOK_ADMIN_TOKEN", ADMIN_TOKEN);
        environment.put("LEADHOOK_SECRET_KEY", SECRET_KEY);
        environment.put("LEADHOOK_FIRST_START", "off");
        environment.put("LEADHOOK_WEBHOOK_CONCURRENCY", String.valueOf(WINDOW));
        long start = System.nanoTime();
        var worker = Worker.start("leadhook.Main", SERVER_OPTIONS, environment, "serve");
        server = Optional.of(worker);
        var said = LISTENS.matcher(worker.read());
        if (!said.find()) {
            throw new IllegalStateException("the server did not start");
        }
        url = URI.create(said.group(1));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    void stopServer() {
        server.ifPresent(Worker::close);
        server = Optional.empty();
    }

    /** Where the server listens. */
    URI url() {
        return url;
    }

    Api api() {
        return new Api(url, ADMIN_TOKEN);
    }

    /** What the server tells of itself. */
    Scrape scrape() {
        return Scrape.of(url);
    }

    ProcessHandle serverProcess() {
        return server.orElseThrow().handle();
    }

    Database database() {
        return database;
    }

    /**
     * What PostgreSQL does by itself some minutes later, and else would do while something is measured: it looks over what
     * is new in the tables, and writes it to disk. May take minutes, which no connection of ours would wait for.
     */
    void tidy() {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be tidied", e);
        }
    }

    String[] databaseArguments() {
        return new String[] {postgres.jdbcUrl(), postgres.user(), postgres.password()};
    }

    int window() {
        return WINDOW;
    }

    /** A receiver that is always well. */
    String healthy(String path) {
        return "http://127.0.0.1:" + sinkPort + "/healthy" + path;
    }

    /** The receiver that {@link #tell} makes die and live. */
    String patient() {
        return "http://127.0.0.1:" + sinkPort + "/patient";
    }

    /** Signs up leads; every single one must be made. */
    Ran generate(Run run) {
        var ran = Generator.ran(generator.ask(run.json()));
        if (!ran.statuses().keySet().equals(Set.of(201))) {
            throw new IllegalStateException("not all were answered with 201: " + ran.statuses());
        }
        return ran;
    }

    /** What the receiver has counted. */
    Count count() {
        return Count.read(sink.ask("count"));
    }

    /** Says {@code reset}, {@code die} or {@code live} to the receiver. */
    void tell(String word) {
        sink.ask(word);
    }

    /** Waits until that many have arrived at healthy receivers since the last reset. */
    Count awaitHealthy(long deliveries) {
        return await(Count::healthy, deliveries);
    }

    /** The same of the receiver that was dead. */
    Count awaitPatient(long deliveries) {
        return await(Count::patient, deliveries);
    }

    private Count await(ToLongFunction<Count> which, long deliveries) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var count = count();
        for (; which.applyAsLong(count) < deliveries; count = count()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "only %d of %d deliveries have arrived".formatted(which.applyAsLong(count), deliveries));
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        return count;
    }

    /** What server and PostgreSQL have used so far, and written. */
    Meter meter() {
        return new Meter(
                Usage.ofJava(serverProcess()),
                Usage.ofTree(postmaster()),
                written(),
                Usage.stolenSeconds(),
                scrape(),
                System.nanoTime());
    }

    ProcessHandle postmaster() {
        try {
            var pid = Files.readAllLines(FOLDER.resolve("data/postgres/postmaster.pid"))
                    .getFirst();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many there have been, of all campaigns. */
    long events() {
        return database.first("select sum(last_seq)::bigint from campaign_state", row -> row.getLong(1))
                .orElseThrow();
    }

    private long written() {
        return database.first("select (pg_current_wal_insert_lsn() - '0/0')::bigint", row -> row.getLong(1))
                .orElseThrow();
    }

    /** After every benchmark: nothing was bought with a broken promise. */
    void verify(Report report) {
        report.progress("verifying: %,d events".formatted(events()));
        // In a session as the writers have it, whose settings are its own.
        try (var writers = Database.hot(address(postgres), 1)) {
            var durable = writers.first("""
                            select current_setting('fsync') || current_setting('synchronous_commit')
                                || current_setting('full_page_writes')
                            """, row -> row.getString(1)).orElseThrow();
            if (!durable.equals("ononon")) {
                throw new IllegalStateException("PostgreSQL is not set up to be durable");
            }
        }
        var found = Verify.of(database).patiently().all(where -> report.goesOn(() -> "verifying: " + where.get()));
        if (found.violationCount() > 0) {
            throw new IllegalStateException("verify finds: " + found.json());
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException _) {
            // It is running.
            return;
        }
        end();
    }

    private void end() {
        stopServer();
        generator.close();
        sink.close();
        database.close();
        postgres.close();
        lock.close();
    }
}
