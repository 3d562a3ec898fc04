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
        var server = WebServer.builder()
                .host(host)
                .port(port)
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxConcurrentRequests(MAX_REQUESTS)
                .idleConnectionTimeout(Duration.ofMinutes(1))
                .shutdownGracePeriod(LAST_REQUESTS)
                .shutdownHook(false)
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        .validatePath(false)
                        .build())
                .routing(routing -> routing.any(router::handle))
                .build();
        server.start();
        // It does not throw when it cannot listen, and logs that (which Logs keeps back).
        if (!server.isRunning()) {
            throw new StartRefused(
                    "Cannot listen on %s port %d, which is taken or not to be had: set LEADHOOK_HOST and LEADHOOK_PORT."
                            .formatted(host, port));
        }
        return new HttpServer(server, router);
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
