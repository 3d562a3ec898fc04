package leadhook.platform.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One URL: a method, a pattern such as {@code /v2/{campaign}/points}, and what answers.
 *
 * @param accepts whether a 2xx means that what was brought is on disk: then it is measured how long that took
 * @param crossOrigin whether a page of any other site may call it from a browser
 */
public record Route(
        String method, String pattern, Handler handler, List<String> segments, boolean accepts, boolean crossOrigin) {
    /** Answers a call, or throws a {@link leadhook.platform.Refusal}. */
    @FunctionalInterface
    public interface Handler {
        Answer answer(Call call);
    }

    public static Route get(String pattern, Handler handler) {
        return of("GET", pattern, handler);
    }

    public static Route post(String pattern, Handler handler) {
        return of("POST", pattern, handler);
    }

    public static Route patch(String pattern, Handler handler) {
        return of("PATCH", pattern, handler);
    }

    public static Route delete(String pattern, Handler handler) {
        return of("DELETE", pattern, handler);
    }

    private static Route of(String method, String pattern, Handler handler) {
        return new Route(method, pattern, handler, split(pattern), false, false);
    }

    /** The same as one that takes something in. */
    public Route accepting() {
        return new Route(method, pattern, handler, segments, true, crossOrigin);
    }

    /** The same as one that pages of any other site may call. */
    public Route forBrowsers() {
        return new Route(method, pattern, handler, segments, accepts, true);
    }

    /** The same with another handler. */
    Route answeredBy(Handler other) {
        return new Route(method, pattern, other, segments, accepts, crossOrigin);
    }

    /** The pattern and never the path, which may hold a secret. */
    String name() {
        return method + " " + pattern;
    }

    /** The values of the pattern's names when the path fits it, empty otherwise. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < path.size(); i++) {
            var segment = segments.get(i);
            if (segment.startsWith("{")) {
                values.put(segment.substring(1, segment.length() - 1), Pairs.unescape(path.get(i), false));
            } else if (!segment.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** The parts between slashes: a trailing slash is optional, repeated ones count as one (contract 1.1). */
    static List<String> split(String path) {
        return List.of(path.split("/")).stream().filter(part -> !part.isEmpty()).toList();
    }
}
