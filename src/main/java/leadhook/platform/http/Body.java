package leadhook.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** Reads a request's body: never more than its limit, never cut off, JSON or form by what it is (contract 1.3, Q59). */
final class Body {
    /** A longer body is refused with 413. */
    static final int MAX_BYTES = 1 << 20;

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Pattern LATIN =
            Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?(?:iso-8859-1|latin1|windows-1252)\\b");

    private Body() {}

    /**
     * All bytes. The length may be unknown (-1).
     *
     * @throws IOException when it breaks off, is longer than declared or its chunks are malformed
     */
    static byte[] read(InputStream stream, long declaredLength) throws IOException {
        if (declaredLength > MAX_BYTES) {
            throw tooLarge();
        }
        // Most bodies are far smaller than the 16 KiB that are set aside to read an unknown length.
        var bytes = readAtMost(stream, declaredLength < 0 ? MAX_BYTES : (int) declaredLength);
        if (!isAtEnd(stream)) {
            if (declaredLength < 0) {
                throw tooLarge();
            }
            throw new IOException("a body longer than declared");
        }
        return bytes;
    }

    private static boolean isAtEnd(InputStream stream) throws IOException {
        return readAtMost(stream, 1).length == 0;
    }

    private static byte[] readAtMost(InputStream stream, int length) throws IOException {
        try {
            return stream.readNBytes(length);
        } catch (RuntimeException e) {
            // The server's stream has unchecked exceptions of its own for every kind of bad body.
            throw new IOException(e);
        }
    }

    /** The fields in the body; none when it is empty. */
    static Fields fields(byte[] sent, @Nullable String contentType) {
        var charset = charset(contentType);
        var bytes = charset.equals(UTF_8) ? sent : new String(sent, charset).getBytes(UTF_8);
        int start = firstNonBlank(bytes);
        if (start == bytes.length) {
            return Fields.empty();
        }
        boolean looksLikeJson = bytes[start] == '{' || bytes[start] == '[';
        if (looksLikeJson || (isJson(contentType) && !looksLikeForm(bytes, start))) {
            return ofJson(bytes);
        }
        return Fields.ofPairs(
                contentType != null && isMultipart(contentType)
                        ? ofParts(sent, contentType, charset)
                        : Pairs.decode(new String(bytes, start, bytes.length - start, UTF_8), charset));
    }

    private static List<Map.Entry<String, String>> ofParts(byte[] bytes, String contentType, Charset charset) {
        try {
            return Multipart.decode(bytes, contentType, charset);
        } catch (IOException _) {
            throw Refusal.of(400, "The multipart body is malformed");
        }
    }

    /** UTF-8, unless an old form says that it is in the other alphabet of the web, which has a name too many. */
    private static Charset charset(@Nullable String contentType) {
        return contentType != null && LATIN.matcher(contentType).find() ? WINDOWS_1252 : UTF_8;
    }

    private static boolean isMultipart(String contentType) {
        return mediaType(contentType).equals("multipart/form-data");
    }

    /** Without its parameters. */
    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static Fields ofJson(byte[] bytes) {
        var node = parse(bytes);
        if (node.isArray()) {
            // Some tools wrap the one object they send.
            if (node.size() != 1 || !node.get(0).isObject()) {
                throw Refusal.invalid("Please send one JSON object");
            }
            node = node.get(0);
        }
        if (!node.isObject()) {
            throw malformed();
        }
        return Fields.of(node);
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return Json.read(bytes);
        } catch (IOException _) {
            // The parser's own words may quote the payload.
            throw malformed();
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && mediaType(contentType).contains("json");
    }

    /** Whether a name and an equals sign come first, as in no JSON: then the content type lies (contract Q59). */
    private static boolean looksLikeForm(byte[] bytes, int start) {
        int i = start;
        while (i < bytes.length && (Character.isLetterOrDigit(bytes[i]) || "_-.[]%+".indexOf(bytes[i]) >= 0)) {
            i++;
        }
        return i > start && i < bytes.length && bytes[i] == '=';
    }

    private static int firstNonBlank(byte[] bytes) {
        int i = hasByteOrderMark(bytes) ? 3 : 0;
        while (i < bytes.length && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n')) {
            i++;
        }
        return i;
    }

    private static boolean hasByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static Refusal malformed() {
        return Refusal.of(400, "Invalid JSON. Please verify your JSON payload.");
    }

    static Refusal tooLarge() {
        return Refusal.of(413, "The request body is larger than 1 MiB");
    }
}
