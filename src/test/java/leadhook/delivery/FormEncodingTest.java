package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leadhook.testkit.RackForm;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormEncodingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"email\": \"a@b.co\" | email=a%40b.co",
                "\"waitlisted\": true | waitlisted=true",
                "\"uid\": null | uid=",
                "\"custom_fields\": {\"city\": \"Brno\"} | custom_fields%5Bcity%5D=Brno",
                "\"custom_fields\": {} | ``",
                "\"completed_actions\": [7, 9] | completed_actions%5B%5D=7&completed_actions%5B%5D=9",
                "\"tags\": [] | tags%5B%5D=",
                "\"tags\": [{\"tag_id\": 731, \"name\": \"Beta\"}] | tags%5B%5D%5Btag_id%5D=731&tags%5B%5D%5Bname%5D=Beta",
                "\"__referral\": {\"social_id\": \"1TVVD7\"} | __referral%5Bsocial_id%5D=1TVVD7",
                "\"__fraudulent\": [\"duplicate_ip\"] | __fraudulent%5B%5D=duplicate_ip",
            })
    void each_row_of_the_contract(String json, String form) {
        assertThat(encode("{" + json + "}")).isEqualTo(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.10", "1E5", "1e-7", "12345678901234567890123", "0.1"})
    void numbers_stand_as_in_the_json(String number) {
        assertThat(encode("{\"n\":" + number + "}")).isEqualTo("n=" + number);
    }

    @Test
    void text_is_utf8_percent_encoded_and_a_space_is_no_plus() {
        assertThat(encode("{\"a b\":\"Zürich + \uD83D\uDE80&=~-._*\"}"))
                .isEqualTo("a%20b=Z%C3%BCrich%20%2B%20%F0%9F%9A%80%26%3D~-._%2A");
    }

    @Test
    void what_lies_deeper_keeps_its_path() {
        assertThat(encode("{\"a\":{\"b\":[{\"c\":{\"d\":[null,[]]}}]}}"))
                .isEqualTo("a%5Bb%5D%5B%5D%5Bc%5D%5Bd%5D%5B%5D=&a%5Bb%5D%5B%5D%5Bc%5D%5Bd%5D%5B%5D%5B%5D=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{\"a\":", "nonsense"})
    void only_an_object_can_become_a_form(String json) {
        assertThatThrownBy(() -> encode(json)).isInstanceOf(IllegalStateException.class);
    }

    @Property
    void a_rack_server_rebuilds_the_structure(@ForAll("structures") Map<String, Object> structure) throws IOException {
        var form = FormEncoding.encode(JSON.writeValueAsBytes(structure));

        assertThat(RackForm.decode(new String(form, StandardCharsets.US_ASCII))).isEqualTo(structure);
    }

    /** What a form can carry: text, lists that are not empty, maps that are not empty, and lists of like maps. */
    @Provide
    Arbitrary<Map<String, Object>> structures() {
        return members(Arbitraries.lazyOf(
                this::texts,
                this::texts,
                () -> texts().list().ofMinSize(1).ofMaxSize(3).map(list -> (Object) list),
                this::listsOfLikeMaps,
                () -> structures().map(map -> (Object) map)));
    }

    private Arbitrary<Object> listsOfLikeMaps() {
        return names().set()
                .ofMinSize(1)
                .ofMaxSize(3)
                .flatMap(names -> texts().list()
                        .ofSize(names.size())
                        .map(values -> {
                            var map = new LinkedHashMap<String, Object>();
                            var value = values.iterator();
                            names.forEach(name -> map.put(name, value.next()));
                            return (Object) map;
                        })
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(list -> (Object) List.copyOf(list)));
    }

    private Arbitrary<Map<String, Object>> members(Arbitrary<Object> values) {
        return Arbitraries.maps(names(), values).ofMinSize(1).ofMaxSize(3);
    }

    private Arbitrary<Object> texts() {
        return Arbitraries.strings()
                .withCharRange('\0', '\u07ff')
                .ofMaxLength(8)
                .map(text -> (Object) text);
    }

    private Arbitrary<String> names() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("_ &=%+ü")
                .ofMinLength(1)
                .ofMaxLength(6);
    }

    private static String encode(String json) {
        return new String(FormEncoding.encode(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII);
    }
}
