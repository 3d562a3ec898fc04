package leadhook.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import leadhook.platform.Refusal;
import leadhook.platform.database.DatabaseException;

/** Finds the route of a request and turns whatever comes of it into an answer: the one place that knows statuses. */
final class Router {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private volatile List<Route> routes = List.of();

    void use(List<Route> newRoutes) {
        routes = List.copyOf(newRoutes);
    }

    void handle(ServerRequest request, ServerResponse response) {
        var method = request.prologue().method().text();
        var answer = routes.isEmpty()
                ? Answer.message(503, "The server is starting").with("Retry-After", "1")
                : answer(request, method);
        response.status(answer.status());
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response::header);
        if (method.equals("HEAD")) {
            response.send();
        } else {
            response.send(answer.body());
        }
        if (answer.closes()) {
            // The header alone would not stop this server from reading on.
            throw new CloseConnectionException("the connection can carry no further request");
        }
    }

    private Answer answer(ServerRequest request, String method) {
        var path = Route.split(request.path().rawPath());
        for (var route : routes) {
            if (route.method().equals(method)) {
                var values = route.match(path);
                if (values.isPresent()) {
                    return answer(route, new Call(request, values.get()));
                }
            }
        }
        return noRoute(method, path, new Call(request, Map.of()));
    }

    private static Answer answer(Route route, Call call) {
        try {
            return route.handler().answer(call);
        } catch (Refusal refusal) {
            return refused(name(route), route.segments(), call, refusal);
        } catch (DatabaseException e) {
            // Nothing was committed, or it would have been answered: the caller may try again.
            LOG.log(Level.ERROR, () -> "the database failed in " + name(route), e);
            return refused(name(route), route.segments(), call, Refusal.busy("The database is not available"));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> "a fault in " + name(route), e);
            return error(route.segments(), 500, "Server error");
        }
    }

    private static Answer refused(String what, List<String> path, Call call, Refusal refusal) {
        LOG.log(
                Level.INFO,
                () -> "refused %s with %d from %s: %s"
                        .formatted(what, refusal.status(), call.peer(), oneLine(refusal.logText())));
        var answer = error(path, refusal.status(), refusal.text());
        if (call.broken()) {
            answer = answer.closing();
        }
        var retryAfter = refusal.retryAfter();
        return retryAfter == null ? answer : answer.with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    private Answer noRoute(String method, List<String> path, Call call) {
        var there =
                routes.stream().filter(route -> route.match(path).isPresent()).toList();
        if (there.isEmpty()) {
            return refused(oneLine(method) + " of an unknown path", path, call, Refusal.notFound("Not found"));
        }
        var refusal = Refusal.of(405, "Method " + oneLine(method) + " is not allowed here");
        var allowed = there.stream().map(Route::method).distinct().sorted().collect(Collectors.joining(", "));
        return refused(oneLine(method) + " " + there.getFirst().pattern(), path, call, refusal)
                .with("Allow", allowed);
    }

    private static Answer error(List<String> path, int status, String message) {
        return !path.isEmpty() && path.getFirst().equals("admin")
                ? Answer.problem(status, title(status), message)
                : Answer.message(status, message);
    }

    private static String title(int status) {
        return TITLES.getOrDefault(status, "Error");
    }

    private static final Map<Integer, String> TITLES = Map.of(
            400,
            "Bad request",
            401,
            "Unauthorized",
            404,
            "Not found",
            405,
            "Method not allowed",
            409,
            "Conflict",
            413,
            "Content too large",
            500,
            "Server error",
            503,
            "Service unavailable");

    /** The pattern and never the path: a path may hold a secret. */
    private static String name(Route route) {
        return route.method() + " " + route.pattern();
    }

    /** What a stranger sent must not forge a line of the log. */
    private static String oneLine(String text) {
        var line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
