package leadhook.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients that post lead after lead to an inbound webhook, each as fast as it is answered, and remember which were. When
 * the server goes away under them they wait until they are told where it is now. No email is posted twice.
 */
public final class SteadySignups implements AutoCloseable {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    /** How the client words it. */
    private static final Pattern PART_OF_AN_ANSWER =
            Pattern.compile("parsing HTTP/1.1 (status line|header)|bytes received: |chunked transfer");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> made = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<IOException> unanswered = new ArrayList<>();
    private final String domain;
    private final List<Thread> clients;
    private @Nullable URI target;
    private boolean ended;
    private int posted;
    private int busyWithoutEnd;

    /** So many clients, who start once they know where; their emails are of this domain. */
    public SteadySignups(int clients, String domain) {
        this.domain = domain;
        this.clients = IntStream.range(0, clients)
                .mapToObj(_ -> Thread.ofVirtual().start(this::run))
                .toList();
    }

    private void run() {
        try {
            for (var url = awaitTarget(); url.isPresent(); url = awaitTarget()) {
                post(url.get());
            }
        } catch (InterruptedException _) {
            // Closed in the middle of a test that has failed.
        }
    }

    private synchronized Optional<URI> awaitTarget() throws InterruptedException {
        while (target == null && !ended) {
            wait();
        }
        return ended ? Optional.empty() : Optional.ofNullable(target);
    }

    private void post(URI url) throws InterruptedException {
        var email = nextEmail();
        var request = HttpRequest.newBuilder(url)
                .timeout(LONGEST_ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"email\": \"" + email + "\", \"first_name\": \"Ada\"}"))
                .build();
        try {
            answered(email, http.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            lost(url, e);
        }
    }

    private synchronized String nextEmail() {
        return "lead-" + ++posted + "@" + domain;
    }

    private synchronized void answered(String email, HttpResponse<String> answer) {
        statuses.merge(answer.statusCode(), 1, Integer::sum);
        (answer.statusCode() == 201 ? made : refused).add(email);
        boolean saysWhen = answer.headers().firstValue("Retry-After").isPresent();
        busyWithoutEnd += answer.statusCode() == 503 && !saysWhen ? 1 : 0;
        notifyAll();
    }

    private synchronized void lost(URI url, IOException how) {
        unanswered.add(how);
        if (url.equals(target)) {
            target = null;
        }
    }

    /** Where to post from now on. */
    public synchronized void to(URI inbound) {
        target = inbound;
        notifyAll();
    }

    /** Waits until so many more leads were answered with 201 than are now. */
    public synchronized void await(int more, Duration atMost) throws InterruptedException {
        int wanted = made.size() + more;
        await(() -> made.size() >= wanted, atMost);
    }

    /** Waits until so many more were refused than are now. */
    public synchronized void awaitRefused(int more, Duration atMost) throws InterruptedException {
        int wanted = refused.size() + more;
        await(() -> refused.size() >= wanted, atMost);
    }

    /** Waits until all of these were answered with 201. */
    public synchronized void awaitMade(Set<String> emails, Duration atMost) throws InterruptedException {
        await(() -> made.containsAll(emails), atMost);
    }

    private void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new AssertionError("still waiting after %s, %s".formatted(statuses, unanswered));
            }
            wait(left);
        }
    }

    /** Posts no more, and returns when all that was posted has been answered or lost. */
    public void end() throws InterruptedException {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        for (var client : clients) {
            client.join();
        }
    }

    /** The emails that were answered with 201. */
    public synchronized Set<String> made() {
        return Set.copyOf(made);
    }

    /** The emails that were answered with anything else. */
    public synchronized Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** How many were answered with 503 and not told when to come again. */
    public synchronized int busyWithoutEnd() {
        return busyWithoutEnd;
    }

    /** How often which status was answered. */
    public synchronized Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }

    /** How requests ended that got no answer: refused, or broken off. */
    public synchronized List<IOException> unanswered() {
        return List.copyOf(unanswered);
    }

    /** Those of them that were left hanging, or got a part of an answer. */
    public synchronized List<IOException> leftHalfWay() {
        return unanswered.stream()
                .filter(how -> how instanceof HttpTimeoutException
                        || PART_OF_AN_ANSWER
                                .matcher(String.valueOf(how.getMessage()))
                                .find())
                .toList();
    }

    @Override
    public void close() {
        clients.forEach(Thread::interrupt);
        http.close();
    }
}
