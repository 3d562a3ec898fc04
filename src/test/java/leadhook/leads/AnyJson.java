package leadhook.leads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import leadhook.platform.Json;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.arbitraries.StringArbitrary;

/** JSON of any kind, as a request may bring it. */
final class AnyJson {
    private AnyJson() {}

    /** Objects whose every field is a custom field, under the name that it keeps. */
    static Arbitrary<ObjectNode> customFields() {
        var names = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789_- .ěšč")
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(name -> name.equals(name.strip()) && !name.isEmpty() && !ReservedNames.contain(name));
        var values = Arbitraries.lazyOf(AnyJson::leaf, () -> list(2), () -> object(2))
                .filter(value -> !value.isNull());
        return Arbitraries.maps(names, values).ofMaxSize(8).map(AnyJson::object);
    }

    /** Objects as anybody may send them: names in any case, some of them reserved, some of them twice but for their case. */
    static Arbitrary<ObjectNode> sent() {
        var names = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withCharRange('A', 'Z')
                        .withChars("_- .ĚŠ")
                        .ofMaxLength(6),
                Arbitraries.of("City", "CITY", "city", "id", "ID", "points", "utm_source", "__proto__", "_x", "Tags"));
        var values = Arbitraries.lazyOf(AnyJson::leaf, () -> list(2), () -> object(2));
        return Arbitraries.maps(names, values).ofMaxSize(8).map(AnyJson::object);
    }

    private static Arbitrary<JsonNode> value(int depth) {
        return depth == 0 ? leaf() : Arbitraries.oneOf(leaf(), list(depth), object(depth));
    }

    private static Arbitrary<JsonNode> list(int depth) {
        return value(depth - 1)
                .list()
                .ofMaxSize(4)
                .map(items -> JsonNodeFactory.instance.arrayNode().addAll(items));
    }

    private static Arbitrary<JsonNode> object(int depth) {
        return Arbitraries.maps(text().ofMaxLength(8), value(depth - 1))
                .ofMaxSize(4)
                .map(AnyJson::object);
    }

    private static Arbitrary<JsonNode> leaf() {
        return Arbitraries.oneOf(
                text().ofMaxLength(40).map(TextNode::valueOf),
                numbers(),
                Arbitraries.of(true, false).map(BooleanNode::valueOf),
                Arbitraries.just(NullNode.getInstance()));
    }

    /** Read from their text, as those of a request are. */
    private static Arbitrary<JsonNode> numbers() {
        return Arbitraries.oneOf(
                        Arbitraries.bigIntegers().map(Object::toString),
                        Arbitraries.bigDecimals().ofScale(9).map(Object::toString),
                        Arbitraries.of("1.10", "1E+400", "-0.000", "12345678901234567890123.0", "5E-324"))
                .map(AnyJson::read);
    }

    private static StringArbitrary text() {
        return Arbitraries.strings()
                .withCharRange('\u0001', '\ud7ff')
                .withCharRange('\ue000', '\uffff')
                .withChars('"', '\\', '/', '\n', '\u2028', ' ');
    }

    private static ObjectNode object(Map<String, JsonNode> fields) {
        var object = Json.object();
        fields.forEach(object::set);
        return object;
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
