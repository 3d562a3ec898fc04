package leadhook.platform.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import leadhook.platform.StartRefused;

/**
 * The PostgreSQL that comes along: a child process on loopback, whose data live in the server's data folder.
 * It dies with {@link #close()}; one left over by a killed server is stopped at the next start.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final int MAX_TRIES = 20;

    private final DataLock lock;
    private final Postmaster postmaster;
    private final int port;
    private final String password;

    private EmbeddedPostgres(DataLock lock, Postmaster postmaster, int port, String password) {
        this.lock = lock;
        this.postmaster = postmaster;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts PostgreSQL on the data of a folder (LEADHOOK_DATA), which is made when missing.
     * The programs come from the given jar, or else from the one on the class path.
     *
     * @throws StartRefused with a sentence for a person, nothing damaged
     */
    public static EmbeddedPostgres start(Path data, Optional<Path> binariesJar) {
        return start(data, binariesJar, Optional.empty());
    }

    /** The same with the programs unpacked elsewhere than in the data folder, so that tests do it once. */
    static EmbeddedPostgres start(Path data, Optional<Path> binariesJar, Optional<Path> programs) {
        try {
            var folder = made(data);
            var lock = DataLock.take(folder);
            try {
                return start(lock, folder, PostgresArchive.of(binariesJar), programs.orElse(folder));
            } catch (Throwable refused) {
                lock.close();
                throw refused;
            }
        } catch (IOException e) {
            var reason = e instanceof AccessDeniedException ? "no permission for " + e.getMessage() : e.toString();
            throw new StartRefused(
                    "The embedded PostgreSQL cannot use the folder " + data + " (LEADHOOK_DATA): " + reason, e);
        }
    }

    private static EmbeddedPostgres start(DataLock lock, Path data, PostgresArchive archive, Path programs)
            throws IOException {
        var cluster = new PostgresCluster(data);
        cluster.refuseOtherThan(archive.major());
        cluster.stopOrphan();
        var home = archive.unpacked(programs);
        var account = PostgresAccount.choose(data, cluster.folder(), home);
        cluster.prepare(account, home, archive.major());
        var password = cluster.password();
        for (int tries = 1; ; tries++) {
            try {
                int port = freePort();
                var postmaster = Postmaster.start(account, home, cluster, port);
                return new EmbeddedPostgres(lock, postmaster, port, password);
            } catch (Postmaster.Hindered passing) {
                if (tries == MAX_TRIES) {
                    throw passing.forGood();
                }
                Postmaster.glance();
            }
        }
    }

    private static Path made(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            var ownerOnly = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(data.toAbsolutePath(), PosixFilePermissions.asFileAttribute(ownerOnly));
        }
        return data.toRealPath();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Where it answers; the port differs at each start. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return PostgresCluster.USER;
    }

    /** Random, made with the data and kept beside them in a file only the owner can read. */
    public String password() {
        return password;
    }

    /** Stops PostgreSQL: open transactions are rolled back, what was committed is on disk. */
    @Override
    public void close() {
        postmaster.close();
        lock.close();
    }
}
