package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import leadhook.platform.Json;
import leadhook.platform.http.Fields;
import leadhook.testkit.Literal;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** From any JSON object to a lead and its payload: what is not reserved is kept to the last digit (contract 4.1). */
class AnyLeadTest {
    private static final List<String> RESERVED = Literal.lines("reserved.txt");

    @Provide
    Arbitrary<ObjectNode> objects() {
        return AnyJson.sent();
    }

    @Property(tries = 500)
    void every_unreserved_field_of_any_object_comes_back_exactly(@ForAll("objects") ObjectNode object)
            throws IOException {
        var request = Json.bytes(object.deepCopy().put("email", "ada@example.com"));

        var signup = SignupForm.read(Fields.of(Json.read(request)), false, () -> null);
        var lead = ExampleLead.asPublished().with(CustomFields.NONE.merge(signup.customFields()));
        var payload = Json.read(LeadPayload.render(lead.view()));

        assertThat(Json.text(payload.path("custom_fields"))).isEqualTo(Json.text(unreserved(object)));
    }

    /** What the contract says is kept, found in the plainest way. */
    private static ObjectNode unreserved(ObjectNode sent) {
        var kept = Json.object();
        sent.properties().forEach(field -> {
            var name = field.getKey().strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !RESERVED.contains(name) && !name.startsWith("_") && !name.startsWith("utm_")) {
                kept.set(name, field.getValue());
            }
        });
        kept.properties().removeIf(field -> field.getValue().isNull());
        return kept;
    }
}
