package leadhook.delivery;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One request and its answer. The answer's head decides; what follows it is read only to be shown. */
final class Exchange {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final String USER_AGENT = "KickoffLabs";
    private static final String RESET = "reset";

    private final HttpClient client;
    private final Shipment shipment;
    private final Duration deadline;
    private final KeptConnections kept;
    private final BooleanSupplier closed;
    private final long startedAt = System.nanoTime();
    private final CompletableFuture<Sent> sent = new CompletableFuture<>();
    private final Excerpt excerpt = new Excerpt();
    private final Object own = new Object();
    private volatile @Nullable Request request;
    private volatile boolean onKeptConnection;
    private volatile boolean answerBegan;
    private volatile boolean sentAgain;
    private volatile boolean givenUp;
    private volatile @Nullable Outcome outcome;

    Exchange(HttpClient client, Shipment shipment, Duration deadline, KeptConnections kept, BooleanSupplier closed) {
        this.client = client;
        this.shipment = shipment;
        this.deadline = deadline;
        this.kept = kept;
        this.closed = closed;
    }

    CompletableFuture<Sent> start() {
        var timer = client.getScheduler().schedule(this::giveUp, deadline.toMillis(), TimeUnit.MILLISECONDS);
        var _ = sent.whenComplete((_, _) -> timer.cancel());
        send();
        return sent;
    }

    private void send() {
        var next = request()
                .onRequestBegin(begun -> onKeptConnection = kept.begin(begun.getConnection()))
                .onResponseBegin(_ -> answerBegan = true)
                .onResponseHeaders(this::decide)
                .onResponseContent(this::read);
        request = next;
        next.send(this::end);
        if (givenUp) {
            // Between a lost connection and this second try.
            var _ = next.abort(new TimeoutException());
        }
    }

    private Request request() {
        var url = shipment.url();
        return client.newRequest(url.target())
                .method(HttpMethod.POST)
                .tag(new Connections(shipment.webhookId(), sentAgain, shipment.apart() ? own : null))
                // An idle connection is closed; an exchange has only its deadline.
                .idleTimeout(0, TimeUnit.MILLISECONDS)
                .headers(headers -> {
                    headers.put(HttpHeader.USER_AGENT, USER_AGENT);
                    if (sentAgain || shipment.apart()) {
                        headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
                    }
                    headers.put(HttpHeader.ACCEPT_ENCODING, "identity");
                    headers.put(Signature.ID_HEADER, shipment.messageId());
                    headers.put(
                            Signature.TIMESTAMP_HEADER,
                            Long.toString(shipment.at().getEpochSecond()));
                    headers.put(
                            Signature.SIGNATURE_HEADER,
                            Signature.of(shipment.secrets(), shipment.messageId(), shipment.at(), shipment.body()));
                    url.basicCredentials().ifPresent(basic -> headers.put(HttpHeader.AUTHORIZATION, basic));
                })
                .body(new BytesRequestContent(shipment.contentType(), shipment.body()));
    }

    private void decide(Response answer) {
        int status = answer.getStatus();
        if (Sender.isInterim(status)) {
            // Shown by the client when the exchange is given up just while it steps over one.
            return;
        }
        outcome = status >= 200 && status < 300
                ? new Delivered(status)
                : new Refused(status, answer.getHeaders().getValuesList(HttpHeader.RETRY_AFTER));
    }

    private void read(Response answer, ByteBuffer content) {
        excerpt.add(content);
        if (excerpt.isFull()) {
            var _ = answer.abort(new IOException("enough was read"));
        }
    }

    private void end(Result result) {
        var failure = result.getFailure();
        if (failure != null && outcome == null && lostKeptConnection(failure)) {
            sentAgain = true;
            answerBegan = false;
            send();
        } else {
            finish(failure);
        }
    }

    /**
     * A receiver may close a kept connection just as it is used again, or all of them at once: that says nothing about
     * the receiver. What a fresh connection says does.
     */
    private boolean lostKeptConnection(Throwable failure) {
        return onKeptConnection
                && !answerBegan
                && !sentAgain
                && !givenUp
                && RESET.equals(reason(failure))
                // Later, the receiver had it, and much may have changed here too.
                && took().compareTo(AT_ONCE) < 0;
    }

    /** The deadline is ours and ends the exchange by itself: the client was seen to wait for ever on odd answers. */
    private void giveUp() {
        var timeout = new TimeoutException("no answer within " + deadline);
        // First, so that a second try that begins just now sees it and is given up too.
        givenUp = true;
        var current = request;
        if (current != null) {
            var _ = current.abort(timeout);
        }
        finish(timeout);
    }

    private void finish(@Nullable Throwable failure) {
        var decided = outcome;
        if (decided != null) {
            sent.complete(new Sent(decided, took(), excerpt.text()));
        } else if (closed.getAsBoolean() || failure instanceof RejectedExecutionException) {
            sent.completeExceptionally(new CancellationException("not sent: the sender is closed or overfull"));
        } else {
            sent.complete(new Sent(undecided(failure), took(), excerpt.text()));
        }
    }

    private static Outcome undecided(@Nullable Throwable failure) {
        return failure instanceof VettedAddresses.UnsafeTarget target
                ? target.unsafe()
                : new Unreachable(reason(failure));
    }

    private static String reason(@Nullable Throwable failure) {
        return switch (failure) {
            case TimeoutException _, SocketTimeoutException _ -> Outcome.TIMEOUT;
            case UnknownHostException _ -> "dns";
            case NoRouteToHostException _ -> "no route";
            case ConnectException _ -> "connection refused";
            case SSLException _ -> "tls";
            case IOException _ -> RESET;
            case null, default -> "bad answer";
        };
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /**
     * Whose connections a request may use. Webhooks on the same host share none: one that hangs would hold up the
     * others. What is sent again uses none that was kept, and what is sent apart none of anybody.
     */
    private record Connections(
            long webhookId, boolean fresh, @Nullable Object own) {}
}
