package leadhook.platform.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.micrometer.core.instrument.Counter;
import leadhook.platform.RequestId;
import leadhook.platform.metrics.Metrics;

/** What is refused before it is a request at all, such as a bad request line, is told in JSON like everything else. */
final class EarlyErrors {
    private final RequestIds ids;
    private final RequestLog log;
    private final Counter count;

    EarlyErrors(RequestIds ids, Metrics metrics, RequestLog log) {
        this.ids = ids;
        this.log = log;
        this.count = metrics.counter("leadhook.http.improper", "What was refused because it is no proper request");
    }

    DirectHandlers handlers() {
        var handlers = DirectHandlers.builder();
        for (var type : EventType.values()) {
            handlers.addHandler(type, this::early);
        }
        return handlers.build();
    }

    /** A request that did not arrive in time, or whose answer nobody takes: its connection is closed. */
    void late() {
        count.increment();
        RequestId.during(
                ids.next(),
                () -> log.improper(
                        () -> "cut off a request that did not arrive, or whose answer was not taken, in time"));
    }

    private TransportResponse early(
            TransportRequest request, EventType type, Status status, ServerResponseHeaders headers, String message) {
        var id = ids.next();
        count.increment();
        // Never the library's message, which may quote the request.
        var answer = Answer.message(status.code(), status.reasonPhrase());
        RequestId.during(id, () -> log.improper(() -> "refused what is no proper request with " + status.code()));
        headers.set(HeaderNames.CONTENT_TYPE, answer.contentType());
        headers.set(RequestIds.HEADER, id);
        return TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(false)
                .entity(answer.body())
                .build();
    }
}
