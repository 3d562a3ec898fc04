package leadhook.platform.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import leadhook.platform.StartRefused;

/** Listens and answers, one virtual thread a request. Everything that can grow is bounded. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 10_000;
    private static final int MAX_REQUESTS = 2_000;
    private static final int MAX_HEAD_BYTES = 16 * 1024;

    /** So much is read of a body that is refused, so that its sender comes to read the answer; at more it is cut off. */
    private static final long MAX_BODY_BYTES = 8 << 20;

    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

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
     * @throws StartRefused when the address cannot be had
     */
    public static HttpServer listen(String host, int port) {
        var router = new Router();
        try {
            var server = built(host, port, router).start();
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

    private static WebServer built(String host, int port, Router router) {
        return WebServer.builder()
                .host(host)
                .port(port)
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxConcurrentRequests(MAX_REQUESTS)
                .maxPayloadSize(MAX_BODY_BYTES)
                .idleConnectionTimeout(Duration.ofMinutes(1))
                .shutdownGracePeriod(LAST_REQUESTS)
                .shutdownHook(false)
                // Ours is the only protocol: with a choice of them, what fits none is cut off without an answer.
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(MAX_HEAD_BYTES)
                        .maxHeadersSize(MAX_HEAD_BYTES)
                        // Paths and queries are read leniently: an escape that is none stays as it is.
                        .validatePath(false)
                        .validatePrologue(false)
                        .build())
                .directHandlers(earlyErrors())
                .routing(routing -> routing.any(router::handle))
                .build();
    }

    private static DirectHandlers earlyErrors() {
        var handlers = DirectHandlers.builder();
        for (var type : EventType.values()) {
            handlers.addHandler(type, HttpServer::early);
        }
        return handlers.build();
    }

    /** What is refused before it is a request at all, such as a bad request line, is told in JSON like everything else. */
    private static TransportResponse early(
            TransportRequest request, EventType type, Status status, ServerResponseHeaders headers, String message) {
        // Never the library's message, which may quote the request.
        LOG.log(Level.INFO, () -> "refused what is no proper request with " + status.code());
        var answer = Answer.message(status.code(), status.reasonPhrase());
        headers.set(HeaderNames.CONTENT_TYPE, answer.contentType());
        return TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(false)
                .entity(answer.body())
                .build();
    }

    /** From now on answers by these routes. */
    public void serve(List<Route> routes) {
        router.use(routes);
    }

    public int port() {
        return server.port();
    }

    /** Takes no more requests, lets running ones finish, for at most four seconds. */
    @Override
    public void close() {
        server.stop();
    }
}
