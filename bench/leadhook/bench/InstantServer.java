package leadhook.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import leadhook.platform.Logs;
import leadhook.platform.http.Answer;
import leadhook.platform.http.HttpServer;
import leadhook.platform.http.Route;
import leadhook.platform.http.TrustedProxies;
import leadhook.platform.metrics.Metrics;

/** The limit of accepting: the same HTTP server with a handler that reads the fields and answers at once. Prints its port. */
final class InstantServer {
    private static final byte[] PAYLOAD = ("{\"id\":\"" + "x".repeat(1_490) + "\"}").getBytes(StandardCharsets.UTF_8);

    private InstantServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logs.configure(Logs.Format.TEXT);
        try (var server = HttpServer.listen("127.0.0.1", 0, TrustedProxies.NONE, new Metrics(), System::nanoTime)) {
            server.serve(
                    List.of(Route.post("/inbound/{token}", call -> {
                        call.fields();
                        return Answer.json(201, PAYLOAD);
                    })),
                    Map.of());
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }
}
