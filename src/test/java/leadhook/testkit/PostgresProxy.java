package leadhook.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import leadhook.platform.database.Database.Address;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a server and PostgreSQL and reads along, so that a test can stop or break a connection at a COMMIT of its
 * choice: before PostgreSQL has heard of it, or when it is done and nobody was told.
 */
public final class PostgresProxy implements AutoCloseable {
    private final Address behind;
    private final ServerSocket server;
    private final Set<PostgresConversation> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Trap> set = new AtomicReference<>();

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

    /** What a transaction is for, told by a statement that no other one holds. */
    public enum Work {
        ANYTHING(""),
        /** Of a writer: leads and their events. */
        BATCH("insert into leads "),
        /** Of the settler: what came of attempts. */
        SETTLEMENT("insert into attempts ");

        private final String statement;

        Work(String statement) {
            this.statement = statement;
        }

        boolean isIn(String statements) {
            return statements.contains(statement);
        }
    }

    /** When a COMMIT is stopped. */
    public enum Moment {
        /** PostgreSQL has not heard of it. */
        BEFORE_IT,
        /** PostgreSQL has carried it out and says so, which goes no further. */
        AFTER_IT
    }

    /** One COMMIT to be caught. */
    public static final class Trap {
        private final Work work;
        private final Moment moment;
        private final boolean holding;
        private final CountDownLatch sprung = new CountDownLatch(1);

        private Trap(Work work, Moment moment, boolean holding) {
            this.work = work;
            this.moment = moment;
            this.holding = holding;
        }

        /** Waits until it has caught its COMMIT. */
        public void await(Duration atMost) throws InterruptedException {
            if (!sprung.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no commit of a %s came".formatted(work));
            }
        }

        public boolean isSprung() {
            return sprung.getCount() == 0;
        }
    }

    /** What happens to a connection at a COMMIT. */
    enum Fate {
        PASS,
        HOLD,
        CUT
    }

    /** The next such COMMIT gets stuck there: its connection is dumb until the server closes it, or dies. */
    public Trap holdNext(Work work, Moment moment) {
        return set(new Trap(work, moment, true));
    }

    /** The connection of the next such COMMIT is closed there. */
    public Trap cutNext(Work work, Moment moment) {
        return set(new Trap(work, moment, false));
    }

    private Trap set(Trap trap) {
        this.set.set(trap);
        return trap;
    }

    /** The next commit is carried out, and its connection closed before it can be told. */
    public void cutNextCommit() {
        cutNext(Work.ANYTHING, Moment.AFTER_IT);
    }

    /** Whether a trap is still to catch its commit. */
    public boolean isCutting() {
        return set.get() != null;
    }

    /** A transaction of these statements is at a COMMIT. */
    Fate reached(Moment moment, String statements) {
        var trap = set.get();
        if (trap == null || trap.moment != moment || !trap.work.isIn(statements) || !set.compareAndSet(trap, null)) {
            return Fate.PASS;
        }
        trap.sprung.countDown();
        return trap.holding ? Fate.HOLD : Fate.CUT;
    }

    private void accept() {
        var target = URI.create(behind.url().substring("jdbc:".length()));
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> converse(client, target));
            } catch (IOException _) {
                return;
            }
        }
    }

    /** When PostgreSQL is away, the client sees its connection closed. */
    private void converse(Socket client, URI target) {
        try (client;
                var postgres = new Socket(target.getHost(), target.getPort());
                var conversation = new PostgresConversation(this, client, postgres)) {
            open.add(conversation);
            conversation.run();
            open.remove(conversation);
        } catch (IOException _) {
            // Either side has closed: both are, by leaving.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            open.forEach(PostgresConversation::close);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
