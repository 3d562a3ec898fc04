package leadhook.leads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;

/**
 * What a campaign wants to know beyond the contact: names in lower case, values of any JSON type, in the order of their
 * first appearance (contract 4.1, Q25, Q61). As stored, none is JSON null; as sent, null asks for removal.
 */
public record CustomFields(Map<String, JsonNode> values) {
    public static final CustomFields NONE = new CustomFields(Map.of());

    static final int MAX_FIELDS = 200;
    static final int MAX_NAME_CHARACTERS = 255;
    static final int MAX_VALUE_CHARACTERS = 10_000;
    static final int MAX_BYTES = 32 * 1024;

    /** Less than a request may have, for the payload wraps the fields and must itself be readable. */
    static final int MAX_DEPTH = Json.MAX_DEPTH - 10;

    private static final String PACKED = "custom_fields";

    public CustomFields {
        values = Collections.unmodifiableMap(values);
    }

    /**
     * The unreserved fields of a request, those inside an object {@code custom_fields} included; there they win, so that
     * a payload posted back changes none of them. Values beyond the limit of names are left out.
     *
     * @throws Refusal 409 when a name, a value or all together are too long
     */
    static CustomFields sent(Fields fields) {
        var packed =
                fields.value(PACKED).filter(JsonNode::isObject).map(Fields::of).orElse(Fields.empty());
        var sent = new LinkedHashMap<String, JsonNode>();
        fields.with(packed).all().forEach((name, value) -> {
            if (!name.isEmpty() && !ReservedNames.contain(name)) {
                sent.put(checkedName(StoredText.clean(name)), checkedValue(clean(value, 1)));
            }
        });
        return new CustomFields(cut(sent)).checkedSize();
    }

    /**
     * These fields after an update: absent ones stay, sent ones replace in place or follow, JSON null removes.
     *
     * @throws Refusal 409 when the result is too large
     */
    CustomFields merge(CustomFields sent) {
        var merged = new LinkedHashMap<>(values);
        merged.putAll(sent.values);
        merged.values().removeIf(JsonNode::isNull);
        return new CustomFields(cut(merged)).checkedSize();
    }

    /** The fields as the text of a JSON object. */
    public String json() {
        return Json.text(object());
    }

    /** A value that is one text, number or truth value, as text. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name))
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asText);
    }

    /** Fields from the text that {@link #json} gave. */
    static CustomFields read(String json) {
        var values = new LinkedHashMap<String, JsonNode>();
        Json.readOwn(json).properties().forEach(field -> values.put(field.getKey(), field.getValue()));
        return new CustomFields(values);
    }

    private static String checkedName(String name) {
        if (StoredText.isLonger(name, MAX_NAME_CHARACTERS)) {
            throw Refusal.invalid("Custom field name too long");
        }
        return name;
    }

    private static JsonNode checkedValue(JsonNode value) {
        if (StoredText.isLonger(value.isTextual() ? value.textValue() : Json.text(value), MAX_VALUE_CHARACTERS)) {
            throw Refusal.invalid("Custom field value too long");
        }
        return value;
    }

    private CustomFields checkedSize() {
        if (Json.bytes(object()).length > MAX_BYTES) {
            throw Refusal.invalid("Too many custom fields");
        }
        return this;
    }

    /** Leaves the first values up to the limit; removals take no room. */
    private static Map<String, JsonNode> cut(Map<String, JsonNode> fields) {
        int kept = 0;
        for (var each = fields.values().iterator(); each.hasNext(); ) {
            if (!each.next().isNull() && ++kept > MAX_FIELDS) {
                each.remove();
            }
        }
        return fields;
    }

    private static JsonNode clean(JsonNode value, int depth) {
        if (value.isTextual()) {
            return TextNode.valueOf(StoredText.clean(value.textValue()));
        }
        if (!value.isContainerNode()) {
            return value;
        }
        if (depth > MAX_DEPTH) {
            throw Refusal.invalid("Custom field value nested too deep");
        }
        if (value.isArray()) {
            var clean = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(item -> clean.add(clean(item, depth + 1)));
            return clean;
        }
        var clean = Json.object();
        value.properties()
                .forEach(field -> clean.set(StoredText.clean(field.getKey()), clean(field.getValue(), depth + 1)));
        return clean;
    }

    private ObjectNode object() {
        return new ObjectNode(JsonNodeFactory.instance, values);
    }
}
