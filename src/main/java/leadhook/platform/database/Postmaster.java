package leadhook.platform.database;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leadhook.platform.StartRefused;

/** The running PostgreSQL: its first process, which starts all others and ends with them. */
record Postmaster(ProcessHandle process, PostgresCluster cluster) implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Postmaster.class.getName());
    private static final Duration FAST = Duration.ofSeconds(30);
    private static final Duration IMMEDIATE = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final long TELL_AFTER_SECONDS = 5;

    /** In a session of its own, where there is setsid: Ctrl-C in the terminal is for the server, which stops this last. */
    private static final String IN_OWN_SESSION = "command -v setsid >/dev/null && exec setsid \"$@\"; exec \"$@\"";

    /** Starts PostgreSQL and waits until it accepts connections, as long as a recovery takes. */
    static Postmaster start(PostgresAccount account, Path programs, PostgresCluster cluster, int port)
            throws IOException, Hindered {
        var postgres = programs.resolve("bin/postgres").toString();
        var folder = cluster.folder().toString();
        var command = new ArrayList<>(List.of("sh", "-c", IN_OWN_SESSION, "sh", postgres, "-D", folder));
        command.addAll(new PostgresSettings(port, walCompression(account, postgres, folder)).arguments());
        var process = account.builder(command).redirectErrorStream(true).start();
        var log = PostgresLog.follow(process, cluster.log());
        var postmaster = new Postmaster(process.toHandle(), cluster);
        var stop = Thread.ofPlatform().unstarted(postmaster::close);
        // Until it is handed over, nobody else would stop it on Ctrl-C.
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            awaitReady(log);
        } finally {
            release(stop);
        }
        return postmaster;
    }

    private static void release(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            LOG.log(Level.DEBUG, "PostgreSQL is being stopped while it starts");
        }
    }

    /** Never pglz: to compress with it costs a processor more than to write all. */
    private static String walCompression(PostgresAccount account, String postgres, String folder) {
        try {
            account.run(List.of(postgres, "-C", "wal_compression", "-D", folder, "-c", "wal_compression=lz4"));
            return "lz4";
        } catch (IOException notBuiltIn) {
            return "off";
        }
    }

    private static void awaitReady(PostgresLog log) throws Hindered {
        var _ = log.ready()
                .copy()
                .orTimeout(TELL_AFTER_SECONDS, TimeUnit.SECONDS)
                .whenComplete((_, late) -> {
                    if (late != null) {
                        LOG.log(Level.INFO, "PostgreSQL takes long to start: it recovers what was written last");
                    }
                });
        if (log.ready().join()) {
            return;
        }
        var sentence = "PostgreSQL did not start: " + log.lastWords() + " (more in " + log.file() + ").";
        if (Hindered.isPassing(log.lastWords())) {
            throw new Hindered(sentence);
        }
        throw new StartRefused(sentence);
    }

    /** Fast: transactions are rolled back, all is written. Where that takes too long, at once: the next start recovers. */
    @Override
    public void close() {
        if (!ends("INT", FAST) && !ends("QUIT", IMMEDIATE)) {
            LOG.log(Level.ERROR, "PostgreSQL (process {0}) does not stop", Long.toString(process.pid()));
        }
    }

    private boolean ends(String signal, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        if (process.isAlive()) {
            send(signal);
        }
        while (!hasEnded() && System.nanoTime() < deadline) {
            glance();
        }
        return hasEnded();
    }

    /** Its file goes last; a process that nobody collects stays in the table after that. */
    private boolean hasEnded() {
        return !process.isAlive() || !Files.exists(cluster.pidFile());
    }

    private void send(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -$0 $1", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL cannot be told to stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not cut short by an interrupt: what is stopped here has to be stopped. */
    static void glance() {
        var interrupted = Thread.interrupted();
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** It did not start for a reason that passes: another process took the port, or an earlier one is not quite gone. */
    static final class Hindered extends Exception {
        private static final long serialVersionUID = 1;

        private final String sentence;

        private Hindered(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        StartRefused forGood() {
            return new StartRefused(sentence);
        }

        private static boolean isPassing(String reason) {
            return reason.contains("could not create any TCP/IP sockets")
                    || reason.contains("pre-existing shared memory block");
        }
    }
}
