package leadhook.platform.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
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
 * Connections whose requests have to arrive in time: whoever sends a byte a second, or stops in the middle, is cut off.
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
     * @param cutOff told when a request has not arrived in time
     */
    PromptRequests(ServerConnectionSelector http, int crowd, Runnable cutOff) {
        this.http = http;
        this.crowd = crowd;
        this.cutOff = cutOff;
    }

    /** The request of this thread has been answered: the next byte begins another one. */
    static void answered() {
        if (CURRENT.isBound()) {
            CURRENT.get().begun = 0;
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
        return new Connection(http.connection(new Watched(context, new DataReader(arrival::next))), arrival);
    }

    /** How far a request has come. Written by the thread of the connection, read by the one that looks. */
    private static final class Arrival {
        private final DataReader source;
        /** When its first byte came; 0 while there is none. */
        private volatile long begun;

        private volatile boolean awaited;

        Arrival(DataReader source) {
            this.source = source;
        }

        /** The next bytes, waiting for them; null at the end. */
        byte @Nullable [] next() {
            awaited = true;
            try {
                var bytes = source.readBuffer().readBytes();
                if (begun == 0) {
                    begun = System.nanoTime() | 1;
                }
                return bytes;
            } catch (DataReader.InsufficientDataAvailableException _) {
                return null;
            } finally {
                awaited = false;
            }
        }

        boolean isLate() {
            long since = begun;
            return awaited && since != 0 && System.nanoTime() - since > LONGEST_ARRIVAL.toNanos();
        }

        boolean isUnderWay() {
            return begun != 0;
        }
    }

    private final class Connection implements ServerConnection {
        private final ServerConnection http;
        private final Arrival arrival;

        Connection(ServerConnection http, Arrival arrival) {
            this.http = http;
            this.arrival = arrival;
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

        /** For ever, when it is to be closed. */
        @Override
        public Duration idleTime() {
            return arrival.isLate() || isSilent() ? FOR_EVER : Duration.ZERO;
        }

        private boolean isSilent() {
            var longest = open.get() > crowd ? LONGEST_SILENCE_IN_A_CROWD : LONGEST_SILENCE;
            return !arrival.isUnderWay() && http.idleTime().compareTo(longest) > 0;
        }

        @Override
        public void close(boolean interrupt) {
            boolean late = arrival.isLate();
            if (late) {
                cutOff.run();
            }
            http.close(interrupt || late);
        }
    }

    /** The connection with another reader. */
    private record Watched(ConnectionContext context, DataReader dataReader) implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public DataWriter dataWriter() {
            return context.dataWriter();
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
