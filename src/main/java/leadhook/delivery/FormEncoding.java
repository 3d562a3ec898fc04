package leadhook.delivery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import leadhook.platform.Json;

/** A JSON object as a form in the manner of Rails, which Rack, PHP and qs rebuild (contract 6.7). */
final class FormEncoding {
    private static final String HEX = "0123456789ABCDEF";

    private final JsonParser parser;
    private final StringBuilder form = new StringBuilder();

    private FormEncoding(JsonParser parser) {
        this.parser = parser;
    }

    /** The form's bytes. Numbers stand as in the JSON. @throws IllegalStateException unless it is a JSON object */
    static byte[] encode(byte[] json) {
        try (var parser = Json.factory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalStateException("only a JSON object can become a form");
            }
            var encoding = new FormEncoding(parser);
            encoding.members("");
            return encoding.form.toString().getBytes(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException("a payload is not JSON", e);
        }
    }

    private void members(String name) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = escape(parser.currentName());
            parser.nextToken();
            value(name.isEmpty() ? key : name + "%5B" + key + "%5D");
        }
    }

    private void value(String name) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> members(name);
            case START_ARRAY -> elements(name + "%5B%5D");
            case VALUE_NULL -> pair(name, "");
            default -> pair(name, escape(parser.getText()));
        }
    }

    private void elements(String name) throws IOException {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            pair(name, "");
            return;
        }
        do {
            value(name);
        } while (parser.nextToken() != JsonToken.END_ARRAY);
    }

    private void pair(String name, String value) {
        if (!form.isEmpty()) {
            form.append('&');
        }
        form.append(name).append('=').append(value);
    }

    private static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return escaped.toString();
    }

    private static boolean isUnreserved(byte b) {
        return b > 0 && (Character.isLetterOrDigit(b) || "-._~".indexOf(b) >= 0);
    }
}
