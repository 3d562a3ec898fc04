package leadhook.platform.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose requests have to arrive in time, and their answers to be taken: whoever sends a byte a second, stops in
 * the middle, or does not read is cut off.
 * Who is silent between two requests may be so for long, but not when there are many connections: then those that wait
 * for nothing make room.
 */
final class PromptRequests implements ServerConnectionSelector {
    /** From the first byte of a request to its last; together with a look, less than half a minute. */
    private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(20);

    /** More than clients and proxies keep a connection for their next request, so that it is they who close it. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(75);

    private static final Duration LONGEST_SILENCE_IN_A_CROWD = Duration.ofSeconds(5);

    /** How often the server asks each connection. */
    static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final ScopedValue<Arrival> CURRENT = ScopedValue.newInstance();

    private final ServerConnectionSelector http;
    private final int crowd;
    private final Runnable cutOff;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param crowd with more connections than these, silence is short
     * @param cutOff told when a request has not arrived in time, or its answer was not taken
     */
    PromptRequests(ServerConnectionSelector http, int crowd, Runnable cutOff) {
        this.http = http;
        this.crowd = crowd;
        this.cutOff = cutOff;
    }

    /** The request of this thread has been answered: what comes next begins another one. */
    static void answered() {
        if (CURRENT.isBound()) {
            CURRENT.get().answered = true;
        }
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var arrival = new Arrival(context.dataReader());
        var writing = new Writing(context.dataWriter());
        var connection = http.connection(new Watched(context, arrival.reader, writing));
        arrival.reads((InterruptableTask<?>) connection);
        return new Connection(connection, arrival, writing);
    }

    /** How far a request has come. Written by the thread of the connection, read by the one that looks. */
    private static final class Arrival {
        private final DataReader source;
        private final DataReader reader = new DataReader(this::next);
        private @Nullable InterruptableTask<?> connection;
        /** When its first byte came; 0 before there was any. */
        private volatile long begun;

        private volatile boolean answered;
        private volatile boolean awaited;

        Arrival(DataReader source) {
            this.source = source;
        }

        void reads(InterruptableTask<?> by) {
            connection = by;
        }

        /** Whether what is read now is the first line of a request, and not the rest of one that is answered already. */
        private boolean isBetween() {
            return answered && connection != null && connection.canInterrupt();
        }

        /** The next bytes, waiting for them; null at the end. */
        private byte @Nullable [] next() {
            if (isBetween() && reader.available() > 0) {
                // It came with the one before.
                begin();
            }
            awaited = true;
            try {
                var bytes = source.readBuffer().readBytes();
                if (begun == 0 || isBetween()) {
                    begin();
                }
                return bytes;
            } catch (DataReader.InsufficientDataAvailableException _) {
                return null;
            } finally {
                awaited = false;
            }
        }

        private void begin() {
            begun = System.nanoTime() | 1;
            answered = false;
        }

        boolean isLate() {
            return awaited && isUnderWay() && isLongAgo(begun);
        }

        boolean isSilent() {
            return awaited && !isUnderWay();
        }

        private boolean isUnderWay() {
            return begun != 0 && !isBetween();
        }
    }

    private static boolean isLongAgo(long nanos) {
        return System.nanoTime() - nanos > LONGEST_ARRIVAL.toNanos();
    }

    /** Writes answers, and knows since when somebody does not take one. */
    private static final class Writing implements DataWriter {
        private final DataWriter writer;
        private volatile long since;

        Writing(DataWriter writer) {
            this.writer = writer;
        }

        boolean isStuck() {
            long begun = since;
            return begun != 0 && isLongAgo(begun);
        }

        private void timed(Runnable write) {
            since = System.nanoTime() | 1;
            try {
                write.run();
            } finally {
                since = 0;
            }
        }

        @Override
        public void write(BufferData... data) {
            timed(() -> writer.write(data));
        }

        @Override
        public void write(BufferData data) {
            timed(() -> writer.write(data));
        }

        @Override
        public void writeNow(BufferData... data) {
            timed(() -> writer.writeNow(data));
        }

        @Override
        public void writeNow(BufferData data) {
            timed(() -> writer.writeNow(data));
        }

        @Override
        public void flush() {
            timed(writer::flush);
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    private final class Connection implements ServerConnection, InterruptableTask<Void> {
        private final ServerConnection http;
        private final Arrival arrival;
        private final Writing writing;

        Connection(ServerConnection http, Arrival arrival, Writing writing) {
            this.http = http;
            this.arrival = arrival;
            this.writing = writing;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            open.incrementAndGet();
            try {
                ScopedValue.where(CURRENT, arrival).call(() -> {
                    http.handle(limit);
                    return limit;
                });
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public boolean canInterrupt() {
            return ((InterruptableTask<?>) http).canInterrupt();
        }

        /** For ever, when it is to be closed. */
        @Override
        public Duration idleTime() {
            return isStuck() || isTooSilent() ? FOR_EVER : Duration.ZERO;
        }

        /** The request does not arrive, or its answer is not taken. */
        private boolean isStuck() {
            return arrival.isLate() || writing.isStuck();
        }

        private boolean isTooSilent() {
            var longest = open.get() > crowd ? LONGEST_SILENCE_IN_A_CROWD : LONGEST_SILENCE;
            return arrival.isSilent() && http.idleTime().compareTo(longest) > 0;
        }

        @Override
        public void close(boolean interrupt) {
            boolean stuck = isStuck();
            if (stuck) {
                cutOff.run();
            }
            http.close(interrupt || stuck);
        }
    }

    /** The connection with another reader and writer. */
    private record Watched(ConnectionContext context, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public Router router() {
            return context.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return context.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return context.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return context.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return context.localPeer();
        }

        @Override
        public boolean isSecure() {
            return context.isSecure();
        }

        @Override
        public String socketId() {
            return context.socketId();
        }

        @Override
        public String childSocketId() {
            return context.childSocketId();
        }
    }
}
