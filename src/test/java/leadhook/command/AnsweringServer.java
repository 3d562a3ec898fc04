package leadhook.command;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that answers as told and remembers what it was asked. */
final class AnsweringServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Told> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private record Told(int status, String body) {}

    record Asked(
            String what,
            String body,
            @Nullable String authorization,
            @Nullable String contentType) {}

    AnsweringServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                var headers = exchange.getRequestHeaders();
                asked.add(new Asked(what, body, headers.getFirst("Authorization"), headers.getFirst("Content-Type")));
                var told = answers.getOrDefault(what, new Told(404, "{\"detail\":\"Not found\"}"));
                var bytes = told.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(told.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    /** One that says it is Leadhook. */
    static AnsweringServer leadhook() {
        return new AnsweringServer().answers("GET /health/live", 200, "{\"server\":\"leadhook\"}");
    }

    /** What to answer to a method and path with query. */
    AnsweringServer answers(String what, int status, String body) {
        answers.put(what, new Told(status, body));
        return this;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
