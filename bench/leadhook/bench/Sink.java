package leadhook.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import leadhook.platform.Json;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The process that receives webhooks: it prints its port, then answers each line on standard input. {@code count} tells
 * what arrived and how long it took since the last {@code reset}, {@code die} and {@code live} say how everything below
 * {@code /patient} is answered.
 */
final class Sink {
    private static final int BACKLOG = 4_096;
    private static final byte[] PATIENT = "/patient".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DUE = Generator.DUE.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FAILED =
            "HTTP/1.1 500 Dead\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final LongAdder healthy = new LongAdder();
    private final LongAdder patient = new LongAdder();
    private final ConcurrentHistogram latencies = Latencies.histogram();
    private volatile boolean dead;

    private Sink() {}

    /**
     * What arrived.
     *
     * @param patient of these, those below {@code /patient} that were answered with 200; the others are the healthy ones
     * @param latencies of the healthy ones, since the request of the lead was due
     */
    record Count(long healthy, long patient, Latencies latencies) {
        static Count read(String line) {
            var json = Json.readOwn(line);
            return new Count(
                    json.path("healthy").asLong(),
                    json.path("patient").asLong(),
                    Latencies.read(json.path("latencies")));
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Sink().run();
    }

    private void run() throws IOException {
        try (var server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> accept(server));
            System.out.println(server.getLocalPort());
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(line));
            }
        }
    }

    private String answer(String line) {
        switch (line) {
            case "reset" -> {
                healthy.reset();
                patient.reset();
                latencies.reset();
            }
            case "die" -> dead = true;
            case "live" -> dead = false;
            default -> {
                // To count is what follows anyway.
            }
        }
        var json = Json.object().put("healthy", healthy.sum()).put("patient", patient.sum());
        json.set("latencies", Latencies.of(latencies).json());
        return json.toString();
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            }
        } catch (IOException _) {
            // Closed: the end.
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var out = socket.getOutputStream();
            var requests = new HttpMessages(socket.getInputStream());
            while (requests.next()) {
                out.write(received(requests));
            }
        } catch (IOException _) {
            // The server has given up this connection.
        }
    }

    private byte[] received(HttpMessages request) {
        if (request.isFor(PATIENT)) {
            if (dead) {
                return FAILED;
            }
            patient.increment();
            return OK;
        }
        long due = request.numberAfter(DUE);
        if (due > 0) {
            Latencies.record(latencies, System.nanoTime() - due);
        }
        healthy.increment();
        return OK;
    }
}
