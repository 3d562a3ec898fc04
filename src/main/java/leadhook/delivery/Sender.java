package leadhook.delivery;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Posts an event to its receiver and tells how it went, bounded in time, size and reach whatever the receiver does. */
final class Sender implements AutoCloseable {
    private static final Duration CONNECTION_LIFE = Duration.ofMinutes(5);
    private static final Duration DESTINATION_IDLE = Duration.ofMinutes(1);
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int THREADS = 32;

    private final HttpClient client;
    private final VettedAddresses addresses;
    private final Duration deadline;
    private final KeptConnections kept;
    private volatile boolean closed;

    private Sender(HttpClient client, KeptConnections kept, VettedAddresses addresses, Duration deadline) {
        this.client = client;
        this.kept = kept;
        this.addresses = addresses;
        this.deadline = deadline;
    }

    /**
     * A sender that is ready.
     *
     * @param deadline of a whole exchange: connect, TLS, request, answer
     * @param connectionsPerWebhook as many as one webhook may have exchanges in flight, so that none waits for another
     * @param keptConnections how many may be open before a new one closes one that rests
     */
    static Sender start(AddressPolicy policy, Duration deadline, int connectionsPerWebhook, int keptConnections) {
        return start(policy, deadline, connectionsPerWebhook, keptConnections, InetAddress::getAllByName);
    }

    /** The same with another way to look up names. */
    static Sender start(
            AddressPolicy policy,
            Duration deadline,
            int connectionsPerWebhook,
            int keptConnections,
            VettedAddresses.Lookup lookup) {
        var addresses = new VettedAddresses(policy, lookup, deadline);
        var kept = new KeptConnections(keptConnections);
        var client = client(deadline, connectionsPerWebhook, kept);
        client.setSocketAddressResolver(addresses);
        client.addBean(kept);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the delivery client cannot start", e);
        }
        curb(client);
        return new Sender(client, kept, addresses, deadline);
    }

    /**
     * Sends, and completes when the exchange has ended: with what came of it, or exceptionally with a
     * {@link java.util.concurrent.CancellationException} when this sender was closed meanwhile. The future completes
     * on a thread of the client, which what hangs on it must not block.
     */
    CompletableFuture<Sent> send(Shipment shipment) {
        return new Exchange(client, shipment, deadline, kept, () -> closed).start();
    }

    /** How many connections to receivers are open, those included that are kept. */
    int connections() {
        return kept.open();
    }

    private static HttpClient client(Duration deadline, int connectionsPerWebhook, KeptConnections kept) {
        var transport = new HttpClientTransportOverHTTP(1);
        transport.setConnectionPoolFactory(
                webhook -> kept.pool(webhook, connectionsPerWebhook, CONNECTION_LIFE.toMillis()));
        var client = new HttpClient(transport);
        var threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("sender");
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setSslContextFactory(new SslContextFactory.Client());
        client.setMaxConnectionsPerDestination(connectionsPerWebhook);
        client.setDestinationIdleTimeout(DESTINATION_IDLE.toMillis());
        // Of a kept connection, and of a TLS handshake, which would else hold its place after the exchange is given up.
        client.setIdleTimeout(deadline.toMillis());
        // Half the deadline, so that a second address of a host gets its turn.
        client.setConnectTimeout(Math.max(1, deadline.toMillis() / 2));
        client.setMaxResponseHeadersSize(MAX_HEAD_BYTES);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        return client;
    }

    /** Takes away what would act on an answer: only interim answers are stepped over, nothing is inflated. */
    private static void curb(HttpClient client) {
        client.getContentDecoderFactories().clear();
        var handlers = client.getProtocolHandlers();
        handlers.clear();
        handlers.put(new InterimAnswers());
    }

    /** Steps over these. The client's own handlers know three of them and wait for ever after another. */
    private static final class InterimAnswers extends EarlyHintsProtocolHandler {
        @Override
        public boolean accept(Request request, Response response) {
            return isInterim(response.getStatus());
        }
    }

    /** Whether another answer follows: after every 1xx but 101. */
    static boolean isInterim(int status) {
        return HttpStatus.isInformational(status) && status != HttpStatus.SWITCHING_PROTOCOLS_101;
    }

    @Override
    public void close() {
        closed = true;
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the delivery client cannot stop", e);
        } finally {
            addresses.close();
        }
    }
}
