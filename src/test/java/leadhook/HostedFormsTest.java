package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the original's hosted forms call from a browser, as it was seen (contract 2.23, Q17, Q53). */
class HostedFormsTest {
    /** Of its own, for its clock is moved and what an address may guess is counted. */
    private static final World WORLD = World.ofItsOwn(HandOver.MEMORY);

    private static final int GUESSES = 60;

    private final TestCampaign campaign = WORLD.campaign();

    @AfterAll
    static void closeWorld() {
        WORLD.close();
    }

    @AfterEach
    void verify() {
        WORLD.verify(campaign);
    }

    private TestCampaign hosted() {
        assertThat(campaign.admin("PATCH", "", "{\"hosted_forms\": true}")
                        .json()
                        .path("hosted_forms")
                        .asBoolean())
                .isTrue();
        return campaign;
    }

    private String url(String path) {
        return WORLD.url() + path.replace("ID", Long.toString(campaign.id()));
    }

    private Reply submit(String json) {
        return Web.postJson(url("/lead/ID"), json);
    }

    private Reply complete(String json) {
        return Web.postJson(url("/action/ID"), json);
    }

    private JsonNode lead(String email) {
        return campaign.get("?email=" + email).json();
    }

    private long action(String json) {
        var made = campaign.admin("POST", "/actions", json);
        assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
        return made.json().path("id").asLong();
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json()).isEqualTo(message(text));
    }

    @Test
    void they_are_off_by_default_and_again_when_switched_off() {
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        assertAllAreRefused(ada);

        hosted();
        assertThat(Web.get(url("/lead/ID/" + ada)).status()).isEqualTo(200);

        campaign.admin("PATCH", "", "{\"hosted_forms\": false}");
        assertAllAreRefused(ada);
    }

    private void assertAllAreRefused(String lead) {
        assertRefused(submit("{\"email\": \"grace@example.com\"}"), 401, "Invalid API access");
        assertRefused(Web.get(url("/lead/ID/" + lead)), 401, "Invalid API access");
        assertRefused(complete("{\"aid\": 1, \"kid\": \"" + lead + "\"}"), 401, "Invalid API access");
        assertThat(campaign.get("?email=grace@example.com").status()).isEqualTo(404);
    }

    @Test
    void that_a_campaign_needs_no_key_does_not_switch_them_on_nor_the_other_way_round() {
        campaign.keyless();
        assertRefused(submit("{\"email\": \"ada@example.com\"}"), 401, "Invalid API access");

        campaign.admin("PATCH", "", "{\"keyless\": false, \"hosted_forms\": true}");
        assertRefused(Web.postJson(campaign.url(""), "{\"email\": \"ada@example.com\"}"), 401, "Invalid API access");
    }

    @Test
    void a_form_is_taken_as_the_browser_sends_it_and_strangers_see_no_more_than_they_must() {
        hosted();
        var grace = campaign.signUp("grace@example.com");

        var reply = submit("""
                {"email": "ada@example.com", "first_name": "Ada", "City": "Brno",
                "__form_name": "hero", "__source": "kfp.397471", "__rid": "r-1", "__uid": "u-1", "__sid": "s-1",
                "__kid": "%s", "__url": "https://launch.example.org/?utm_source=news", "__lid": "%d", "__language": "cs",
                "__custom": {"shoe_size": 42, "City": "Praha"}, "__mm": 12, "__kd": 7,
                "__kol_captcha_response": "abc", "__kol_captcha_version": "3"}""".formatted(grace.path("social_id").asText(), campaign.id()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().properties())
                .extracting(field -> field.getKey())
                .contains("id", "social_id", "verified", "waitlisted", "contest_score")
                .isSubsetOf(
                        "id",
                        "social_id",
                        "avatar",
                        "contest_score",
                        "contest_score_rank",
                        "counter",
                        "given_name",
                        "lead_count",
                        "rank",
                        "redirect_url",
                        "referrals",
                        "social_url",
                        "verified",
                        "waitlisted");
        assertThat(reply.json().path("waitlisted").asBoolean()).isTrue();
        assertThat(reply.json().toString()).doesNotContain("ada@example.com");
        var ada = lead("ada@example.com");
        assertThat(ada.path("id")).isEqualTo(reply.json().path("id"));
        assertThat(ada.path("parent_id")).isEqualTo(grace.path("id"));
        assertThat(ada.path("uid").asText()).isEqualTo("u-1");
        assertThat(ada.path("utm")).isEqualTo(json("{\"utm_source\": \"news\"}"));
        assertThat(ada.path("custom_fields"))
                .isEqualTo(json("{\"shoe_size\": 42, \"city\": \"Brno\", \"first_name\": \"Ada\"}"));
        assertThat(lead("grace@example.com").path("referrals").asInt()).isEqualTo(1);
        assertThat(stored("source", "session_id", "request_id")).containsExactly("kfp.397471", "s-1", "r-1");
    }

    private List<String> stored(String first, String second, String third) {
        return WORLD.database()
                .first(
                        "select array[%s, %s, %s] from leads where campaign_id = ? and email = 'ada@example.com'"
                                .formatted(first, second, third),
                        row -> List.of((String[]) row.getArray(1).getArray()),
                        campaign.id())
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "\"ZZZZZZ\"", "\"null\"", "17", "[\"x\"]"})
    void a_referrer_that_is_none_stops_no_form(String kid) {
        hosted();

        assertThat(submit("{\"email\": \"ada@example.com\", \"__kid\": %s}".formatted(kid))
                        .status())
                .isEqualTo(200);
        assertThat(lead("ada@example.com").path("parent_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"text\"", "[1, 2]", "7", "{}"})
    void custom_fields_that_are_no_object_are_none(String custom) {
        hosted();

        assertThat(submit("{\"email\": \"ada@example.com\", \"__custom\": %s}".formatted(custom))
                        .status())
                .isEqualTo(200);
        assertThat(lead("ada@example.com").path("custom_fields")).isEmpty();
    }

    @Test
    void a_form_that_comes_again_is_the_same_lead() {
        hosted();
        var first = submit("{\"email\": \"ada@example.com\"}").json();
        var second = submit("{\"email\": \"ada@example.com\", \"__custom\": {\"city\": \"Brno\"}}")
                .json();

        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(second.path("counter").asInt()).isEqualTo(2);
        assertThat(lead("ada@example.com").path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
    }

    @Test
    void without_a_way_to_reach_somebody_it_is_refused_and_points_and_sources_of_strangers_count_for_nothing() {
        hosted();

        assertThat(submit("{\"first_name\": \"Ada\"}").status()).isEqualTo(409);
        submit(
                "{\"email\": \"ada@example.com\", \"points\": 500, \"__source\": \"API\", \"__custom\": {\"points\": 9}}");

        assertThat(lead("ada@example.com").path("contest_score").asInt()).isZero();
        assertThat(stored("source", "'-'", "'-'")).containsExactly("embed", "-", "-");
    }

    @Test
    void a_lead_is_looked_up_by_its_social_id_only() {
        hosted();
        var ada = submit("{\"email\": \"ada@example.com\"}").json();

        var found = Web.get(url("/lead/ID/" + ada.path("social_id").asText()));

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json()).isEqualTo(ada);
        assertThat(found.json().path("contest_score").asInt()).isZero();
        assertRefused(Web.get(url("/lead/ID/ada@example.com")), 404, "No lead found");
        assertRefused(Web.get(url("/lead/ID/ZZZZZZ")), 404, "No lead found");
        var elsewhere =
                WORLD.campaign().signUp("ada@example.com").path("social_id").asText();
        assertRefused(Web.get(url("/lead/ID/" + elsewhere)), 404, "No lead found");
        assertRefused(Web.get(WORLD.url() + "/lead/999999999/" + elsewhere), 404, "Campaign not found");
    }

    @Test
    void pages_of_any_site_may_call_them() {
        hosted();
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        var answers = List.of(
                submit("{\"email\": \"bob@example.com\"}"),
                submit("{}"),
                Web.get(url("/lead/ID/" + ada)),
                Web.get(url("/lead/ID/ZZZZZZ")),
                complete("{\"aid\": 1, \"kid\": \"" + ada + "\"}"));
        assertThat(answers)
                .allSatisfy(reply -> assertThat(reply.raw().headers().firstValue("Access-Control-Allow-Origin"))
                        .hasValue("*"));
        for (var path : List.of("/lead/ID", "/lead/ID/" + ada, "/action/ID")) {
            var asked = Web.sendAny(HttpRequest.newBuilder(URI.create(url(path)))
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://launch.example.org")
                    .header("Access-Control-Request-Method", "POST"));
            assertThat(asked.statusCode()).as(path).isEqualTo(204);
            assertThat(asked.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(asked.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValueSatisfying(names -> assertThat(names).contains("Content-Type"));
        }
    }

    @Test
    void an_action_is_completed_once_by_whoever_the_page_is_of() {
        hosted();
        long follow = action("{\"text\": \"Follow us\", \"points\": 5, \"kind\": \"follow\"}");
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        var sent = "{\"aid\": %d, \"kid\": \"%s\", \"data\": {\"answer\": \"yes\"}, \"__source\": \"kf\"}";

        var reply = complete(sent.formatted(follow, ada));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(message("Lead added to action"));
        complete(sent.formatted(follow, ada));
        assertThat(lead("ada@example.com").path("contest_score").asInt()).isEqualTo(5);
        assertThat(lead("ada@example.com").path("completed_actions")).isEqualTo(json("[" + follow + "]"));
        assertRefused(complete(sent.formatted(follow + 99, ada)), 404, "No action found");
        assertRefused(complete(sent.formatted(follow, "ZZZZZZ")), 404, "No lead found");
        assertRefused(complete("{\"aid\": " + follow + "}"), 409, "Please include a lead id or email");
        assertRefused(complete("{\"kid\": \"" + ada + "\"}"), 409, "Please include a campaign action id");
    }

    @Test
    void an_address_may_look_for_so_many_leads_in_a_minute() {
        hosted();
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        WORLD.advance(Duration.ofMinutes(2));
        for (int guess = 0; guess < GUESSES - 1; guess++) {
            assertThat(Web.get(url("/lead/ID/ZZZZZZ")).status()).isEqualTo(404);
        }
        assertThat(complete("{\"aid\": 1, \"kid\": \"ZZZZZZ\"}").status()).isEqualTo(404);

        var refused = Web.get(url("/lead/ID/" + ada));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("1");
        assertThat(complete("{\"aid\": 1, \"kid\": \"" + ada + "\"}").status()).isEqualTo(429);
        assertThat(Web.get(url("/v1/ID/info?kid=" + ada + "&api_key=" + campaign.key()))
                        .status())
                .as("with a key nobody guesses")
                .isEqualTo(200);
        assertThat(submit("{\"email\": \"bob@example.com\"}").status())
                .as("signing up is no guess")
                .isEqualTo(200);
        WORLD.advance(Duration.ofSeconds(1));
        assertThat(Web.get(url("/lead/ID/" + ada)).status()).isEqualTo(200);
        WORLD.advance(Duration.ofMinutes(2));
    }
}
