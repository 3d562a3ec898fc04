package leadhook.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request, whether they came as query, form or JSON, under lower-cased trimmed names.
 * Values keep their JSON type; those of forms and queries are strings. Merge order of the contract (1.3): query, then
 * body, then path, later wins.
 */
public final class Fields {
    private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

    private final Map<String, JsonNode> values;

    private Fields(Map<String, JsonNode> values) {
        this.values = values;
    }

    public static Fields empty() {
        return new Fields(Map.of());
    }

    /** Fields of a JSON object, in its order. */
    public static Fields of(JsonNode object) {
        var values = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(field -> values.put(normal(field.getKey()), field.getValue()));
        return new Fields(values);
    }

    /** Fields of decoded {@code name=value} pairs; {@code name[]=} and repeated names become an array. */
    static Fields ofPairs(List<Map.Entry<String, String>> pairs) {
        var values = new LinkedHashMap<String, JsonNode>();
        for (var pair : pairs) {
            boolean bracketed = pair.getKey().endsWith("[]");
            var name =
                    normal(bracketed ? pair.getKey().substring(0, pair.getKey().length() - 2) : pair.getKey());
            var value = TextNode.valueOf(pair.getValue());
            var before = values.get(name);
            if (before instanceof ArrayNode array) {
                array.add(value);
            } else if (before != null) {
                values.put(name, array().add(before).add(value));
            } else {
                values.put(name, bracketed ? array().add(value) : value);
            }
        }
        return new Fields(values);
    }

    /** These fields with others laid over them. */
    public Fields with(Fields over) {
        if (over.values.isEmpty()) {
            return this;
        }
        var merged = new LinkedHashMap<>(values);
        merged.putAll(over.values);
        return new Fields(merged);
    }

    /** These fields but for one. */
    public Fields without(String name) {
        var rest = new LinkedHashMap<>(values);
        rest.remove(name);
        return new Fields(rest);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value as sent; empty when absent, JSON null included as a value. */
    public Optional<JsonNode> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A string, or a number or boolean as its text, trimmed; empty when absent, null, blank, an array or an object. */
    public Optional<String> text(String name) {
        var value = values.get(name);
        if (value == null || value.isNull() || value.isContainerNode()) {
            return Optional.empty();
        }
        var text = value.asText().strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** True for {@code 1, true, yes, on} in any type (contract 2.1). */
    public boolean flag(String name) {
        return text(name)
                .map(text -> TRUE.contains(text.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    /** One value or an array of them, each as sent; empty when absent or null. */
    public List<JsonNode> list(String name) {
        var value = values.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            return List.of(value);
        }
        var list = new ArrayList<JsonNode>();
        value.forEach(list::add);
        return list;
    }

    /** All fields in the order of their first appearance; read-only. */
    public Map<String, JsonNode> all() {
        return Collections.unmodifiableMap(values);
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
