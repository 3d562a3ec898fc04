package leadhook.platform.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import leadhook.platform.StartRefused;
import leadhook.platform.metrics.Metrics;

/** Listens and answers, one virtual thread a request. Everything that can grow is bounded. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 12_000;
    private static final int MAX_REQUESTS = 2_000;
    private static final int MAX_HEAD_BYTES = 16 * 1024;

    /** So much is read of a body that is refused, so that its sender comes to read the answer; at more it is cut off. */
    private static final long MAX_BODY_BYTES = 8 << 20;

    /** With what open exchanges get, less than the ten seconds in which a server has to stop. */
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(4);

    private final WebServer server;
    private final Router router;

    private HttpServer(WebServer server, Router router) {
        this.server = server;
        this.router = router;
    }

    /**
     * Starts listening; port 0 takes any free one. Until it is given routes, it answers 503.
     *
     * @param nanos a monotonic clock
     * @throws StartRefused when the address cannot be had
     */
    public static HttpServer listen(
            String host, int port, TrustedProxies proxies, Metrics metrics, LongSupplier nanos) {
        var ids = new RequestIds();
        var log = new RequestLog(nanos);
        var router = new Router(metrics, ids, proxies, log);
        try {
            var server = built(host, port, router, new EarlyErrors(ids, metrics, log))
                    .start();
            // A port that cannot be had is no exception there: it is logged, and nothing runs.
            if (server.isRunning()) {
                return new HttpServer(server, router);
            }
        } catch (IllegalArgumentException _) {
            // A host that nobody knows: refused in the same words.
        }
        throw new StartRefused(
                "Cannot listen on %s port %d: is it taken, or no address of this machine? Set LEADHOOK_HOST and LEADHOOK_PORT."
                        .formatted(host, port));
    }

    private static WebServer built(String host, int port, Router router, EarlyErrors early) {
        return WebServer.builder()
                .host(host)
                .port(port)
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxConcurrentRequests(MAX_REQUESTS)
                .maxPayloadSize(MAX_BODY_BYTES)
                .idleConnectionTimeout(PromptRequests.LOOK)
                .idleConnectionPeriod(PromptRequests.LOOK)
                .shutdownGracePeriod(LAST_REQUESTS)
                .shutdownHook(false)
                // Ours is the only protocol: with a choice of them, what fits none is cut off without an answer.
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new PromptRequests(http1(), MAX_CONNECTIONS / 2, early::late))
                .contentEncoding(new NothingUnpacked())
                .directHandlers(early.handlers())
                .routing(routing -> routing.any(router::handle))
                .build();
    }

    private static ServerConnectionSelector http1() {
        var config = Http1Config.builder()
                .maxPrologueLength(MAX_HEAD_BYTES)
                .maxHeadersSize(MAX_HEAD_BYTES)
                // Paths and queries are read leniently: an escape that is none stays as it is.
                .validatePath(false)
                .validatePrologue(false);
        return Http1ConnectionSelector.builder().config(config.build()).build();
    }

    /** From now on answers these, and 503 to all else: more are to come. */
    public void serveFirst(List<Route> routes) {
        router.use(routes, false, Map.of());
    }

    /**
     * From now on answers by these routes.
     *
     * @param errors how errors look below these first parts of paths; elsewhere they are JSON
     */
    public void serve(List<Route> routes, Map<String, ErrorPage> errors) {
        router.use(routes, true, errors);
    }

    public int port() {
        return server.port();
    }

    /** Takes no more requests, lets running ones finish, for at most four seconds. */
    @Override
    public void close() {
        server.stop();
        // Its timer of idle connections is not stopped (helidon-io/helidon#11939), and holds the router for good.
        router.use(List.of(), false, Map.of());
    }
}
