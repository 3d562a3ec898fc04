package leadhook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import leadhook.platform.Json;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The process that signs up leads: each line of JSON on standard input is a run, each line on standard output what came of
 * it. With a rate, the runs are open: each request has its moment whether or not the ones before were answered, and its
 * latency counts from there, so that a server that stalls is not spared.
 */
final class Generator {
    /** Every lead carries it: the moment at which its request was due, by the clock that all processes here share. */
    static final String DUE = "\"first_name\":\"";

    private static final int DIGITS = 19;
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuv";
    private static final int NAME = 16;
    private static final int LAST_NAME = 5;
    private static final int LONGEST_ANSWER_MILLIS = 60_000;

    private Generator() {}

    /**
     * What to do.
     *
     * @param urls of inbound webhooks, taken in turn
     * @param referrers social ids, taken in turn, of whom the leads were referred; or none
     * @param most requests, or until the time is up
     * @param rate requests per second; 0: each connection sends its next as soon as it is answered
     */
    record Run(List<URI> urls, List<String> referrers, int connections, long most, double seconds, double rate) {
        Run(List<URI> urls, int connections, long most, double seconds, double rate) {
            this(urls, List.of(), connections, most, seconds, rate);
        }

        /** As many requests as there are different ones. */
        private int kinds() {
            return Math.max(urls.size(), referrers.size());
        }

        String json() {
            var json = Json.object().put("connections", connections).put("most", most);
            json.put("seconds", seconds).put("rate", rate);
            urls.forEach(url -> json.withArray("urls").add(url.toString()));
            referrers.forEach(json.withArray("referrers")::add);
            return json.toString();
        }

        static Run read(JsonNode json) {
            var urls = new ArrayList<URI>();
            json.path("urls").forEach(url -> urls.add(URI.create(url.asText())));
            var referrers = new ArrayList<String>();
            json.path("referrers").forEach(id -> referrers.add(id.asText()));
            return new Run(
                    urls,
                    referrers,
                    json.path("connections").asInt(),
                    json.path("most").asLong(),
                    json.path("seconds").asDouble(),
                    json.path("rate").asDouble());
        }
    }

    /** What came of a run: answers by status, 0 for none. */
    record Ran(Map<Integer, Long> statuses, double seconds, Latencies latencies) {
        long made() {
            return statuses.getOrDefault(201, 0L);
        }

        double perSecond() {
            return made() / seconds;
        }

        String json() {
            var json = Json.object().put("seconds", seconds);
            json.set("latencies", latencies.json());
            statuses.forEach((status, count) -> json.withObject("/statuses").put(String.valueOf(status), count));
            return json.toString();
        }

        static Ran read(JsonNode json) {
            var statuses = new TreeMap<Integer, Long>();
            json.path("statuses")
                    .properties()
                    .forEach(each -> statuses.put(
                            Integer.valueOf(each.getKey()), each.getValue().asLong()));
            return new Ran(statuses, json.path("seconds").asDouble(), Latencies.read(json.path("latencies")));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(run(Run.read(Json.readOwn(line))).json());
        }
    }

    private static Ran run(Run run) throws InterruptedException {
        var requests = IntStream.range(0, run.kinds())
                .mapToObj(i -> Request.of(run, i))
                .toList();
        var latencies = Latencies.histogram();
        var statuses = new TreeMap<Integer, Long>();
        var next = new AtomicLong();
        long start = System.nanoTime();
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < run.connections(); i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                var mine = new Client(run, requests, start, next, latencies).run();
                synchronized (statuses) {
                    mine.forEach((status, count) -> statuses.merge(status, count, Long::sum));
                }
            }));
        }
        for (var client : clients) {
            client.join();
        }
        return new Ran(statuses, (System.nanoTime() - start) / 1e9, Latencies.of(latencies));
    }

    /** The bytes of a request, but for the two values that change. */
    private record Request(URI url, byte[] bytes, int nameAt, int dueAt, int lastNameAt) {
        static Request of(Run run, int kind) {
            var url = run.urls().get(kind % run.urls().size());
            var referrer = run.referrers().isEmpty()
                    ? ""
                    : ",\"kid\":\"" + run.referrers().get(kind % run.referrers().size()) + "\"";
            var name = "x".repeat(NAME);
            var due = "0".repeat(DIGITS);
            var lastName = "y".repeat(LAST_NAME);
            var body = "{\"email\":\"%s@example.com\",%s%s\",\"last_name\":\"%s\"%s}"
                    .formatted(name, DUE, due, lastName, referrer);
            var head = "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    .formatted(url.getRawPath(), url.getHost(), url.getPort(), body.length());
            var text = head + body;
            return new Request(
                    url,
                    text.getBytes(StandardCharsets.US_ASCII),
                    text.indexOf(name, head.length()),
                    text.indexOf(due, head.length()),
                    text.indexOf(lastName, head.length()));
        }

        byte[] due(long nanos) {
            var copy = bytes.clone();
            scribble(copy, nameAt, NAME);
            scribble(copy, lastNameAt, LAST_NAME);
            long rest = nanos;
            for (int i = DIGITS - 1; i >= 0; i--) {
                copy[dueAt + i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            return copy;
        }

        private static void scribble(byte[] bytes, int at, int letters) {
            var random = ThreadLocalRandom.current();
            for (int i = at; i < at + letters; i++) {
                bytes[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
            }
        }
    }

    /** One connection, opened anew when it breaks. */
    private static final class Client {
        private final Run run;
        private final List<Request> requests;
        private final long start;
        private final AtomicLong next;
        private final ConcurrentHistogram latencies;
        private final Map<Integer, Long> statuses = new TreeMap<>();

        Client(Run run, List<Request> requests, long start, AtomicLong next, ConcurrentHistogram latencies) {
            this.run = run;
            this.requests = requests;
            this.start = start;
            this.next = next;
            this.latencies = latencies;
        }

        Map<Integer, Long> run() {
            while (!isOver()) {
                converse();
            }
            return statuses;
        }

        private boolean isOver() {
            return isOver(next.get());
        }

        /** With a rate, all that is due within the time is sent, however late: what a server stalls is not left out. */
        private boolean isOver(long number) {
            return run.rate() == 0
                    ? number >= run.most() || System.nanoTime() - start > run.seconds() * 1e9
                    : number >= Math.min(run.most(), (long) (run.seconds() * run.rate()));
        }

        private void converse() {
            var url = requests.getFirst().url();
            try (var socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
                socket.setTcpNoDelay(true);
                var out = socket.getOutputStream();
                var answers = new HttpMessages(socket.getInputStream());
                socket.setSoTimeout(LONGEST_ANSWER_MILLIS);
                for (long number = next.getAndIncrement(); !isOver(number); number = next.getAndIncrement()) {
                    exchange(number, out, answers);
                }
            } catch (IOException _) {
                statuses.merge(0, 1L, Long::sum);
            }
        }

        private void exchange(long number, OutputStream out, HttpMessages answers) throws IOException {
            long due = run.rate() == 0 ? System.nanoTime() : awaitTurn(number);
            out.write(requests.get((int) (number % requests.size())).due(due));
            if (!answers.next()) {
                throw new IOException("closed in place of an answer");
            }
            Latencies.record(latencies, System.nanoTime() - due);
            statuses.merge(answers.status(), 1L, Long::sum);
        }

        private long awaitTurn(long number) {
            long due = start + (long) (number * 1e9 / run.rate());
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            return due;
        }
    }

    /** Whatever cannot be read of a run ends the process, and with it the benchmark. */
    static Ran ran(String line) {
        try {
            return Ran.read(Json.readOwn(line));
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("the generator said: " + line, e);
        }
    }
}
