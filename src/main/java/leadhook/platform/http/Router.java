package leadhook.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import leadhook.platform.Refusal;
import leadhook.platform.RequestId;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.metrics.Metrics;

/** Finds the route of a request and turns whatever comes of it into an answer: the one place that knows statuses. */
final class Router {
    private final Metrics metrics;
    private final RequestIds ids;
    private final TrustedProxies proxies;
    private final RequestLog log;
    private final RouteMeter noRoute;
    private volatile Open open = new Open(List.of(), false, Map.of());

    /** What is answered by now, whether that is all, and how errors look below some first parts of paths. */
    private record Open(List<Measured> routes, boolean all, Map<String, ErrorPage> errors) {}

    private record Measured(Route route, RouteMeter meter) {}

    /** An answer, and where it counts. */
    private record Answered(Answer answer, RouteMeter meter) {}

    Router(Metrics metrics, RequestIds ids, TrustedProxies proxies, RequestLog log) {
        this.metrics = metrics;
        this.ids = ids;
        this.proxies = proxies;
        this.log = log;
        this.noRoute = RouteMeter.none(metrics);
    }

    /** @param all whether these are all there will be; else any other request is told to come back */
    void use(List<Route> routes, boolean all, Map<String, ErrorPage> errors) {
        open = new Open(
                routes.stream()
                        .map(route -> new Measured(route, RouteMeter.of(metrics, route)))
                        .toList(),
                all,
                errors);
    }

    void handle(ServerRequest request, ServerResponse response) {
        long begun = System.nanoTime();
        log.tellLeftOut();
        var id = ids.of(request.headers().first(RequestIds.HEADER));
        RequestId.during(id, () -> handle(request, response, id, begun));
    }

    private void handle(ServerRequest request, ServerResponse response, String id, long begun) {
        var method = request.prologue().method().text();
        var answered = answer(request, method);
        var answer = answered.answer();
        if (answer.stream() != null) {
            // It is answered when it begins.
            answered.meter().answered(answer.status(), System.nanoTime() - begun);
        }
        try {
            send(answer, method, id, response);
        } finally {
            PromptRequests.answered();
            if (answer.stream() == null) {
                answered.meter().answered(answer.status(), System.nanoTime() - begun);
            }
        }
    }

    private void send(Answer answer, String method, String id, ServerResponse response) {
        response.status(answer.status());
        if (!answer.isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        }
        response.header(RequestIds.HEADER, id);
        answer.headers().forEach(response::header);
        var stream = answer.stream();
        if (method.equals("HEAD") || answer.isEmpty()) {
            response.send();
        } else if (stream != null) {
            send(stream, response);
        } else {
            response.send(answer.body());
        }
        if (answer.closes()) {
            // The header alone would not stop this server from reading on.
            throw new CloseConnectionException("the connection can carry no further request");
        }
    }

    private void send(Answer.Stream stream, ServerResponse response) {
        try (var out = response.outputStream()) {
            stream.write(out);
        } catch (IOException | UncheckedIOException _) {
            throw new CloseConnectionException("nobody listens any more");
        } catch (DatabaseException e) {
            log.failed("a stream", e);
            throw new CloseConnectionException("the stream has ended early");
        }
    }

    private Answered answer(ServerRequest request, String method) {
        var path = Route.split(request.path().rawPath());
        var now = open;
        if (!Framing.isClear(request.headers())) {
            var call = new Call(request, Map.of(), proxies);
            return new Answered(
                    refused("an unclear request", path, call, Call.unreadable()).closing(), noRoute);
        }
        for (var measured : now.routes) {
            var route = measured.route;
            if (route.method().equals(method)) {
                var values = route.match(path);
                if (values.isPresent()) {
                    var answer = answer(route, new Call(request, values.get(), proxies));
                    return new Answered(route.crossOrigin() ? CrossOrigin.readable(answer) : answer, measured.meter);
                }
            }
        }
        var answer = now.all
                ? noRoute(now.routes, method, path, new Call(request, Map.of(), proxies))
                : Answer.message(503, "The server is starting").with("Retry-After", "1");
        return new Answered(answer, noRoute);
    }

    private Answer answer(Route route, Call call) {
        try {
            return route.handler().answer(call);
        } catch (Refusal refusal) {
            return refused(route.name(), route.segments(), call, refusal);
        } catch (DatabaseException e) {
            // Nothing was committed, or it would have been answered: the caller may try again.
            log.failed(route.name(), e);
            return answer(route.segments(), call, Refusal.busy("The database is not available"));
        } catch (RuntimeException e) {
            log.fault(route.name(), e);
            return error(route.segments(), 500, "Server error");
        }
    }

    private Answer refused(String what, List<String> path, Call call, Refusal refusal) {
        log.refused(
                refusal.status(),
                () -> "refused %s with %d from %s: %s"
                        .formatted(what, refusal.status(), call.peer(), oneLine(refusal.logText())));
        return answer(path, call, refusal);
    }

    private Answer answer(List<String> path, Call call, Refusal refusal) {
        var answer = error(path, refusal.status(), refusal.text());
        if (call.broken()) {
            answer = answer.closing();
        }
        var retryAfter = refusal.retryAfter();
        return retryAfter == null ? answer : answer.with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    private Answer noRoute(List<Measured> routes, String method, List<String> path, Call call) {
        var there = routes.stream()
                .map(Measured::route)
                .filter(route -> route.match(path).isPresent())
                .toList();
        if (there.isEmpty()) {
            return refused(oneLine(method) + " of an unknown path", path, call, Refusal.notFound("Not found"));
        }
        if (method.equals("OPTIONS") && there.stream().anyMatch(Route::crossOrigin)) {
            return CrossOrigin.asked(there);
        }
        var refusal = Refusal.of(405, "Method " + oneLine(method) + " is not allowed here");
        var allowed = there.stream().map(Route::method).distinct().sorted().collect(Collectors.joining(", "));
        return refused(oneLine(method) + " " + there.getFirst().pattern(), path, call, refusal)
                .with("Allow", allowed);
    }

    private Answer error(List<String> path, int status, String message) {
        var first = path.isEmpty() ? "" : path.getFirst();
        var page = open.errors.get(first);
        if (page != null) {
            return page.of(status, title(status), message);
        }
        return first.equals("admin") ? Answer.problem(status, title(status), message) : Answer.message(status, message);
    }

    private static String title(int status) {
        return TITLES.getOrDefault(status, "Error");
    }

    private static final Map<Integer, String> TITLES = Map.of(
            400,
            "Bad request",
            401,
            "Unauthorized",
            403,
            "Forbidden",
            404,
            "Not found",
            405,
            "Method not allowed",
            409,
            "Conflict",
            413,
            "Content too large",
            415,
            "Unsupported media type",
            500,
            "Server error",
            503,
            "Service unavailable");

    /** What a stranger sent must not forge a line of the log. */
    private static String oneLine(String text) {
        var line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
