package leadhook.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a form as Rack does: {@code a[b]} is a map, {@code a[]} a list, {@code a[][b]} a list of maps. */
public final class RackForm {
    private RackForm() {}

    /** Maps keep the order of the form; every value is text. */
    public static Map<String, Object> decode(String form) {
        var root = new LinkedHashMap<String, Object>();
        for (var pair : form.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                put(root, keys(unescape(pair.substring(0, equals))), unescape(pair.substring(equals + 1)));
            }
        }
        return root;
    }

    /** {@code a[b][]} as a, b and an empty key. */
    private static List<String> keys(String name) {
        var keys = new ArrayList<String>();
        int bracket = name.indexOf('[');
        keys.add(bracket < 0 ? name : name.substring(0, bracket));
        while (bracket >= 0) {
            int end = name.indexOf(']', bracket);
            keys.add(name.substring(bracket + 1, end));
            bracket = name.indexOf('[', end);
        }
        return keys;
    }

    private static void put(Map<String, Object> map, List<String> keys, String value) {
        var key = keys.getFirst();
        var rest = keys.subList(1, keys.size());
        if (rest.isEmpty()) {
            map.put(key, value);
        } else if (rest.getFirst().isEmpty()) {
            add(list(map, key), rest.subList(1, rest.size()), value);
        } else {
            put(map(map, key), rest, value);
        }
    }

    /** A key that the last map of the list already has begins the next map. */
    private static void add(List<Object> list, List<String> keys, String value) {
        if (keys.isEmpty()) {
            list.add(value);
            return;
        }
        if (list.isEmpty() || has(list.getLast(), keys)) {
            list.add(new LinkedHashMap<String, Object>());
        }
        put(asMap(list.getLast()), keys, value);
    }

    private static boolean has(@Nullable Object value, List<String> keys) {
        if (keys.isEmpty()) {
            return value != null;
        }
        if (keys.getFirst().isEmpty()) {
            return false;
        }
        return value instanceof Map<?, ?> map && has(map.get(keys.getFirst()), keys.subList(1, keys.size()));
    }

    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return asMap(parent.computeIfAbsent(key, _ -> new LinkedHashMap<String, Object>()));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Map<String, Object> parent, String key) {
        return (List<Object>) parent.computeIfAbsent(key, _ -> new ArrayList<>());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    private static String unescape(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
