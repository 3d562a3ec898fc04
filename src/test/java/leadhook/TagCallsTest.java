package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static leadhook.testkit.Subscriber.event;
import static leadhook.testkit.Subscriber.flagged;
import static leadhook.testkit.Subscriber.leadOf;
import static leadhook.testkit.Subscriber.referral;
import static leadhook.testkit.Subscriber.rewarded;
import static leadhook.testkit.Subscriber.scoreChange;
import static leadhook.testkit.Subscriber.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Rows;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags listed and put on leads, which are made for it if need be, and on who referred them (contract 2.10 to 2.12). */
@Journey
class TagCallsTest {
    private static final String ADA = "{\"email\": \"ada@example.com\"}";
    private static final List<String> PATHS = List.of("/tags/TAG/lead", "/tags/TAG", "/tag/TAG");
    private static final List<String> PARENT_PATHS = List.of("/tags/TAG/lead-parent", "/tags/TAG/parent");

    private final World world;
    private final TestCampaign campaign;
    private final Subscriber subscriber;
    private final long tag;

    TagCallsTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign().set("{\"fraud\": {\"blocked_email_domains\": [\"spam.example\"]}}");
        subscriber = Subscriber.of(world, campaign);
        tag = campaign.tag("Beta tester", 20);
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        subscriber.close();
    }

    private String path(String pattern) {
        return pattern.replace("TAG", "" + tag);
    }

    // 2.10 list

    @Test
    void tags_are_a_bare_array() {
        long described = campaign.make("/tags", json("""
                {"name": "Buyer", "description": "Bought something", "points": 5}"""));

        var reply = campaign.get("/tags");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(json("""
                [ { "id": %d, "name": "Beta tester", "description": "", "points": 20 },
                  { "id": %d, "name": "Buyer", "description": "Bought something", "points": 5 } ]""".formatted(tag, described)));
        assertThat(world.campaign().get("/tags").json()).isEqualTo(json("[]"));
    }

    @Test
    void tags_are_listed_and_put_on_with_a_key_of_the_campaign() {
        var elsewhere = world.campaign().key();
        var before = Rows.of(world.database());

        for (var key : List.of("", "wrong", elsewhere)) {
            assertRefused(Web.get(campaign.url("/tags?api_key=" + key)), 401, "Invalid API access");
            for (var pattern : List.of(
                    "/tags/TAG/lead",
                    "/tags/TAG",
                    "/tag/TAG",
                    "/tags/TAG/lead-parent",
                    "/tags/TAG/parent",
                    "/tags/0")) {
                for (var body : List.of("{}", ADA, "{\"email\": \"no address\"}")) {
                    assertRefused(
                            Web.postJson(campaign.url(path(pattern) + "?api_key=" + key), body),
                            401,
                            "Invalid API access");
                }
            }
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    // 2.11 tag a lead

    @ParameterizedTest
    @ValueSource(strings = {"/tags/TAG/lead", "/tags/TAG", "/tag/TAG", "/tags/TAG/lead/", "//tags//TAG//lead"})
    void a_lead_that_is_there_is_only_tagged_and_once(String pattern) {
        long level = campaign.rewardLevel("Early access", 20);
        campaign.signUpWith("{\"email\": \"ada@example.com\", \"city\": \"Brno\"}");
        subscriber.news();

        var reply = campaign.post(
                path(pattern),
                "{\"email\": \"ADA@example.com\", \"city\": \"Praha\", \"points\": 9, \"kid\": \"1QN7\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(lead("ada@example.com"));
        assertThat(reply.json().path("tags")).isEqualTo(json("""
                [{"tag_id": %d, "name": "Beta tester", "points": 20}]""".formatted(tag)));
        assertThat(reply.json().path("contest_score").asInt()).isEqualTo(20);
        assertThat(reply.json().path("counter").asInt()).isEqualTo(1);
        assertThat(reply.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(subscriber.news())
                .containsExactly(
                        tagged("ada@example.com", tag, "Beta tester", 20),
                        scoreChange("ada@example.com", 0, 20),
                        rewarded("ada@example.com", level, "Early access", 20));

        assertThat(campaign.post(path(pattern), ADA).json()).isEqualTo(reply.json());
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void a_lead_that_is_not_there_signs_up_by_it_with_all_that_is_said_of_it() {
        long level = campaign.rewardLevel("Early access", 1);
        var ada = campaign.signUp("ada@example.com");
        subscriber.news();

        var reply = campaign.post(path("/tags/TAG/lead"), """
                {"email": "bob@example.com", "kid": %s, "City": "Brno", "points": 5, "__source": "shop"}""".formatted(ada.path("social_id")));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(lead("bob@example.com"));
        assertThat(reply.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(reply.json().path("parent_id")).isEqualTo(ada.path("id"));
        assertThat(reply.json().path("contest_score").asInt()).isEqualTo(25);
        var payloads = subscriber.payloads();
        assertThat(payloads)
                .filteredOn(payload -> payload.path("email").asText().equals("bob@example.com"))
                .hasSize(5)
                .allSatisfy(payload -> assertThat(leadOf(payload)).isEqualTo(reply.json()));
        assertThat(payloads)
                .filteredOn(payload -> payload.path("email").asText().equals("ada@example.com"))
                .hasSize(3)
                .allSatisfy(payload -> assertThat(leadOf(payload)).isEqualTo(lead("ada@example.com")));
        assertThat(payloads.stream().map(Subscriber::line))
                .containsExactly(
                        event("new_signup", "bob@example.com"),
                        event("new_signup_not_excluded", "bob@example.com"),
                        tagged("bob@example.com", tag, "Beta tester", 20),
                        scoreChange("bob@example.com", 0, 25),
                        rewarded("bob@example.com", level, "Early access", 1),
                        referral("ada@example.com", reply.json()),
                        scoreChange("ada@example.com", 0, 1),
                        rewarded("ada@example.com", level, "Early access", 1));
    }

    @Test
    void the_events_of_a_signup_that_is_tagged_come_lead_first_then_referrer_then_the_referrers_referrer() {
        campaign.set("{\"scoring\": {\"signup\": 1, \"direct\": 10, \"indirect\": 5}}");
        long low = campaign.rewardLevel("Low", 5);
        long high = campaign.rewardLevel("High", 15);
        var ada = campaign.signUp("ada@example.com");
        var bob = campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + ada.path("social_id") + "}");
        subscriber.news();

        var cid = campaign.post(
                path("/tags/TAG/lead"), "{\"email\": \"cid@example.com\", \"kid\": " + bob.path("social_id") + "}");

        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup", "cid@example.com"),
                        event("new_signup_not_excluded", "cid@example.com"),
                        tagged("cid@example.com", tag, "Beta tester", 20),
                        scoreChange("cid@example.com", 0, 21),
                        rewarded("cid@example.com", low, "Low", 5),
                        rewarded("cid@example.com", high, "High", 15),
                        referral("bob@example.com", cid.json()),
                        scoreChange("bob@example.com", 1, 11),
                        rewarded("bob@example.com", low, "Low", 5),
                        scoreChange("ada@example.com", 11, 16),
                        rewarded("ada@example.com", high, "High", 15));
    }

    @Test
    void a_flagged_lead_that_signs_up_by_it_is_told_as_such_and_refers_nobody() {
        campaign.rewardLevel("Early access", 1);
        var ada = campaign.signUp("ada@example.com");
        subscriber.news();

        campaign.post(
                path("/tags/TAG/lead"), "{\"email\": \"bob@spam.example\", \"kid\": " + ada.path("social_id") + "}");

        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup", "bob@spam.example"),
                        flagged("bob@spam.example", "bad_email_domain"),
                        tagged("bob@spam.example", tag, "Beta tester", 20),
                        scoreChange("bob@spam.example", 0, 20));
    }

    @Test
    void a_tag_completes_its_actions_for_its_own_points_alone() {
        long install = campaign.actionOf(tag, "Install the beta", 7);
        long report = campaign.actionOf(tag, "Report a bug", 8);
        campaign.signUp("ada@example.com");
        subscriber.news();

        var lead = campaign.post(path("/tags/TAG/lead"), ADA).json();

        assertThat(lead.path("completed_actions")).isEqualTo(json("[%d, %d]".formatted(install, report)));
        assertThat(subscriber.news())
                .containsExactly(
                        tagged("ada@example.com", tag, "Beta tester", 20), scoreChange("ada@example.com", 0, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"social_id\": ID", "\"kid\": ID", "\"phone_number\": \"310-555-1234\""})
    void a_lead_may_be_named_otherwise_than_by_email(String name) {
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        subscriber.news();

        var reply = campaign.post(
                path("/tags/TAG/lead"),
                "{" + name.replace("ID", ada.path("social_id").toString()) + "}");

        assertThat(reply.json().path("id")).isEqualTo(ada.path("id"));
        assertThat(subscriber.news()).startsWith(tagged("ada@example.com", tag, "Beta tester", 20));
    }

    @Test
    void a_phone_number_is_enough_to_sign_up() {
        var reply =
                campaign.post(path("/tags/TAG/lead"), "{\"phone_number\": \"0777 123 456\", \"country_code\": \"CZ\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup", "+420777123456"),
                        event("new_signup_not_excluded", "+420777123456"),
                        tagged("+420777123456", tag, "Beta tester", 20),
                        scoreChange("+420777123456", 0, 20));
    }

    @Test
    void beside_an_email_the_social_id_of_another_lead_is_not_who_referred_it() {
        var ada = campaign.signUp("ada@example.com");

        var bob = campaign.post(
                path("/tags/TAG/lead"),
                "{\"email\": \"bob@example.com\", \"social_id\": " + ada.path("social_id") + "}");

        assertThat(bob.json().path("email").asText()).isEqualTo("bob@example.com");
        assertThat(bob.json().path("parent_id").isNull()).isTrue();
        assertThat(lead("ada@example.com").path("tags")).isEmpty();
    }

    @Test
    void urls_and_actions_are_left_out_on_request() {
        var reply = campaign.post(
                path("/tags/TAG/lead"), "{\"email\": \"ada@example.com\", \"__skip_urls\": 1, \"__skip_actions\": 1}");

        assertThat(reply.json().has("social_url")).isFalse();
        assertThat(reply.json().has("completed_actions")).isFalse();
        assertThat(reply.json().path("custom_fields")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"social_id\": \"ZZZZZZ\"}",
                "{\"kid\": \"ZZZZZZ\"}",
                "{\"social_id\": \"!\"}",
                "{\"social_id\": 5}",
                "{\"email\": \"nobody@example.com\", \"must_exist\": 1}"
            })
    void who_is_unknown_and_cannot_be_made_is_not_found(String body) {
        var before = Rows.of(world.database());
        for (var pattern : PATHS) {
            assertRefused(campaign.post(path(pattern), body), 404, "No lead found");
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"email": "no address"}                                           | Invalid email address
            {"email": {"a": "b"}, "phone_number": "+13105551234"}             | Invalid email address
            {"email": "ada@example.com", "phone_number": "abc"}               | Invalid phone number
            {"phone_number": "abc"}                                           | Invalid phone number
            {"email": "ada@example.com", "points": 1.5}                       | No points value found
            {"email": "ada@example.com", "points": 100000}                    | Max Points Exceeded
            """)
    void who_could_not_sign_up_is_refused_as_at_a_signup(String body, String text) {
        var before = Rows.of(world.database());
        for (var pattern : PATHS) {
            assertRefused(campaign.post(path(pattern), body), 409, text);
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @Test
    void a_name_that_is_too_long_is_nobodys_and_makes_nobody() {
        var before = Rows.of(world.database());
        var email = "{\"email\": \"" + "a".repeat(20_000) + "@example.com\"}";
        var kid = "{\"kid\": \"" + "Z".repeat(20_000) + "\"}";
        for (var pattern : PATHS) {
            assertRefused(campaign.post(path(pattern), email), 409, "Invalid email address");
            assertRefused(campaign.post(path(pattern), kid), 404, "No lead found");
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"email\": \"\", \"social_id\": null}", "{\"name\": \"Ada\"}", "{\"kid\": {}}"})
    void nobody_named_is_refused(String body) {
        for (var pattern : PATHS) {
            assertRefused(campaign.post(path(pattern), body), 409, "Please include a lead id or email");
        }
        for (var pattern : PARENT_PATHS) {
            assertRefused(campaign.post(path(pattern), body), 409, "Please include a lead id or email");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "0", "-1", "1.5", "beta", "99999999999999999999999999", "%00"})
    void a_tag_that_is_none_is_not_found_and_nobody_signs_up_by_it(String id) {
        var before = Rows.of(world.database());

        for (var path : List.of("/tags/%s/lead", "/tags/%s", "/tag/%s", "/tags/%s/lead-parent", "/tags/%s/parent")) {
            assertRefused(campaign.post(path.replace("%s", id), ADA), 404, "No tag found");
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @Test
    void a_tag_or_a_lead_of_another_campaign_is_not_found() {
        var other = world.campaign();
        long elsewhere = other.tag("Beta tester", 20);
        var stranger = other.signUp("stranger@example.com");

        assertRefused(campaign.post("/tags/" + elsewhere + "/lead", ADA), 404, "No tag found");
        assertRefused(
                campaign.post(path("/tags/TAG/lead"), "{\"social_id\": " + stranger.path("social_id") + "}"),
                404,
                "No lead found");
        assertRefused(
                campaign.post(path("/tags/TAG/lead-parent"), "{\"social_id\": " + stranger.path("social_id") + "}"),
                404,
                "No lead found");
    }

    @Test
    void a_lead_that_signs_up_by_a_tag_twice_with_one_key_does_it_once() {
        var first = keyed(path("/tags/TAG/lead"));
        subscriber.news();

        var second = keyed(path("/tags/TAG/lead"));
        var alias = keyed(path("/tag/TAG"));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(alias.json()).isEqualTo(first.json());
        assertThat(subscriber.news()).isEmpty();
    }

    private Reply keyed(String path) {
        return Web.postJson(
                campaign.url(path), ADA, "Authorization", "Bearer " + campaign.key(), "Idempotency-Key", "k1");
    }

    // 2.12 tag the referrer

    @ParameterizedTest
    @ValueSource(strings = {"/tags/TAG/lead-parent", "/tags/TAG/parent"})
    void who_referred_the_lead_is_tagged_once_and_shown(String pattern) {
        long level = campaign.rewardLevel("Early access", 21);
        var ada = campaign.signUp("ada@example.com");
        var bob = campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + ada.path("social_id") + "}");
        subscriber.news();

        var reply = campaign.post(path(pattern), "{\"social_id\": " + bob.path("social_id") + "}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(lead("ada@example.com"));
        assertThat(reply.json().path("tags")).hasSize(1);
        assertThat(subscriber.news())
                .containsExactly(
                        tagged("ada@example.com", tag, "Beta tester", 20),
                        scoreChange("ada@example.com", 1, 21),
                        rewarded("ada@example.com", level, "Early access", 21));
        assertThat(lead("bob@example.com").path("tags")).isEmpty();

        assertThat(campaign.post(path(pattern), "{\"email\": \"bob@example.com\", \"__skip_urls\": 1}")
                        .json()
                        .has("social_url"))
                .isFalse();
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\": \"ada@example.com\"}",
                "{\"email\": \"nobody@example.com\"}",
                "{\"email\": \"no address\"}",
                "{\"phone_number\": \"abc\"}",
                "{\"kid\": \"ZZZZZZ\"}"
            })
    void where_nobody_referred_the_lead_nobody_is_tagged(String body) {
        campaign.signUp("ada@example.com");
        subscriber.news();
        for (var pattern : PARENT_PATHS) {
            assertRefused(campaign.post(path(pattern), body), 404, "No lead found");
        }
        assertThat(subscriber.news()).isEmpty();
    }

    private JsonNode lead(String email) {
        return campaign.get("?email=" + email).json();
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
    }
}
