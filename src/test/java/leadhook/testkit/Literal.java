package leadhook.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import leadhook.platform.Json;

/** JSON as a document writes it, to compare answers with. */
public final class Literal {
    private Literal() {}

    public static JsonNode json(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + text, e);
        }
    }

    /** The envelope of an error, whole. */
    public static JsonNode message(String text) {
        return Json.object().put("message", text);
    }
}
