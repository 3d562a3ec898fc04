package leadhook.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import leadhook.platform.database.Database.Address;

/** Stands between a pool and PostgreSQL, and can lose the answer to a COMMIT that PostgreSQL has carried out. */
public final class PostgresProxy implements AutoCloseable {
    private final Address behind;
    private final ServerSocket server;
    private volatile boolean cutting;

    private PostgresProxy(Address behind) throws IOException {
        this.behind = behind;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public static PostgresProxy before(Address database) {
        try {
            return new PostgresProxy(database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same database through this proxy. */
    public Address address() {
        var url = behind.url().replaceFirst("//[^/]+/", "//127.0.0.1:" + server.getLocalPort() + "/");
        return new Address(url, behind.user(), behind.password());
    }

    /** The next commit is carried out, and its connection closed before it can be told. */
    public void cutNextCommit() {
        cutting = true;
    }

    /** Whether the commit to be cut is still to come. */
    public boolean isCutting() {
        return cutting;
    }

    private void accept() {
        var target = URI.create(behind.url().substring("jdbc:".length()));
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                var postgres = new Socket(target.getHost(), target.getPort());
                client.setTcpNoDelay(true);
                postgres.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pass(client, postgres, false));
                Thread.ofVirtual().start(() -> pass(postgres, client, true));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && cutting && tellsCommit(buffer, read)) {
                    cutting = false;
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // Either side has closed: both are, by leaving.
        }
    }

    /** PostgreSQL answers with the tag of the command once it is done. */
    private static boolean tellsCommit(byte[] buffer, int length) {
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains("COMMIT\0");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
