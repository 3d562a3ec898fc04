package leadhook.leads;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.platform.Json;
import leadhook.platform.http.Fields;

/** The query of a URL that somebody else wrote: read leniently, and changed without touching the rest. */
final class UrlQuery {
    private UrlQuery() {}

    /** The decoded parameters, the first of each name; what cannot be decoded is left out. */
    static Fields read(String url) {
        var parameters = Json.object();
        pairs(Parts.of(url).query()).forEach(pair -> {
            var name = decode(nameOf(pair));
            var value =
                    decode(pair.substring(Math.min(pair.length(), nameOf(pair).length() + 1)));
            if (name.isPresent() && value.isPresent() && !parameters.has(name.get())) {
                parameters.put(name.get(), value.get());
            }
        });
        return Fields.of(parameters);
    }

    /** The URL with this parameter, in place of one of the same name; the value must need no encoding. */
    static String with(String url, String name, String value) {
        var parts = Parts.of(url);
        var others = pairs(parts.query()).filter(pair -> !nameOf(pair).equals(name));
        return parts.path()
                + Stream.concat(others, Stream.of(name + "=" + value)).collect(Collectors.joining("&", "?", ""))
                + parts.fragment();
    }

    private record Parts(String path, String query, String fragment) {
        static Parts of(String url) {
            int hash = url.indexOf('#') < 0 ? url.length() : url.indexOf('#');
            var before = url.substring(0, hash);
            int mark = before.indexOf('?');
            return mark < 0
                    ? new Parts(before, "", url.substring(hash))
                    : new Parts(before.substring(0, mark), before.substring(mark + 1), url.substring(hash));
        }
    }

    private static Stream<String> pairs(String query) {
        return Arrays.stream(query.split("&")).filter(pair -> !pair.isEmpty());
    }

    private static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? pair : pair.substring(0, equals);
    }

    private static Optional<String> decode(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
