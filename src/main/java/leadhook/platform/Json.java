package leadhook.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reading and writing JSON: numbers stay exact, depth is bounded, the order of keys is kept. */
public final class Json {
    /** Deeper nesting is refused as malformed. */
    public static final int MAX_DEPTH = 100;

    /** As long as a body may be: who reads it says what is too long for him. */
    private static final int MAX_NAME_CHARACTERS = 1 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME_CHARACTERS)
                            .build())
                    // One writes inside another, and threads of requests are many: buffers are taken from a pool.
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    // A parse error never quotes what was sent: it may hold a key or an address.
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    public static JsonFactory factory() {
        return MAPPER.getFactory();
    }

    /** Reads one JSON value. @throws IOException when it is malformed, too deep or followed by something else */
    public static JsonNode read(byte[] bytes) throws IOException {
        try (JsonParser parser = MAPPER.getFactory().createParser(bytes)) {
            JsonNode node = MAPPER.readTree(parser);
            if (node == null || node.isMissingNode() || parser.nextToken() != null) {
                throw new IOException("not exactly one JSON value");
            }
            return node;
        } catch (NumberFormatException | ArithmeticException e) {
            // Its exponent has more digits than any number that could be kept.
            throw new IOException("a number that cannot be kept", e);
        }
    }

    /** Reads JSON that we wrote ourselves. @throws IllegalStateException when it is malformed after all */
    public static JsonNode readOwn(String text) {
        try {
            return read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }
}
