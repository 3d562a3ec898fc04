package leadhook.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import leadhook.platform.Json;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back: a status, bytes and their type, and headers beside.
 *
 * @param stream what writes on for as long as somebody listens, in place of the bytes; null for an ordinary answer
 */
public record Answer(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        @Nullable Stream stream) {
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";
    private static final int NO_CONTENT = 204;

    private Answer(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of(), null);
    }

    public static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, body);
    }

    public static Answer json(int status, JsonNode body) {
        return json(status, Json.bytes(body));
    }

    /** Nothing but headers. */
    public static Answer nothing() {
        return new Answer(NO_CONTENT, JSON, new byte[0]);
    }

    boolean isEmpty() {
        return status == NO_CONTENT;
    }

    /** Text of a type of its own. */
    public static Answer text(int status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes of a type of their own. */
    public static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body);
    }

    /** A page for people. */
    public static Answer html(int status, byte[] page) {
        return new Answer(status, HTML, page);
    }

    /** The browser goes on to that address, by GET whatever it has sent. */
    public static Answer seeOther(String location) {
        return new Answer(303, HTML, new byte[0]).with("Location", location);
    }

    /** Writes an answer bit by bit; it ends when this returns, or throws since nobody listens any more. */
    @FunctionalInterface
    public interface Stream {
        void write(OutputStream out) throws IOException;
    }

    /** An answer that goes on for as long as somebody listens. */
    public static Answer streaming(String contentType, Stream stream) {
        return new Answer(200, contentType, new byte[0], Map.of(), stream);
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
        return new Answer(status, "application/problem+json", Json.bytes(problem));
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
        return new Answer(status, contentType, body, more, stream);
    }
}
