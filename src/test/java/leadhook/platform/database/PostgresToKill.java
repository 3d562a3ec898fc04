package leadhook.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import leadhook.platform.database.Database.Address;

/** A PostgreSQL of a test's own, which it may kill and start again where it was: on the same data and the same port. */
public final class PostgresToKill implements AutoCloseable {
    private static final Path FOLDER =
            Path.of("target", "test-postgres-to-kill").toAbsolutePath();
    private static final Path DATA = FOLDER.resolve("data");
    private static final int MAX_TRIES = 500;

    private final EmbeddedPostgres first;
    private final PostgresCluster cluster;
    private Postmaster running;

    private PostgresToKill(EmbeddedPostgres first) {
        this.first = first;
        this.cluster = new PostgresCluster(DATA);
        this.running = new Postmaster(process(), cluster);
    }

    /** Starts it on fresh data. The programs are unpacked once for all runs. */
    public static PostgresToKill start() {
        try {
            delete(DATA);
            Files.createDirectories(FOLDER);
            // As root, PostgreSQL runs as another account, which has to get through.
            Files.setPosixFilePermissions(FOLDER, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new PostgresToKill(EmbeddedPostgres.start(DATA, jar(), Optional.of(FOLDER)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> jar() {
        return Optional.ofNullable(System.getProperty("leadhook.test.postgres"))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
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

    /** Where it is, and stays. */
    public Address address() {
        return new Address(first.jdbcUrl(), first.user(), first.password());
    }

    /** {@code kill -9} of its first process and of every child. */
    public void kill() {
        var all = new ArrayList<>(running.process().descendants().toList());
        all.addFirst(running.process());
        all.forEach(ProcessHandle::destroyForcibly);
        // An orphan that nobody collects stays in the table of processes for ever.
        all.forEach(each ->
                each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join());
    }

    /** Starts it again; returns when it has recovered and answers. */
    public void startAgain() {
        try {
            var programs = PostgresArchive.of(jar()).unpacked(FOLDER);
            var account = PostgresAccount.choose(DATA, cluster.folder(), programs);
            for (int tries = 1; ; tries++) {
                try {
                    running = Postmaster.start(account, programs, cluster, first.port());
                    return;
                } catch (Postmaster.Hindered passing) {
                    if (tries == MAX_TRIES) {
                        throw passing.forGood();
                    }
                    Postmaster.glance();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessHandle process() {
        try {
            var pid = Files.readAllLines(cluster.pidFile()).getFirst();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        running.close();
        first.close();
    }
}
