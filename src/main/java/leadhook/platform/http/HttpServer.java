package leadhook.platform.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.List;
import leadhook.platform.StartRefused;

/** Listens and answers, one virtual thread a request. Everything that can grow is bounded. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 10_000;
    private static final int MAX_REQUESTS = 2_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

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
                .idleConnectionTimeout(Duration.ofMinutes(1))
                .shutdownGracePeriod(Duration.ofSeconds(5))
                .shutdownHook(false)
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        .validatePath(false)
                        .build())
                .routing(routing -> routing.any(router::handle))
                .build();
    }

    /** From now on answers by these routes. */
    public void serve(List<Route> routes) {
        router.use(routes);
    }

    public int port() {
        return server.port();
    }

    /** Takes no more requests, lets running ones finish, for at most five seconds. */
    @Override
    public void close() {
        server.stop();
    }
}
