package leadhook.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        if (routes.isEmpty()) {
            send(response, Answer.message(503, "The server is starting").with("Retry-After", "1"));
            return;
        }
        var path = Route.split(request.path().rawPath());
        var method = request.prologue().method().text();
        for (var route : routes) {
            if (route.method().equals(method)) {
                var values = route.match(path);
                if (values.isPresent()) {
                    send(response, answer(route, new Call(request, values.get())));
                    return;
                }
            }
        }
        send(response, noRoute(method, path));
    }

    private Answer answer(Route route, Call call) {
        try {
            return route.handler().answer(call);
        } catch (Refusal refusal) {
            return refused(route, call, refusal);
        } catch (DatabaseException e) {
            // Nothing was committed, or it would have been answered: the caller may try again.
            LOG.log(Level.ERROR, () -> "the database failed in " + name(route), e);
            return refused(route, call, Refusal.busy("The database is not available"));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> "a fault in " + name(route), e);
            return error(route.pattern(), 500, "Server error");
        }
    }

    private static Answer refused(Route route, Call call, Refusal refusal) {
        LOG.log(
                Level.INFO,
                () -> "refused %s with %d from %s: %s"
                        .formatted(name(route), refusal.status(), call.peer(), oneLine(refusal.text())));
        var answer = error(route.pattern(), refusal.status(), refusal.text());
        var retryAfter = refusal.retryAfter();
        return retryAfter == null ? answer : answer.with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    private Answer noRoute(String method, List<String> path) {
        var allowed = allowed(path);
        var first = "/" + (path.isEmpty() ? "" : path.getFirst());
        if (allowed.isEmpty()) {
            return error(first, 404, "Not found");
        }
        return error(first, 405, "Method " + oneLine(method) + " is not allowed here")
                .with("Allow", String.join(", ", allowed));
    }

    private Set<String> allowed(List<String> path) {
        return routes.stream()
                .filter(route -> route.match(path).isPresent())
                .map(Route::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Answer error(String pattern, int status, String message) {
        return pattern.startsWith("/admin")
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

    private static void send(ServerResponse response, Answer answer) {
        response.status(answer.status());
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response::header);
        response.send(answer.body());
    }
}
