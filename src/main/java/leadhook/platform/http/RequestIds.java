package leadhook.platform.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import leadhook.platform.secrets.Tokens;

/** Gives each request its name: the one it brings, if that could do no harm in a log, else one of ours. */
final class RequestIds {
    static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

    private static final int PREFIX_BYTES = 12;
    private static final int LONGEST = 64;

    /** Random once per process and then counted: unique, and not a secret. */
    private final String prefix = Tokens.random(PREFIX_BYTES) + "-";

    private final AtomicLong count = new AtomicLong();

    String of(Optional<String> brought) {
        return brought.filter(RequestIds::isSane).orElseGet(this::next);
    }

    String next() {
        return prefix + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
    }

    private static boolean isSane(String id) {
        return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestIds::isSane);
    }

    private static boolean isSane(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
