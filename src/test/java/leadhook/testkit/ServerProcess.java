package leadhook.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import leadhook.platform.Logs;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.EmbeddedPostgres;

/**
 * The real server as a process of its own, which a test may stop, kill, freeze, or see refused: with an embedded PostgreSQL,
 * or on a database that lives on without it, where two may run at once.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "test-server").toAbsolutePath();

    /** The data of all with an embedded PostgreSQL, one after another: its programs are unpacked once for all runs. */
    public static final Path DATA = FOLDER.resolve("data");

    /** The token of {@code /admin} in all of them. */
    public static final String ADMIN_TOKEN = World.ADMIN_TOKEN;

    /** Two servers on one database seal with the same key. */
    private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static final Path NOTES = FOLDER.resolve("notes.txt");
    private static final Pattern LISTENS = Pattern.compile("Leadhook \\S+ listens on (\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        Logs.configure(Logs.Format.TEXT);
    }

    private final Process process;
    private final Optional<Address> external;
    private final BufferedReader said;
    private final URI url;

    private ServerProcess(Process process, Optional<Address> external) throws IOException {
        this.process = process;
        this.external = external;
        this.said = process.inputReader();
        this.url = said.lines()
                .map(LISTENS::matcher)
                .filter(line -> line.find())
                .map(line -> URI.create(line.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the server did not start:\n" + notes()));
    }

    /** Starts it on {@link #DATA}, made when there are none; returns once it answers. */
    public static ServerProcess start() {
        return start(Map.of());
    }

    /** The same with these variables on top. */
    public static ServerProcess start(Map<String, String> more) {
        return start(builder(more), Optional.empty());
    }

    /** Starts it on a database that lives on without it; returns once it answers. */
    public static ServerProcess on(Address database) {
        return on(database, "node", Map.of());
    }

    /** The same with a data folder of this name and with these variables on top: two may run at once. */
    public static ServerProcess on(Address database, String node, Map<String, String> more) {
        var data = FOLDER.resolve(node);
        var environment = new HashMap<>(variables(database));
        environment.putAll(more);
        environment.put("LEADHOOK_DATA", data.toString());
        environment.put("LEADHOOK_SECRET_KEY", SECRET_KEY);
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(builder(environment).directory(data.toFile()), Optional.of(database));
    }

    /** What names a database to a server. */
    public static Map<String, String> variables(Address database) {
        return Map.of(
                "LEADHOOK_DATABASE_URL", database.url(),
                "LEADHOOK_DATABASE_USER", String.valueOf(database.user()),
                "LEADHOOK_DATABASE_PASSWORD", String.valueOf(database.password()));
    }

    private static ServerProcess start(ProcessBuilder builder, Optional<Address> external) {
        try {
            return new ServerProcess(
                    builder.redirectError(Redirect.appendTo(NOTES.toFile())).start(), external);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a process ended that was not to go on: its exit status and all that it said. */
    public record Ended(int status, List<String> lines, Duration took) {}

    /** Starts one with these variables on top, of which a refusal is expected. */
    public static Ended refused(Map<String, String> environment) throws InterruptedException {
        long start = System.nanoTime();
        var file = FOLDER.resolve("refused.txt");
        try {
            var process = builder(environment)
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .start();
            try {
                awaitEnd(process);
                var took = Duration.ofNanos(System.nanoTime() - start);
                return new Ended(process.exitValue(), Files.readAllLines(file), took);
            } finally {
                end(process.toHandle());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitEnd(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end:\n" + notes());
        }
    }

    private static ProcessBuilder builder(Map<String, String> environment) {
        var command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                // Starts in half the time.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "leadhook.Main",
                "serve");
        // From a folder without a settings file of somebody's.
        var builder = new ProcessBuilder(command).directory(DATA.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LEADHOOK_"));
        builder.environment().put("LEADHOOK_PORT", "0");
        builder.environment().put("LEADHOOK_DATA", DATA.toString());
        builder.environment().put("LEADHOOK_ADMIN_TOKEN", ADMIN_TOKEN);
        builder.environment().put("LEADHOOK_FIRST_START", "off");
        builder.environment().putAll(environment);
        return builder;
    }

    /** That of the tests; before it the PostgreSQL that the run is about, if that is not the usual one. */
    private static String classPath() {
        var entries = new ArrayList<String>();
        postgresJar().ifPresent(jar -> entries.add(jar.toString()));
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Optional<Path> postgresJar() {
        return Optional.ofNullable(System.getProperty("leadhook.test.postgres"))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
    }

    /** The rest of what it tells whoever started it. */
    public List<String> said() {
        return said.lines().takeWhile(line -> !line.equals("Ctrl-C stops it.")).toList();
    }

    public URI url() {
        return url;
    }

    /** {@code kill -9} of the server; its PostgreSQL lives on without it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@code kill -9} of the server and of every process of its PostgreSQL. */
    public void killWithPostgres() throws InterruptedException {
        var postgres = postgres();
        kill();
        postgres.ifPresent(ServerProcess::end);
    }

    /** SIGSTOP: it does nothing and closes nothing, as if its machine had stopped for a while, until {@link #thaw}. */
    public void freeze() throws InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: it goes on, and does not know that time has passed. */
    public void thaw() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()));
            if (kill.start().waitFor() != 0) {
                throw new AssertionError("the server cannot be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM. Returns the exit status. */
    public int stop() throws InterruptedException {
        process.destroy();
        awaitEnd(process);
        return process.exitValue();
    }

    /** A fresh campaign at a server, wherever that listens by then. */
    public static TestCampaign campaign(Supplier<ServerProcess> server) {
        return TestCampaign.create(() -> server.get().url());
    }

    /** Its database, for a test's own questions while it runs. */
    public Address database() {
        return external.orElseGet(ServerProcess::embedded);
    }

    /** Whether its database ends with it. */
    public boolean hasOwnPostgres() {
        return external.isEmpty();
    }

    private static Address embedded() {
        try {
            // By PostgreSQL's documentation: pid, folder, start, port.
            var port =
                    Files.readAllLines(DATA.resolve("postgres/postmaster.pid")).get(3);
            var password = Files.readString(DATA.resolve("postgres.password")).strip();
            return new Address("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "leadhook", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database that was left behind by a server that is no more. */
    public static EmbeddedPostgres leftBehind() {
        return EmbeddedPostgres.start(DATA, postgresJar());
    }

    /** What all servers logged since {@link #clear}. */
    public static String notes() {
        try {
            return Files.exists(NOTES) ? Files.readString(NOTES) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it and its own PostgreSQL, however far they have come. */
    @Override
    public void close() {
        end(process.toHandle());
        if (external.isEmpty()) {
            postgres().ifPresent(ServerProcess::end);
        }
    }

    private static Optional<ProcessHandle> postgres() {
        var file = DATA.resolve("postgres").resolve("postmaster.pid");
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst()))
                            .filter(process -> process.info()
                                    .commandLine()
                                    .orElse("")
                                    .contains(DATA.resolve("postgres").toString()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle process) {
        var all = new ArrayList<>(process.descendants().toList());
        all.addFirst(process);
        all.forEach(ProcessHandle::destroyForcibly);
        // An orphan that nobody collects stays in the table of processes for ever.
        all.forEach(each ->
                each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join());
    }

    /** Forgets the data of earlier tests, except the programs. */
    public static void clear() {
        try {
            Files.createDirectories(DATA);
            // As root, PostgreSQL runs as another account, which has to get through.
            Files.setPosixFilePermissions(FOLDER, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (var kept = Files.list(DATA)) {
                for (var path : kept.toList()) {
                    if (!path.getFileName().toString().startsWith("postgres-")) {
                        delete(path);
                    }
                }
            }
            Files.deleteIfExists(NOTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
