package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomFieldsTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"email":"tomas@example.org","City":"Brno"}        | {"city":"Brno"}
            {" City ":"Brno","":"x","  ":"y"}                  | {"city":"Brno"}
            {"date_of_birth_or_age_":"1990","form_id":3}       | {"date_of_birth_or_age_":"1990","form_id":3}
            {"first_name":"Tomas","name":"T"}                  | {"first_name":"Tomas","name":"T"}
            {"a":1,"b":true,"c":"1","d":[1,{"x":null}],"e":{}} | {"a":1,"b":true,"c":"1","d":[1,{"x":null}],"e":{}}
            {"n":12345678901234567890123,"m":1.10,"k":-0.5}    | {"n":12345678901234567890123,"m":1.10,"k":-0.5}
            {"custom_fields":{"City":"Brno","_":"x","id":1}}   | {"city":"Brno"}
            {"city":"Praha","custom_fields":{"city":"Brno"}}   | {"city":"Brno"}
            {"custom_fields":"text"}                           | {}
            {"z":"","a":""}                                    | {"z":"","a":""}
            """)
    void unreserved_fields_are_kept_as_they_were_sent(String sent, String kept) throws IOException {
        assertThat(CustomFields.NONE.merge(sent(sent)).json()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action",
                "controller",
                "format",
                "utf8",
                "authenticity_token",
                "commit",
                "_method",
                "jsonp",
                "callback",
                "api_key",
                "campaign_id",
                "campaignid",
                "list_id",
                "landing_page_id",
                "page_id",
                "id",
                "kid",
                "social_id",
                "laid",
                "email",
                "phone_number",
                "country_code",
                "ip",
                "referrer",
                "redirect_url",
                "points",
                "must_exist",
                "skip_ar",
                "custom_fields",
                "utm",
                "tags",
                "tag_id",
                "_",
                "__url",
                "_anything",
                "utm_source",
                "utm_x",
                "campaignId",
                "API_KEY",
                " Email "
            })
    void reserved_names_are_dropped(String name) {
        assertThat(sent(Json.object().put(name, "x").put("city", "Brno")).values())
                .containsOnlyKeys("city");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {}                                     | {"city":"Brno","plan":"pro"}
            {"plan":"free"}                        | {"city":"Brno","plan":"free"}
            {"city":"Praha"}                       | {"city":"Praha","plan":"pro"}
            {"city":null}                          | {"plan":"pro"}
            {"city":""}                            | {"city":"","plan":"pro"}
            {"age":30}                             | {"city":"Brno","plan":"pro","age":30}
            {"unknown":null}                       | {"city":"Brno","plan":"pro"}
            {"custom_fields":{"city":null,"a":1}}  | {"plan":"pro","a":1}
            """)
    void an_update_merges(String update, String merged) throws IOException {
        var stored = CustomFields.read("""
                {"city":"Brno","plan":"pro"}""");

        assertThat(stored.merge(sent(update)).json()).isEqualTo(merged);
    }

    @Test
    void what_cannot_be_stored_is_replaced_however_deep() throws IOException {
        var sent = (ObjectNode) Json.read("""
                {"a\\u0000":"x\\u0000\\ud83d","b":["\\udc00",{}],"d":"\\ud83d\\ude00"}""".getBytes(StandardCharsets.UTF_8));
        ((ObjectNode) sent.get("b").get(1)).put("c\ud83d", "ok");

        assertThat(sent(sent).json()).isEqualTo("""
                {"a\ufffd":"x\ufffd\ufffd","b":["\ufffd",{"c\ufffd":"ok"}],"d":"\ud83d\ude00"}""");
    }

    @Test
    void the_first_two_hundred_are_kept_and_more_are_cut_off_silently() {
        var sent = sent(fields(0, 205));

        assertThat(sent.values()).hasSize(200).containsKeys("f0", "f199").doesNotContainKey("f200");
        assertThat(CustomFields.NONE.merge(sent).merge(sent(fields(200, 210))).values())
                .hasSize(200)
                .doesNotContainKey("f200");
    }

    @Test
    void a_removal_makes_room_for_another() {
        var stored = CustomFields.NONE.merge(sent(fields(0, 200)));
        var update = Json.object().put("new", "x");
        update.putNull("f7");

        assertThat(stored.merge(sent(update)).values())
                .hasSize(200)
                .containsKey("new")
                .doesNotContainKey("f7");
    }

    @Test
    void names_and_values_have_limits() {
        assertThat(sent(Json.object().put("n".repeat(255), "x")).values()).hasSize(1);
        assertThat(sent(Json.object().put("v", "x".repeat(10_000))).values()).hasSize(1);
        assertThat(sent(Json.object().put("v", "\ud83d\ude00".repeat(8_000))).values())
                .hasSize(1);

        assertRefused(() -> sent(Json.object().put("n".repeat(256), "x")), "Custom field name too long");
        assertRefused(() -> sent(Json.object().put("v", "x".repeat(10_001))), "Custom field value too long");
        assertRefused(
                () -> sent(Json.object().set("v", Json.object().put("w", "x".repeat(10_000)))),
                "Custom field value too long");
    }

    @Test
    void all_together_have_at_most_32_kib_as_json_also_after_an_update() {
        var full = withJsonOf(32 * 1024);
        assertThat(full.toString()).hasSize(32 * 1024);
        assertThat(sent(full).json()).hasSize(32 * 1024);

        assertRefused(() -> sent(withJsonOf(32 * 1024 + 1)), "Too many custom fields");
        var stored = CustomFields.NONE.merge(sent(full));
        assertRefused(() -> stored.merge(sent(Json.object().put("more", ""))), "Too many custom fields");
        assertThat(stored.merge(sent(Json.object().put("a", "less"))).json()).hasSizeLessThan(32 * 1024);
    }

    @Test
    void a_kibibyte_is_counted_in_bytes_not_in_letters() {
        var czech = Json.object();
        Stream.of("a", "b").forEach(name -> czech.put(name, "ř".repeat(9_000)));

        assertRefused(() -> sent(czech), "Too many custom fields");
    }

    @Test
    void nesting_stays_so_shallow_that_the_payload_can_be_read() throws IOException {
        assertThat(sent("{\"a\":" + "[".repeat(90) + "]".repeat(90) + "}").values())
                .hasSize(1);
        assertRefused(
                () -> sent("{\"a\":" + "[".repeat(91) + "]".repeat(91) + "}"), "Custom field value nested too deep");
    }

    @Property
    void any_json_is_stored_and_read_back_exactly(@ForAll("objects") ObjectNode object) {
        var stored = CustomFields.NONE.merge(sent(object));

        assertThat(stored.json()).isEqualTo(Json.text(object));
        assertThat(CustomFields.read(stored.json())).isEqualTo(stored);
        assertThat(stored.merge(sent(object))).isEqualTo(stored);
        assertThat(stored.merge(sent(Json.object()))).isEqualTo(stored);
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        return AnyJson.customFields();
    }

    private static ObjectNode fields(int from, int to) {
        var fields = Json.object();
        IntStream.range(from, to).forEach(i -> fields.put("f" + i, "x"));
        return fields;
    }

    /** Fields whose JSON text has exactly so many bytes. */
    private static ObjectNode withJsonOf(int bytes) {
        var fields = Json.object();
        Stream.of("a", "b", "c").forEach(name -> fields.put(name, "x".repeat(9_000)));
        fields.put("d", "");
        return fields.put("d", "x".repeat(bytes - fields.toString().length()));
    }

    private static CustomFields sent(String json) throws IOException {
        return sent((ObjectNode) Json.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static CustomFields sent(ObjectNode object) {
        return CustomFields.sent(Fields.of(object));
    }

    private static void assertRefused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(409);
            assertThat(refusal.text()).isEqualTo(text);
        });
    }
}
