package leadhook.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A subscriber: a real HTTP server on loopback that answers as told and remembers what it got. Answers 200 at first. */
public final class Receiver implements AutoCloseable {
    static {
        // Otherwise answers with a body wait for the peer's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Those of receivers that stopped, each kept from everybody else as long as this process lives. */
    private static final Map<Integer, Socket> PORTS = new ConcurrentHashMap<>();

    private final List<Received> all = new ArrayList<>();
    private final List<Received> accepted = new ArrayList<>();
    private final Set<String> acceptedMessages = new HashSet<>();
    private final boolean keeping;
    private Function<Received, Answer> answers = _ -> Answer.of(200);
    private HttpServer server;
    private ExecutorService threads;
    private final int port;
    private boolean hanging;
    private boolean running = true;
    private int arrived;
    private int open;
    private int held;
    private int mostOpen;
    private int repeats;

    private Receiver(boolean keeping) {
        this.keeping = keeping;
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = listen(0);
        port = server.getAddress().getPort();
    }

    /** A receiver on a free port, answering. */
    public static Receiver start() {
        return new Receiver(true);
    }

    /** One for very many requests: of each it remembers only which message it was. */
    public static Receiver startForgetful() {
        return new Receiver(false);
    }

    /** Where it listens; any path below is it as well. */
    public String url() {
        return url("/");
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public int port() {
        return port;
    }

    /** From now on every request is answered with this status and no body. */
    public Receiver answers(int status) {
        return answersBy(_ -> Answer.of(status));
    }

    public Receiver answersWith(int status, Map<String, String> headers, String body) {
        return answersBy(_ -> new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** From now on each request is answered as the function says. */
    public synchronized Receiver answersBy(Function<Received, Answer> answers) {
        this.answers = answers;
        return this;
    }

    /** From now on requests are taken and not answered, until {@link #release}. */
    public synchronized Receiver hangs() {
        hanging = true;
        return this;
    }

    /** Answers what hangs, and from now on at once again. */
    public synchronized Receiver release() {
        hanging = false;
        notifyAll();
        return this;
    }

    /** What was answered with a 2xx, as JSON or as the decoded form, in that order. */
    public synchronized List<Map<String, Object>> accepted() {
        return accepted.stream().map(Received::fields).toList();
    }

    /** What was answered with a 2xx, in that order. */
    public synchronized List<Received> acceptedRequests() {
        return List.copyOf(accepted);
    }

    /** Requests that are not answered until {@link #release}. */
    public synchronized int held() {
        return held;
    }

    /** Every request, in the order of arrival. */
    public synchronized List<Received> all() {
        return List.copyOf(all);
    }

    /** The latest request. */
    public synchronized Received last() {
        return all.getLast();
    }

    /** Requests that have arrived and are not answered yet. */
    public synchronized int open() {
        return open;
    }

    /** The most requests that were ever open together. */
    public synchronized int mostOpen() {
        return mostOpen;
    }

    /** Waits until so many requests have arrived in all. */
    public synchronized void awaitRequests(int count) throws InterruptedException {
        while (arrived < count) {
            wait();
        }
    }

    /** Waits until so many more requests have arrived than now. */
    public synchronized void awaitMoreRequests(int count, Duration atMost) throws InterruptedException {
        int wanted = arrived + count;
        await(() -> arrived >= wanted, atMost);
    }

    /** Waits until so many requests are open together. */
    public synchronized void awaitOpen(int count, Duration atMost) throws InterruptedException {
        await(() -> open >= count, atMost);
    }

    /** Waits until no request is open any more. */
    public synchronized void awaitNoneOpen(Duration atMost) throws InterruptedException {
        await(() -> open == 0, atMost);
    }

    /** Waits until so many different messages were answered with a 2xx. */
    public synchronized void awaitAccepted(int count, Duration atMost) throws InterruptedException {
        await(() -> acceptedMessages.size() >= count, atMost);
    }

    private void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new AssertionError(
                        "%d arrived, %d open, %d accepted".formatted(arrived, open, acceptedMessages.size()));
            }
            wait(left);
        }
    }

    /** Waits until these messages, by {@code webhook-id}, were each answered with a 2xx; returns those that were not in time. */
    public synchronized Set<String> awaitAccepted(Set<String> messages, Duration atMost) throws InterruptedException {
        var missing = new HashSet<>(messages);
        long end = System.nanoTime() + atMost.toNanos();
        missing.removeAll(acceptedMessages);
        while (!missing.isEmpty()) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return missing;
            }
            wait(left);
            missing.removeIf(acceptedMessages::contains);
        }
        return missing;
    }

    /** The messages that were answered with a 2xx, by {@code webhook-id}. */
    public synchronized Set<String> acceptedMessages() {
        return Set.copyOf(acceptedMessages);
    }

    /** How many requests brought a message that had been accepted before. */
    public synchronized int repeats() {
        return repeats;
    }

    /** Closes the port and every connection; what hangs gets no answer. */
    public void stop() {
        synchronized (this) {
            running = false;
            notifyAll();
        }
        server.stop(0);
        threads.close();
        PORTS.computeIfAbsent(port, Receiver::keep);
    }

    /** Listens again, on the same port, and remembers what it got before. */
    public void restart() {
        synchronized (this) {
            running = true;
        }
        threads = Executors.newVirtualThreadPerTaskExecutor();
        letGo(port);
        server = listen(port);
    }

    @Override
    public void close() {
        stop();
    }

    private HttpServer listen(int port) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/", this::handle);
            server.setExecutor(threads);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections are refused. What webhooks of a test that is over still owe would come to whoever had the port next. */
    private static Socket keep(int port) {
        try {
            var bound = new Socket();
            bound.setReuseAddress(true);
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return bound;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void letGo(int port) {
        try (var _ = PORTS.remove(port)) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var received = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes());
            arrived(received);
            Answer answer;
            try {
                answer = decide(received);
            } finally {
                // Before the answer leaves: once it has, the next request may be here first.
                ended();
            }
            exchange.getResponseHeaders().putAll(answer.headerLists());
            exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
            exchange.getResponseBody().write(answer.body);
        } catch (InterruptedException _) {
            // Stopped while it hung: the connection is closed without an answer.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void arrived(Received received) {
        arrived++;
        if (keeping) {
            all.add(received);
        }
        open++;
        mostOpen = Math.max(mostOpen, open);
        notifyAll();
    }

    private Answer decide(Received received) throws InterruptedException, IOException {
        Function<Received, Answer> how;
        synchronized (this) {
            if (hanging && running) {
                held++;
                awaitRelease();
            }
            if (!running) {
                throw new IOException("stopped");
            }
            how = answers;
        }
        var answer = how.apply(received);
        synchronized (this) {
            if (answer.status >= 200 && answer.status < 300) {
                if (keeping) {
                    accepted.add(received);
                }
                repeats += acceptedMessages.add(String.valueOf(received.header("webhook-id"))) ? 0 : 1;
            }
        }
        return answer;
    }

    private synchronized void awaitRelease() throws InterruptedException {
        try {
            while (hanging && running) {
                wait();
            }
        } finally {
            held--;
        }
    }

    private synchronized void ended() {
        open--;
        notifyAll();
    }

    /** What to answer. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer of(int status) {
            return new Answer(status, Map.of(), new byte[0]);
        }

        private Map<String, List<String>> headerLists() {
            var lists = new HashMap<String, List<String>>();
            headers.forEach((name, value) -> lists.put(name, List.of(value)));
            return lists;
        }
    }
}
