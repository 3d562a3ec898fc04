package leadhook.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** The lines of a file of the contract's own words, under {@code contract} among the tests' resources. */
    public static List<String> lines(String file) {
        return text(file).lines().toList();
    }

    /** The whole of such a file. */
    public static String text(String file) {
        try (var in = Literal.class.getResourceAsStream("/contract/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The envelope of an error, whole. */
    public static JsonNode message(String text) {
        return Json.object().put("message", text);
    }
}
