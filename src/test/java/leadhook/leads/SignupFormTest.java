package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignupFormTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"email":" Tomas@Example.org "}                                        | tomas@example.org |
            {"email":"tomas@example.org","phone_number":"310-555-1234"}            | tomas@example.org | +13105551234
            {"phone_number":3105551234}                                            |                   | +13105551234
            {"phone_number":"030 901820","country_code":49}                        |                   | +4930901820
            {"phone_number":"+18779211031","email":""}                             |                   | +18779211031
            {"email":"tomas@example.org","phone_number":null,"country_code":"XX"}  | tomas@example.org |
            """)
    void one_way_to_reach_the_person_is_enough(String sent, @Nullable String email, @Nullable String phoneNumber)
            throws IOException {
        assertThat(read(sent).contact()).isEqualTo(new Contact(email, phoneNumber));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {}                                                            | Please include an email or phone number
            {"city":"Brno"}                                               | Please include an email or phone number
            {"email":"","phone_number":"  "}                              | Please include an email or phone number
            {"email":null,"country_code":"US"}                            | Please include an email or phone number
            {"email":"nobody"}                                            | Invalid email address
            {"email":"nobody","phone_number":"+18779211031"}              | Invalid email address
            {"email":["tomas@example.org"]}                               | Invalid email address
            {"email":{"a":1}}                                             | Invalid email address
            {"email":true}                                                | Invalid email address
            {"email":"a\\u0000b@example.org"}                             | Invalid email address
            {"email":"a\\ud83d@example.org"}                              | Invalid email address
            {"email":"tomas@example.org","phone_number":"12"}             | Invalid phone number
            {"email":"tomas@example.org","phone_number":["+18779211031"]} | Invalid phone number
            {"phone_number":{"n":1}}                                      | Invalid phone number
            {"phone_number":3105551234.0,"country_code":"1"}              | Invalid phone number
            {"phone_number":"310-555-1234","country_code":"XX"}           | Invalid phone number
            """)
    void what_cannot_be_a_contact_is_refused(String sent, String text) {
        assertThatThrownBy(() -> read(sent)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(409);
            assertThat(refusal.text()).isEqualTo(text);
        });
    }

    @Test
    void the_country_of_the_campaign_counts_where_the_number_names_none() {
        var national = Fields.of(Json.object().put("phone_number", "030 901820"));

        assertThat(SignupForm.read(national, true, () -> "DE").contact().phoneNumber())
                .isEqualTo("+4930901820");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"__kid":"36N38P","kid":"1QN7","social_id":"1TVVD7"}         | 107646230
            {"kid":"36n38p","social_id":"1TVVD7"}                        | 107646230
            {"social_id":"36N38P","__url":"https://x.org/?kid=1QN7"}     | 107646230
            {"__url":"https://x.org/?a=b&kid=36N38P#top"}                | 107646230
            {"__kid":"","__url":"https://x.org/?kid=36N38P"}             | 107646230
            {"__kid":"null","kid":"undefined","social_id":"36N38P"}      | 107646230
            {"kid":56999}                                                | 5449001
            {"kid":"null"}                                               |
            {"kid":"undefined"}                                          |
            {"kid":null,"social_id":["36N38P"]}                          |
            {"kid":"not-an-id"}                                          |
            {"kid":"36N38P36N38P36N38P"}                                 |
            {"__url":"https://x.org/?kid=%"}                             |
            {"__referrer":"https://x.org/?kid=36N38P"}                   |
            {}                                                           |
            """)
    void the_referrer_comes_from_the_first_that_can_be_an_id(String sent, @Nullable Long id) throws IOException {
        assertThat(withEmail(sent).referrerId()).isEqualTo(id);
    }

    @Test
    void a_page_that_is_too_long_to_keep_still_names_its_referrer() {
        var url = "https://x.org/?a=" + "b".repeat(2_050) + "&kid=36N38P";
        var signup = SignupForm.read(Fields.of(email().put("__url", url)), true, () -> null);

        assertThat(signup.referrerId()).isEqualTo(107646230);
        assertThat(signup.origin().pageUrl()).hasSize(2_048).isEqualTo(url.substring(0, 2_048));
    }

    @Test
    void utm_values_come_from_the_request_and_from_the_page() throws IOException {
        var signup = withEmail("""
                {"UTM_Source":"newsletter","utm_medium":"","utm_term":7,"utm_id":["a","b"],
                 "__url":"https://x.org/?utm_source=page&utm_medium=e%20mail&utm_content=+&kid=1QN7"}""");

        assertThat(signup.utm())
                .containsOnly(entry("utm_source", "newsletter"), entry("utm_medium", "e mail"), entry("utm_term", "7"));
        assertThat(signup.customFields()).isEqualTo(CustomFields.NONE);
    }

    @Test
    void utm_values_are_bounded() {
        var many = email();
        IntStream.range(0, 30).forEach(i -> many.put("utm_" + i, "x".repeat(3_000)));

        assertThat(SignupForm.read(Fields.of(many), true, () -> null).utm())
                .hasSize(20)
                .allSatisfy((_, value) -> assertThat(value).hasSize(2_048));
    }

    @Test
    void what_identifies_the_request_is_kept() throws IOException {
        var signup = withEmail("""
                {"__uid":"u-7","__sid":"s-1","__rid":"r-1","__source":"modal.123","__user_agent":"Mozilla/5.0",
                 "__url":"https://launch.example.org/","__referrer":"https://news.example.org/",
                 "ip":"203.0.113.7, 10.0.0.1"}""");

        assertThat(signup.uid()).isEqualTo("u-7");
        assertThat(signup.ip()).isEqualTo("203.0.113.7");
        assertThat(signup.referrer()).isEqualTo("https://news.example.org/");
        assertThat(signup.origin())
                .isEqualTo(new Origin(
                        "modal.123", "s-1", "r-1", "Mozilla/5.0", "https://launch.example.org/", "203.0.113.7"));
    }

    @ParameterizedTest
    @CsvSource({"__referrer", "referrer", "__ref"})
    void the_referring_page_has_three_names(String name) {
        var signup = SignupForm.read(Fields.of(email().put(name, "https://news.example.org/")), true, () -> null);

        assertThat(signup.referrer()).isEqualTo("https://news.example.org/");
    }

    @Test
    void a_session_has_two_names() throws IOException {
        assertThat(withEmail("{\"__session_id\":\"s-2\"}").origin().session()).isEqualTo("s-2");
    }

    @Test
    void texts_are_cut_and_made_storable() {
        var signup = SignupForm.read(
                Fields.of(email().put("__uid", "u".repeat(300)).put("__user_agent", "a\u0000b" + "c".repeat(3_000))),
                true,
                () -> null);

        assertThat(signup.uid()).hasSize(255);
        assertThat(signup.origin().userAgent()).hasSize(2_048).startsWith("a\ufffdb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.org/hi?a=b#c", "HTTP://shop.example.org"})
    void a_web_address_to_go_to_is_kept(String url) {
        assertThat(redirectUrl(url)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "ftp://shop.example.org/",
                "shop.example.org",
                "/thanks",
                "https://",
                "https:///x",
                "https://shop.example.org/a b",
                "https://shop.example.org/\u0000",
                "data:text/html,https://x.org/"
            })
    void any_other_address_to_go_to_is_ignored(String url) {
        assertThat(redirectUrl(url)).isNull();
    }

    @Test
    void an_address_to_go_to_is_never_cut() {
        assertThat(redirectUrl("https://x.org/" + "a".repeat(2_034))).hasSize(2_048);
        assertThat(redirectUrl("https://x.org/" + "a".repeat(2_035))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "\"true\"", "\"1\"", "\"yes\"", "\"on\"", "\"TRUE\""})
    void flags_are_true_in_many_ways(String value) throws IOException {
        var signup = withEmail(("{\"must_exist\":%1$s,\"__do_not_reset_opt_out\":%1$s,\"__skip_urls\":%1$s,"
                        + "\"__skip_actions\":%1$s}")
                .formatted(value));

        assertThat(signup.mustExist()).isTrue();
        assertThat(signup.keepOptOut()).isTrue();
        assertThat(signup.skipUrls()).isTrue();
        assertThat(signup.skipActions()).isTrue();
    }

    @Test
    void flags_are_false_otherwise() throws IOException {
        var signup = withEmail("{\"must_exist\":0,\"__skip_urls\":\"no\",\"__skip_actions\":[1]}");

        assertThat(signup.mustExist() || signup.keepOptOut() || signup.skipUrls() || signup.skipActions())
                .isFalse();
    }

    /** Contract 5.2. */
    @Test
    void everything_else_is_a_custom_field() throws IOException {
        assertThat(read("{\"email\": \"tomas@example.org\", \"City\": \"Brno\"}")
                        .customFields()
                        .json())
                .isEqualTo("{\"city\":\"Brno\"}");
    }

    private static @Nullable String redirectUrl(String url) {
        return SignupForm.read(Fields.of(email().put("redirect_url", url)), true, () -> null)
                .redirectUrl();
    }

    private static ObjectNode email() {
        return Json.object().put("email", "tomas@example.org");
    }

    private static Signup withEmail(String json) throws IOException {
        return SignupForm.read(Fields.of(email()).with(fields(json)), true, () -> null);
    }

    private static Signup read(String json) throws IOException {
        return SignupForm.read(fields(json), true, () -> null);
    }

    private static Fields fields(String json) throws IOException {
        return Fields.of(Json.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
