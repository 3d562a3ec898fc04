package leadhook.command;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request as it came; names of headers in lower case. */
record Arrival(Instant at, String method, String target, Map<String, List<String>> headers, byte[] body) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
