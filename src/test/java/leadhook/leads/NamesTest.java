package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import leadhook.platform.Json;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"first_name":"Tomas","last_name":"Novak"}                          | Tomas | Novak
            {"given_name":"Tomas","family_name":"Novak"}                        | Tomas | Novak
            {"first_name":"Tomas","given_name":"Tom"}                           | Tomas |
            {"first_name":"","given_name":"Tom"}                                | Tom   |
            {"name":"Ada King Lovelace"}                                        | Ada   | King Lovelace
            {"name":"  Ada   Lovelace "}                                        | Ada   | Lovelace
            {"name":"Ada"}                                                      | Ada   |
            {"name":"Ada Lovelace","first_name":"Tomas"}                        | Tomas |
            {"name":"Ada Lovelace","first_name":"","last_name":null}            | Ada   | Lovelace
            {"custom_fields":{"first_name":"Tomas"}}                            | Tomas |
            {"First_Name":" Tomas "}                                            | Tomas |
            {"first_name":7}                                                    | 7     |
            {"first_name":["Tomas"],"last_name":{"a":1},"name":" "}             |       |
            {"city":"Brno"}                                                     |       |
            """)
    void names_fill_the_columns(String sent, @Nullable String first, @Nullable String last) throws IOException {
        assertThat(Names.NONE.with(sent(sent))).isEqualTo(new Names(first, last));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {}                                        | Ada   | Lovelace
            {"city":"Brno"}                           | Ada   | Lovelace
            {"first_name":"Tomas"}                    | Tomas | Lovelace
            {"given_name":"Tomas"}                    | Tomas | Lovelace
            {"first_name":null}                       |       | Lovelace
            {"last_name":""}                          | Ada   |
            {"name":"Tomas Novak"}                    | Tomas | Novak
            {"name":"Tomas"}                          | Tomas |
            {"name":null}                             |       |
            """)
    void an_update_changes_only_the_names_it_brings(String sent, @Nullable String first, @Nullable String last)
            throws IOException {
        assertThat(new Names("Ada", "Lovelace").with(sent(sent))).isEqualTo(new Names(first, last));
    }

    private static CustomFields sent(String json) throws IOException {
        return CustomFields.sent(Fields.of(Json.read(json.getBytes(StandardCharsets.UTF_8))));
    }
}
