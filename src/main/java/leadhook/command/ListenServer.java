package leadhook.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Takes requests on loopback, hands each on, and answers as told. */
final class ListenServer implements AutoCloseable {
    /** A longer body is not taken. */
    static final int MAX_BODY_BYTES = 4 << 20;

    private static final int TOO_LARGE = 413;

    private final HttpServer server;
    private final Told told;
    private final InstantSource clock;

    /** The status to answer with, and how long to think about it. */
    record Told(int status, Duration delay) {}

    private ListenServer(HttpServer server, Told told, InstantSource clock) {
        this.server = server;
        this.told = told;
        this.clock = clock;
    }

    /** Takes the port; 0 is any free one. @throws CommandFailed when it cannot be had */
    static ListenServer bind(int port, Told told, InstantSource clock) {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            return new ListenServer(http, told, clock);
        } catch (IOException e) {
            throw new CommandFailed("Cannot listen on port %d: is it taken? Name another one with --port. (%s)"
                    .formatted(port, e.getMessage()));
        }
    }

    /** From now on requests are answered; {@code then} gets each first, with the answer in words, and must be quick. */
    void start(BiConsumer<Arrival, String> then) {
        server.createContext("/", exchange -> handle(exchange, then));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange, BiConsumer<Arrival, String> then) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                then.accept(arrival(exchange, new byte[0]), TOO_LARGE + ", the body is larger than 4 MiB");
                exchange.sendResponseHeaders(TOO_LARGE, -1);
                return;
            }
            // Before the answer: who waits for it before sending the next has his events shown in their order.
            then.accept(arrival(exchange, body), String.valueOf(told.status()));
            Thread.sleep(told.delay());
            exchange.sendResponseHeaders(told.status(), -1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Arrival arrival(HttpExchange exchange, byte[] body) {
        Map<String, List<String>> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT), header -> List.copyOf(header.getValue())));
        return new Arrival(
                clock.instant(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers,
                body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
