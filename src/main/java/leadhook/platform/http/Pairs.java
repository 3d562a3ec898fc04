package leadhook.platform.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decodes {@code a=1&b=2}, the form of query strings and form bodies; what is no valid escape stays as it is. */
final class Pairs {
    private Pairs() {}

    static List<Map.Entry<String, String>> decode(String encoded) {
        return decode(encoded, StandardCharsets.UTF_8);
    }

    /** The same where escapes are bytes of another charset. */
    static List<Map.Entry<String, String>> decode(String encoded, Charset charset) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (var pair : encoded.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            pairs.add(Map.entry(unescape(name, true, charset), unescape(value, true, charset)));
        }
        return pairs;
    }

    /** Percent escapes as UTF-8, and plus as a space where forms are meant. */
    static String unescape(String text, boolean plusIsSpace) {
        return unescape(text, plusIsSpace, StandardCharsets.UTF_8);
    }

    private static String unescape(String text, boolean plusIsSpace, Charset charset) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        var bytes = text.getBytes(charset);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(plusIsSpace && bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return decoded.toString(charset);
    }
}
