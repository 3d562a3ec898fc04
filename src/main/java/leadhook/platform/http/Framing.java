package leadhook.platform.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether the end of a request's body is clear. Where two programs could see two ends, the rest of a body would be the
 * head of a request that nobody sent (RFC 9112, 6.3).
 */
final class Framing {
    private static final HeaderName NAMELESS = HeaderNames.create("");

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private Framing() {}

    /** Either chunked, or of one length, or without a body; and no line of the head is nameless. */
    static boolean isClear(ServerRequestHeaders headers) {
        if (headers.contains(NAMELESS)) {
            return false;
        }
        var codings = values(headers, HeaderNames.TRANSFER_ENCODING);
        var lengths = values(headers, HeaderNames.CONTENT_LENGTH);
        return codings.isEmpty() ? lengths.isEmpty() || isOne(lengths) : lengths.isEmpty() && isChunked(codings);
    }

    private static List<String> values(ServerRequestHeaders headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    private static boolean isOne(List<String> lengths) {
        return lengths.stream().distinct().count() == 1
                && LENGTH.matcher(lengths.getFirst()).matches();
    }

    private static boolean isChunked(List<String> codings) {
        return codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
    }
}
