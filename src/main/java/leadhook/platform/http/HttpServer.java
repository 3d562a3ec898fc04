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

    private HttpServer(WebServer server) {
        this.server = server;
    }

    /** Starts listening; port 0 takes any free one. @throws StartRefused when the address cannot be had */
    public static HttpServer start(String host, int port, List<Route> routes) {
        var router = new Router(routes);
        var server = WebServer.builder()
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
        try {
            return new HttpServer(server.start());
        } catch (RuntimeException e) {
            throw new StartRefused("Cannot listen on %s port %d: is it taken? Set LEADHOOK_HOST and LEADHOOK_PORT."
                    .formatted(host, port));
        }
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
