package leadhook.testkit;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as it arrived. The path includes the query; names of headers are looked up in any case. */
public record Received(String method, String path, Map<String, List<String>> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The first value of a header; null when it was not sent. */
    public @Nullable String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().getFirst())
                .findFirst()
                .orElse(null);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON, or as the structure that a Rack server would make of the form. */
    public Map<String, Object> fields() {
        var type = header("Content-Type");
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            return RackForm.decode(text());
        }
        try {
            return JSON.readValue(body, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("not a JSON object: " + text(), e);
        }
    }

    /** Whether one of the signatures was made with this secret over this id, timestamp and body. */
    public boolean isSignedWith(String secret) {
        var id = header("webhook-id");
        var timestamp = header("webhook-timestamp");
        var signatures = header("webhook-signature");
        if (id == null || timestamp == null || signatures == null) {
            return false;
        }
        try {
            // Not verify(): a test's clock need not be that of the wall.
            var expected = new Webhook(secret).sign(id, Long.parseLong(timestamp), text());
            return Arrays.asList(signatures.split(" ")).contains(expected);
        } catch (EmptyWebhookSecretException | WebhookSigningException e) {
            throw new IllegalStateException(e);
        }
    }
}
