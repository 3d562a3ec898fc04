package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import leadhook.testkit.HandOver;
import leadhook.testkit.Literal;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1} subscribe and info, with JSONP, from other sites' pages, with a key and without (contract 2.21, 2.22). */
class EmbedDocumentTest {
    /** Of its own, since look-ups without a key are counted by address. */
    private static final World WORLD = World.ofItsOwn(HandOver.MEMORY);

    private final TestCampaign campaign = WORLD.campaign();

    @AfterAll
    static void close() {
        WORLD.close();
    }

    // 2.21 subscribe

    @Test
    void a_form_with_its_fields_is_the_documented_call() {
        var made = Web.postForm(
                campaign.urlV1("/subscribe"), Map.of("email", "ada@example.com", "api_key", campaign.key()));

        assertThat(made.status()).isEqualTo(200);
        assertThat(withoutPage(made.json()))
                .isEqualTo(campaign.get("?email=ada@example.com").json());
        assertThat(made.json().path("url").asText()).isEqualTo("https://launch.example.org/");
    }

    @Test
    void it_may_come_as_json_in_the_query_of_a_get_and_in_the_query_of_a_post_without_a_body() {
        var key = "&api_key=" + campaign.key();

        assertThat(Web.postJson(
                                campaign.urlV1("/subscribe"),
                                "{\"email\": \"a@example.com\"}",
                                "Authorization",
                                campaign.key())
                        .status())
                .isEqualTo(200);
        assertThat(Web.get(campaign.urlV1("/subscribe?email=b@example.com" + key))
                        .status())
                .isEqualTo(200);
        assertThat(Web.send("POST", campaign.urlV1("/subscribe?email=c@example.com" + key), "")
                        .status())
                .isEqualTo(200);
        assertThat(campaign.get("?email=c@example.com").json().path("rank").asInt())
                .isEqualTo(3);
    }

    @Test
    void custom_fields_come_back_even_without_a_key() {
        campaign.keyless();

        var made = Web.postForm(campaign.urlV1("/subscribe"), Map.of("email", "ada@example.com", "City", "Brno"));

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(made.json().path("waitlisted").asBoolean()).isTrue();
    }

    @Test
    void a_referrer_of_the_text_null_or_undefined_is_none() {
        campaign.keyless();

        for (var none : List.of("null", "undefined", "")) {
            var made = Web.get(campaign.urlV1("/subscribe?email=" + none + "x@example.com&social_id=" + none));
            assertThat(made.json().path("parent_id").isNull()).as(none).isTrue();
        }
    }

    @Test
    void the_social_id_is_that_of_the_referrer_and_what_browsers_add_is_not_stored() {
        campaign.keyless();
        var referrer = campaign.signUp("ada@example.com").path("social_id").asText();

        var made = Web.get(campaign.urlV1("/subscribe?email=grace@example.com&skip_ar=1&_=1712345678901&social_id="
                + referrer.toLowerCase(java.util.Locale.ROOT)));

        assertThat(made.json().path("custom_fields")).isEmpty();
        assertThat(campaign.get("?email=ada@example.com")
                        .json()
                        .path("referrals")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_plus_that_a_client_did_not_encode_is_read_back_in_a_get() {
        campaign.keyless();

        assertThat(Web.get(campaign.urlV1("/subscribe?email=ada+spring@example.com"))
                        .json()
                        .path("email")
                        .asText())
                .isEqualTo("ada+spring@example.com");
        assertThat(Web.get(campaign.urlV1("/info?email=ada+spring@example.com"))
                        .json()
                        .path("rank")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_caller_without_a_key_cannot_pass_for_the_api_nor_give_points() {
        campaign.keyless();

        Web.postForm(
                campaign.urlV1("/subscribe"), Map.of("email", "a@example.com", "__source", "api", "points", "500"));
        Web.postForm(campaign.urlV1("/subscribe"), Map.of("email", "b@example.com", "__source", "modal.123"));
        Web.postForm(campaign.url(""), Map.of("email", "c@example.com", "points", "no number"));

        assertThat(sources()).containsExactly("embed", "modal.123", "embed");
        assertThat(campaign.get("?email=a@example.com")
                        .json()
                        .path("contest_score")
                        .asInt())
                .isZero();
    }

    private List<String> sources() {
        return WORLD.database()
                .list(
                        "select source from leads where campaign_id = ? order by number",
                        row -> row.getString(1),
                        campaign.id());
    }

    // Keys (Q4)

    @Test
    void without_a_key_nothing_is_made_unless_the_campaign_allows_it() {
        for (var url : List.of(campaign.urlV1("/subscribe"), campaign.url(""))) {
            var refused = Web.postForm(url, Map.of("email", "ada@example.com"));
            assertRefused(refused, 401, "Invalid API access");
        }
        campaign.keyless();
        for (var url : List.of(campaign.urlV1("/subscribe"), campaign.url(""))) {
            assertThat(Web.postForm(url, Map.of("email", "ada@example.com")).status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"keyless\": \"maybe\"}", "{\"keyless\": null}", "{\"keyless\": 1}", "{\"keyles\": true}"
            })
    void an_operator_says_clearly_whether_a_key_is_needed(String change) {
        campaign.keyless();

        var refused = Web.send(
                "PATCH",
                WORLD.url() + "/admin/v1/campaigns/" + campaign.id(),
                change,
                "Authorization",
                "Bearer " + World.ADMIN_TOKEN);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(Web.postForm(campaign.url(""), Map.of("email", "ada@example.com"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_wrong_key_is_refused_where_none_is_asked_for() {
        campaign.keyless();

        assertRefused(
                Web.postForm(campaign.urlV1("/subscribe"), Map.of("email", "ada@example.com", "api_key", "wrong")),
                401,
                "Invalid API access");
        assertRefused(Web.get(campaign.urlV1("/info?email=ada@example.com&api_key=wrong")), 401, "Invalid API access");
        assertRefused(
                Web.get(campaign.urlV1("/info?email=ada@example.com&api_key=wrong&api_key=" + campaign.key())),
                401,
                "Invalid API access");
    }

    @Test
    void a_campaign_that_is_none_is_not_found_without_a_key() {
        for (var path : List.of("/v1/999999999/subscribe", "/v2/999999999", "/v1/none/subscribe")) {
            assertRefused(
                    Web.postForm(WORLD.url() + path, Map.of("email", "ada@example.com")), 404, "Campaign not found");
        }
        assertRefused(Web.get(WORLD.url() + "/v1/999999999/info?email=ada@example.com"), 404, "Campaign not found");
    }

    @Test
    void looking_up_and_webhooks_need_a_key_still() {
        campaign.keyless();

        assertRefused(Web.get(campaign.url("?email=ada@example.com")), 401, "Invalid API access");
        assertRefused(Web.postJson(campaign.url("/inbound-webhook"), "{}"), 401, "Invalid API access");
    }

    // 2.22 info

    @Test
    void with_a_key_info_is_the_whole_lead_and_its_page() {
        campaign.signUp("ada@example.com");

        var info = Web.get(campaign.urlV1("/info?email=ada@example.com&api_key=" + campaign.key()));

        assertThat(withoutPage(info.json()))
                .isEqualTo(campaign.get("?email=ada@example.com").json());
        assertThat(info.json().path("url").asText()).isEqualTo("https://launch.example.org/");
    }

    @Test
    void without_one_it_is_only_what_is_named_for_strangers() {
        var socialId =
                campaign.keyless().signUp("ada@example.com").path("social_id").asText();
        var names = new ArrayList<String>();

        Web.get(campaign.urlV1("/info?social_id=" + socialId))
                .json()
                .fieldNames()
                .forEachRemaining(names::add);

        assertThat(names).containsExactlyInAnyOrderElementsOf(Literal.lines("info-without-key.txt"));
    }

    @Test
    void nobody_and_no_name_are_told_as_in_the_second_version() {
        campaign.keyless();

        assertRefused(Web.get(campaign.urlV1("/info?email=nobody@example.com")), 404, "No lead found");
        assertRefused(Web.get(campaign.urlV1("/info?social_id=123")), 404, "No lead found");
        assertRefused(Web.get(campaign.urlV1("/info")), 409, "Please include a lead id or email");
    }

    @Test
    void an_address_without_a_key_that_guesses_too_often_is_told_to_come_back() {
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            var other = world.campaign().keyless();
            for (int i = 0; i < 60; i++) {
                assertThat(Web.get(other.urlV1("/info?social_id=10000" + i)).status())
                        .isEqualTo(404);
            }

            var refused = Web.get(other.urlV1("/info?social_id=100000"));

            assertRefused(refused, 429, "Rate limit exceeded");
            assertThat(refused.raw().headers().firstValue("Retry-After")).contains("1");
            var withKey = Web.get(other.urlV1("/info?social_id=100000&api_key=" + other.key()));
            assertThat(withKey.status()).isEqualTo(404);
        }
    }

    // JSONP (1.4)

    @Test
    void the_answer_to_jsonp_calls_the_function_with_the_lead() throws Exception {
        campaign.keyless();

        var response = text(campaign.urlV1("/subscribe?email=ada@example.com&jsonp=jQuery1.cb$_2&_=17"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/javascript");
        assertThat(response.body()).startsWith("jQuery1.cb$_2({").endsWith("});");
        var lead = json(response.body()
                .substring("jQuery1.cb$_2(".length(), response.body().length() - 2));
        assertThat(withoutPage(lead))
                .isEqualTo(campaign.get("?email=ada@example.com").json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert(1)", "1a", "a;b", "<script>", ".a", "a%20b", "a%0Ab"})
    void a_name_that_is_none_is_refused_before_anything_happens(String callback) {
        campaign.keyless();

        var refused = Web.get(campaign.urlV1("/subscribe?email=ada@example.com&jsonp="
                + Web.encode(Map.of("", callback)).substring(1)));

        assertRefused(refused, 409, "jsonp is no name of a function");
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
    }

    @Test
    void an_error_keeps_its_status_and_calls_nothing() {
        campaign.keyless();

        assertRefused(Web.get(campaign.urlV1("/subscribe?email=ada&jsonp=f")), 409, "Invalid email address");
        assertRefused(Web.get(campaign.urlV1("/info?email=nobody@example.com&jsonp=f")), 404, "No lead found");
    }

    // Pages of other sites (1.9)

    @Test
    void pages_of_any_site_may_read_the_answers_of_these_calls_alone() {
        campaign.keyless();
        var open = List.of(
                Web.postForm(campaign.urlV1("/subscribe"), Map.of("email", "ada@example.com")),
                Web.get(campaign.urlV1("/info?email=ada@example.com")),
                Web.get(campaign.urlV1("/info?email=nobody@example.com")));

        assertThat(open).allSatisfy(reply -> {
            assertThat(allowed(reply)).containsExactly("*");
            assertThat(reply.raw().headers().allValues("Access-Control-Allow-Credentials"))
                    .isEmpty();
        });
        assertThat(allowed(campaign.get("?email=ada@example.com"))).isEmpty();
        assertThat(allowed(Web.postJson(campaign.inbound(), "{}"))).isEmpty();
    }

    @Test
    void a_browser_that_asks_before_it_calls_is_told_that_it_may() throws Exception {
        var asked = HttpRequest.newBuilder(URI.create(campaign.urlV1("/subscribe")))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://launch.example.org")
                .header("Access-Control-Request-Method", "POST")
                .build();

        var told = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString());

        assertThat(told.statusCode()).isEqualTo(204);
        assertThat(told.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(told.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST");
        assertThat(told.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("Content-Type");
        assertThat(Web.send("OPTIONS", campaign.url(""), "").status()).isEqualTo(405);
    }

    private static List<String> allowed(Reply reply) {
        return reply.raw().headers().allValues("Access-Control-Allow-Origin");
    }

    private static JsonNode withoutPage(JsonNode lead) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) lead.deepCopy()).without("url");
    }

    private static HttpResponse<String> text(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
    }
}
