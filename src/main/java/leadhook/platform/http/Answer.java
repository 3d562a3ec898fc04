package leadhook.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import leadhook.platform.Json;

/** What is sent back: a status, bytes and their type, and headers beside. */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    private static final String JSON = "application/json";
    private static final int NO_CONTENT = 204;

    public static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, body, Map.of());
    }

    public static Answer json(int status, JsonNode body) {
        return json(status, Json.bytes(body));
    }

    /** Nothing but headers. */
    static Answer nothing() {
        return new Answer(NO_CONTENT, JSON, new byte[0], Map.of());
    }

    boolean isEmpty() {
        return status == NO_CONTENT;
    }

    /** Text of a type of its own. */
    public static Answer text(int status, String contentType, String text) {
        return new Answer(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** The envelope of every command's answer and of every error: {@code {"message": …}} (contract 1.4). */
    public static Answer message(int status, String message) {
        return json(status, envelope(message));
    }

    /** The envelope, to which keys may be added. */
    public static ObjectNode envelope(String message) {
        return Json.object().put("message", message);
    }

    /** An error under {@code /admin}: problem details (RFC 9457). */
    static Answer problem(int status, String title, String detail) {
        var problem = Json.object().put("title", title).put("status", status).put("detail", detail);
        return new Answer(status, "application/problem+json", Json.bytes(problem), Map.of());
    }

    /** The same as the last answer of its connection. */
    Answer closing() {
        return with("Connection", "close");
    }

    boolean closes() {
        return headers.containsKey("Connection");
    }

    public Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }
}
