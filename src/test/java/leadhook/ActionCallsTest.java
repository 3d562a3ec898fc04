package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static leadhook.testkit.Subscriber.rewarded;
import static leadhook.testkit.Subscriber.scoreChange;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions listed and completed, by leads and for who referred them (contract 2.7 to 2.9, Q12, Q34). */
@Journey
class ActionCallsTest {
    private static final String ADA = "{\"email\": \"ada@example.com\"}";

    private final World world;
    private final TestCampaign campaign;
    private final Subscriber subscriber;
    private final long action;

    ActionCallsTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
        subscriber = Subscriber.of(world, campaign);
        action = campaign.action("Follow us", 3);
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        subscriber.close();
    }

    // 2.7 list

    @Test
    void actions_are_a_bare_array() {
        long tag = campaign.tag("Beta tester", 20);
        long byTag = campaign.actionOf(tag, "Install the beta", 0);
        long visit = campaign.make("/actions", json("""
                {"text": "Visit us", "points": 2, "kind": "visit_url", "url": "https://social.example.org/us"}"""));

        var reply = campaign.get("/actions");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(json("""
                [ { "id": %d, "text": "Follow us", "points": 3, "kind": "custom", "url": null, "tag_id": null },
                  { "id": %d, "text": "Install the beta", "points": 0, "kind": "custom", "url": null, "tag_id": %d },
                  { "id": %d, "text": "Visit us", "points": 2, "kind": "visit_url",
                    "url": "https://social.example.org/us", "tag_id": null } ]""".formatted(action, byTag, tag, visit)));
        assertThat(world.campaign().get("/actions").json()).isEqualTo(json("[]"));
    }

    @Test
    void actions_are_listed_with_a_key_of_the_campaign() {
        assertRefused(Web.get(campaign.url("/actions")), 401, "Invalid API access");
        assertRefused(Web.get(campaign.url("/actions?api_key=wrong")), 401, "Invalid API access");
        assertRefused(
                Web.get(
                        campaign.url("/actions"),
                        "Authorization",
                        world.campaign().key()),
                401,
                "Invalid API access");
    }

    // 2.8 complete

    @Test
    void an_action_is_completed_once_with_its_points() {
        long level = campaign.rewardLevel("Early access", 3);
        signUp("ada@example.com");

        assertCompleted(campaign.post("/actions/" + action, ADA));
        assertThat(subscriber.news())
                .containsExactly(
                        scoreChange("ada@example.com", 0, 3), rewarded("ada@example.com", level, "Early access", 3));
        assertThat(completed("ada@example.com")).isEqualTo(json("[" + action + "]"));

        assertCompleted(campaign.post("/actions/" + action + "/", ADA));
        assertCompleted(campaign.post("/actions", "{\"email\": \"ada@example.com\", \"laid\": " + action + "}"));
        assertThat(subscriber.news()).isEmpty();
        assertThat(score("ada@example.com")).isEqualTo(3);
        assertThat(completed("ada@example.com")).isEqualTo(json("[" + action + "]"));
    }

    @Test
    void points_of_two_actions_add_up_and_those_that_take_stop_at_zero() {
        long taking = campaign.action("Leave us", -10);
        long giving = campaign.action("Come back", 2);
        signUp("ada@example.com");

        Stream.of(action, taking, giving).forEach(id -> assertCompleted(campaign.post("/actions/" + id, ADA)));

        assertThat(subscriber.news())
                .containsExactly(
                        scoreChange("ada@example.com", 0, 3),
                        scoreChange("ada@example.com", 3, 0),
                        scoreChange("ada@example.com", 0, 2));
        assertThat(completed("ada@example.com")).hasSize(3);
    }

    @Test
    void an_action_without_points_is_completed_in_silence() {
        long free = campaign.action("Read the terms", 0);
        signUp("ada@example.com");

        assertCompleted(campaign.post("/actions/" + free, ADA));

        assertThat(completed("ada@example.com")).isEqualTo(json("[" + free + "]"));
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"email\": \" ADA@example.com \"",
                "\"kid\": \"ID\"",
                "\"social_id\": \"ID\"",
                "\"phone_number\": \"310-555-1234\"",
                "\"email\": \"\", \"kid\": \"ID\""
            })
    void a_lead_may_be_named_in_each_way(String name) {
        var id = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}")
                .path("social_id")
                .asText();

        assertCompleted(campaign.post("/actions/" + action, "{" + name.replace("ID", id) + "}"));

        assertThat(score("ada@example.com")).isEqualTo(3);
    }

    @Test
    void the_action_may_be_named_in_the_body_or_the_query_as_well() {
        Stream.of("a", "b", "c", "d").forEach(name -> campaign.signUp(name + "@example.com"));

        assertCompleted(campaign.post("/actions", "{\"email\": \"a@example.com\", \"laid\": " + action + "}"));
        assertCompleted(campaign.post("/actions", "{\"email\": \"b@example.com\", \"laid\": \" " + action + "\"}"));
        assertCompleted(Web.postForm(
                campaign.url("/actions/"),
                Map.of("email", "c@example.com", "laid", "" + action, "api_key", campaign.key())));
        assertCompleted(Web.send(
                "POST",
                campaign.url("/actions/" + action + "?laid=5&email=d@example.com&api_key=" + campaign.key()),
                ""));

        assertThat(Stream.of("a", "b", "c", "d").map(name -> score(name + "@example.com")))
                .containsExactly(3, 3, 3, 3);
    }

    @Test
    void completing_needs_a_key_of_the_campaign_whatever_else_is_wrong() {
        var elsewhere = world.campaign().key();
        signUp("ada@example.com");

        for (var path : List.of(
                "/actions",
                "/actions/parent-completed",
                "/actions/" + action,
                "/actions/0",
                "/actions/" + action + "/parent",
                "/parent-actions/" + action)) {
            for (var body : List.of("{}", ADA)) {
                for (var key : List.of("", "wrong", elsewhere)) {
                    assertRefused(
                            Web.postJson(campaign.url(path + "?api_key=" + key), body), 401, "Invalid API access");
                }
            }
        }
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void of_two_things_that_are_missing_the_lead_is_asked_for_first() {
        assertRefused(campaign.post("/actions", "{}"), 409, "Please include a lead id or email");
        assertRefused(campaign.post("/actions/parent-completed", "{}"), 409, "Please include a lead id or email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"laid\": null", ", \"laid\": \"\"", ", \"laid\": []", ", \"laid\": {}"})
    void an_action_that_is_not_named_is_refused(String laid) {
        signUp("ada@example.com");

        for (var path : List.of("/actions", "/actions/parent-completed")) {
            assertRefused(
                    campaign.post(path, "{\"email\": \"ada@example.com\"" + laid + "}"),
                    409,
                    "Please include a campaign action id");
        }
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "0", "-1", "1.5", "follow", "true", "99999999999999999999999999999", "%00"})
    void an_action_that_is_none_is_not_found(String id) {
        var ada = signUp("ada@example.com");
        campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + ada.path("social_id") + "}");
        subscriber.news();

        var bob = "{\"email\": \"bob@example.com\"}";
        assertRefused(campaign.post("/actions/" + id, bob), 404, "No action found");
        assertRefused(campaign.post("/actions/" + id + "/parent", bob), 404, "No action found");
        assertRefused(campaign.post("/parent-actions/" + id, bob), 404, "No action found");
        var named = "{\"email\": \"bob@example.com\", \"laid\": \"" + id + "\"}";
        assertRefused(campaign.post("/actions", named), 404, "No action found");
        assertRefused(campaign.post("/actions/parent-completed", named), 404, "No action found");
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void an_action_or_a_lead_of_another_campaign_is_not_found() {
        var other = world.campaign();
        long elsewhere = other.action("Follow us", 3);
        var stranger = other.signUp("stranger@example.com");
        campaign.signUp("ada@example.com");

        assertRefused(campaign.post("/actions/" + elsewhere, ADA), 404, "No action found");
        assertRefused(
                campaign.post("/actions/" + action, "{\"kid\": " + stranger.path("social_id") + "}"),
                404,
                "No lead found");
    }

    @Test
    void an_action_behind_a_tag_is_completed_by_the_tag_alone() {
        long byTag = campaign.actionOf(campaign.tag("Beta tester", 20), "Install the beta", 5);
        var ada = signUp("ada@example.com");
        campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + ada.path("social_id") + "}");
        subscriber.news();

        for (var reply : List.of(
                campaign.post("/actions/" + byTag, ADA),
                campaign.post("/actions", "{\"email\": \"ada@example.com\", \"laid\": " + byTag + "}"),
                campaign.post("/actions/" + byTag + "/parent", "{\"email\": \"bob@example.com\"}"))) {
            assertRefused(reply, 409, "This action is completed by adding its lead tag");
        }
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\": \"\"}",
                "{\"email\": null, \"kid\": \" \"}",
                "{\"email\": {}}",
                "{\"email\": [\"ada@example.com\"]}",
                "{\"laid\": 5}"
            })
    void a_lead_that_is_not_named_is_refused(String body) {
        for (var path : List.of("/actions/" + action, "/actions/" + action + "/parent", "/parent-actions/" + action)) {
            assertRefused(campaign.post(path, body), 409, "Please include a lead id or email");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\": \"nobody@example.com\"}",
                "{\"email\": \"no address\"}",
                "{\"email\": 5}",
                "{\"kid\": \"ZZZZZZ\"}",
                "{\"social_id\": \"!\"}",
                "{\"phone_number\": \"+13105550000\"}",
                "{\"phone_number\": \"abc\"}"
            })
    void a_lead_that_is_unknown_is_not_found(String body) {
        for (var id : List.of(action, 999_999_999L)) {
            assertRefused(campaign.post("/actions/" + id, body), 404, "No lead found");
            assertRefused(campaign.post("/actions/" + id + "/parent", body), 404, "No lead found");
        }
    }

    @Test
    void a_name_that_is_too_long_is_nobodys() {
        var tooLong = "{\"email\": \"" + "a".repeat(20_000) + "@example.com\"}";

        assertRefused(campaign.post("/actions/" + action, tooLong), 404, "No lead found");
        assertRefused(
                campaign.post("/actions/" + action, "{\"kid\": \"" + "Z".repeat(20_000) + "\"}"), 404, "No lead found");
    }

    @Test
    void completing_sent_twice_with_one_key_gets_the_first_answer() {
        campaign.signUp("ada@example.com");
        long other = campaign.action("Share us", 1);

        assertCompleted(keyed("/actions/" + action, ADA));
        assertCompleted(keyed("/actions/" + action, ADA));
        assertRefused(
                keyed("/actions/" + action, "{\"email\": \"bob@example.com\"}"),
                409,
                "This Idempotency-Key was used for another request");
        assertCompleted(keyed("/actions/" + other, ADA));
        assertThat(score("ada@example.com")).isEqualTo(4);
    }

    private Reply keyed(String path, String json) {
        return Web.postJson(
                campaign.url(path), json, "Authorization", "Bearer " + campaign.key(), "Idempotency-Key", "k1");
    }

    // 2.9 for the referrer

    @Test
    void an_action_may_be_completed_for_the_referrer_of_the_lead_that_is_named() {
        long level = campaign.rewardLevel("Early access", 4);
        var ada = signUp("ada@example.com");
        campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + ada.path("social_id") + "}");
        subscriber.news();
        var bob = "{\"email\": \"bob@example.com\", \"laid\": " + action + "}";

        assertCompleted(campaign.post("/actions/" + action + "/parent", bob));
        assertThat(subscriber.news())
                .containsExactly(
                        scoreChange("ada@example.com", 1, 4), rewarded("ada@example.com", level, "Early access", 4));
        assertThat(completed("ada@example.com")).isEqualTo(json("[" + action + "]"));
        assertThat(completed("bob@example.com")).isEmpty();

        assertCompleted(campaign.post("/parent-actions/" + action, bob));
        assertCompleted(campaign.post("/actions/parent-completed", bob));
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/parent-actions/ACTION", "/actions/parent-completed"})
    void it_has_other_paths_too(String path) {
        var ada = campaign.signUp("ada@example.com");
        var bob = campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + ada.path("social_id") + "}");

        assertCompleted(campaign.post(
                path.replace("ACTION", "" + action),
                "{\"social_id\": %s, \"laid\": \"%d\"}".formatted(bob.path("social_id"), action)));

        assertThat(score("ada@example.com")).isEqualTo(4);
    }

    @Test
    void for_who_was_referred_by_nobody_it_is_not_found() {
        signUp("ada@example.com");

        assertRefused(campaign.post("/actions/" + action + "/parent", ADA), 404, "No lead found");
        assertRefused(campaign.post("/parent-actions/" + action, ADA), 404, "No lead found");
        assertThat(subscriber.news()).isEmpty();
    }

    // 2.5, which needs what is not there

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\": \"ada@example.com\", \"code\": \"1234\"}",
                "{\"phone_number\": \"+13105551234\", \"code\": 1234}",
                "{\"code\": []}"
            })
    void a_phone_number_cannot_be_verified_without_an_sms_provider(String body) {
        signUp("ada@example.com");

        assertRefused(campaign.post("/verify-phone-number", body), 409, "Missing required Twilio information");
        assertRefused(Web.postJson(campaign.url("/verify-phone-number"), body), 401, "Invalid API access");
        assertRefused(
                Web.postJson(campaign.url("/verify-phone-number"), body, "Authorization", "wrong"),
                401,
                "Invalid API access");
        assertThat(subscriber.news()).isEmpty();
    }

    // -----------------------------------------------------------------------------------------------------------------

    private JsonNode signUp(String email) {
        var lead = campaign.signUp(email);
        subscriber.news();
        return lead;
    }

    private int score(String email) {
        return campaign.get("?email=" + email).json().path("contest_score").asInt();
    }

    private JsonNode completed(String email) {
        return campaign.get("?email=" + email).json().path("completed_actions");
    }

    private static void assertCompleted(Reply reply) {
        assertThat(reply.json()).isEqualTo(message("Lead added to action"));
        assertThat(reply.status()).isEqualTo(200);
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
    }
}
