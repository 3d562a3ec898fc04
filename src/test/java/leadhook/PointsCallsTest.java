package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static leadhook.testkit.Subscriber.event;
import static leadhook.testkit.Subscriber.flagged;
import static leadhook.testkit.Subscriber.leadOf;
import static leadhook.testkit.Subscriber.rewarded;
import static leadhook.testkit.Subscriber.scoreChange;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Points that a caller gives and takes, and what subscribers hear of it (contract 2.6, Q29, Q34, Q36, Q51). */
@Journey
class PointsCallsTest {
    private final World world;
    private final TestCampaign campaign;
    private final Subscriber subscriber;

    PointsCallsTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign().set("{\"fraud\": {\"blocked_email_domains\": [\"spam.example\"]}}");
        subscriber = Subscriber.of(world, campaign);
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        subscriber.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/points", "/leads/add-points", "/points/"})
    void points_are_added_and_told_with_the_score_before_and_after(String path) {
        signUp("ada@example.com");

        assertAdded(campaign.post(path, "{\"email\": \"ada@example.com\", \"points\": 7, \"message\": \"Thanks\"}"));
        assertAdded(campaign.post(path, "{\"email\": \"ada@example.com\", \"points\": \"5\"}"));

        assertThat(subscriber.news())
                .containsExactly(scoreChange("ada@example.com", 0, 7), scoreChange("ada@example.com", 7, 12));
        assertThat(score("ada@example.com")).isEqualTo(12);
    }

    @Test
    void each_event_shows_the_lead_as_the_call_left_it() {
        campaign.rewardLevel("Early access", 5);
        signUp("ada@example.com");

        add("ada@example.com", 7);

        var lead = campaign.get("?email=ada@example.com").json();
        assertThat(subscriber.payloads())
                .hasSize(2)
                .allSatisfy(payload -> assertThat(leadOf(payload)).isEqualTo(lead));
    }

    @Test
    void levels_are_granted_by_rising_points_once_and_never_taken_back() {
        long gold = campaign.rewardLevel("Gold", 10);
        long bronze = campaign.rewardLevel("Bronze", 5);
        long silver = campaign.rewardLevel("Silver", 5);
        signUp("ada@example.com");

        add("ada@example.com", 4);
        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 4));

        add("ada@example.com", 6);
        assertThat(subscriber.news())
                .containsExactly(
                        scoreChange("ada@example.com", 4, 10),
                        rewarded("ada@example.com", bronze, "Bronze", 5),
                        rewarded("ada@example.com", silver, "Silver", 5),
                        rewarded("ada@example.com", gold, "Gold", 10));

        add("ada@example.com", -9);
        add("ada@example.com", 9);
        assertThat(subscriber.news())
                .containsExactly(scoreChange("ada@example.com", 10, 1), scoreChange("ada@example.com", 1, 10));
    }

    @Test
    void a_level_made_too_late_is_granted_with_the_next_score_change_and_called_by_the_subject_of_its_mail() {
        signUp("ada@example.com");
        add("ada@example.com", 10);
        long level = campaign.make("/reward-levels", json("""
                {"title": "Early access", "subject": "You are in", "required_points": 5}"""));
        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 10));

        add("ada@example.com", 0);
        assertThat(subscriber.news()).isEmpty();

        add("ada@example.com", -1);
        assertThat(subscriber.news())
                .containsExactly(
                        scoreChange("ada@example.com", 10, 9), rewarded("ada@example.com", level, "You are in", 5));
    }

    @Test
    void a_score_never_falls_below_zero_and_what_changes_nothing_is_not_told() {
        signUp("ada@example.com");

        add("ada@example.com", -5);
        assertThat(subscriber.news()).isEmpty();

        add("ada@example.com", 3);
        add("ada@example.com", -99_999);
        add("ada@example.com", 2);
        assertThat(subscriber.news())
                .containsExactly(
                        scoreChange("ada@example.com", 0, 3),
                        scoreChange("ada@example.com", 3, 0),
                        scoreChange("ada@example.com", 0, 2));
    }

    @Test
    void who_is_flagged_gets_points_and_no_reward() {
        campaign.rewardLevel("Early access", 5);
        campaign.signUp("bob@spam.example");

        add("bob@spam.example", 5);

        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup", "bob@spam.example"),
                        flagged("bob@spam.example", "bad_email_domain"),
                        scoreChange("bob@spam.example", 0, 5));
    }

    @Test
    void points_are_added_to_those_of_a_signup_and_a_signup_sets_them_all() {
        campaign.signUpWith("{\"email\": \"ada@example.com\", \"points\": 5}");
        add("ada@example.com", 3);
        assertThat(score("ada@example.com")).isEqualTo(8);

        campaign.signUpWith("{\"email\": \"ada@example.com\", \"points\": 2}");
        assertThat(score("ada@example.com")).isEqualTo(2);
    }

    // Who gets them

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"email\": \" ADA@example.com\"",
                "\"email\": [\"ada@example.com\", \"nobody@example.com\"]",
                "\"emails\": [\"ada@example.com\", \"ADA@example.com\"]",
                "\"emails\": \"ada@example.com\"",
                "\"email\": \"ada@example.com\", \"emails\": [\"ada@example.com\"]",
                "\"kid\": \"ID\"",
                "\"social_id\": \"ID\"",
                "\"phone_number\": \"310-555-1234\"",
                "\"phone_number\": \"3105551234\", \"country_code\": \"US\"",
                "\"email\": \"\", \"emails\": [], \"social_id\": \"ID\""
            })
    void a_lead_may_be_named_in_each_way_and_gets_the_points_once(String names) {
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        subscriber.news();
        var id = ada.path("social_id").asText().toLowerCase(Locale.ROOT);

        assertAdded(campaign.post("/points", "{\"points\": 3, " + names.replace("ID", id) + "}"));

        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 3));
    }

    @Test
    void several_leads_get_them_at_once_whether_in_json_in_a_form_or_in_the_query() {
        long level = campaign.rewardLevel("Early access", 2);
        signUp("ada@example.com");
        signUp("bob@example.com");
        var form = "email[]=ada@example.com&email[]=bob@example.com&points=1&api_key=" + campaign.key();

        assertAdded(
                campaign.post("/points", "{\"emails\": [\"ada@example.com\", \"bob@example.com\"], \"points\": 1}"));
        assertAdded(
                Web.send("POST", campaign.url("/points"), form, "Content-Type", "application/x-www-form-urlencoded"));
        assertAdded(Web.send("POST", campaign.url("/points?" + form.replace("[]", "%5B%5D")), ""));

        assertThat(subscriber.news())
                .filteredOn(line -> line.contains("bob@"))
                .containsExactly(
                        scoreChange("bob@example.com", 0, 1),
                        scoreChange("bob@example.com", 1, 2),
                        rewarded("bob@example.com", level, "Early access", 2),
                        scoreChange("bob@example.com", 2, 3));
        assertThat(score("ada@example.com")).isEqualTo(3);
    }

    @Test
    void email_wins_over_the_other_names() {
        signUp("ada@example.com");
        var bob = campaign.signUpWith("{\"email\": \"bob@example.com\", \"phone_number\": \"+13105551234\"}");
        subscriber.news();

        assertAdded(campaign.post(
                "/points",
                "{\"points\": 3, \"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\", \"kid\": %s}"
                        .formatted(bob.path("social_id"))));

        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 3));
    }

    @Test
    void a_hundred_leads_get_them_and_further_ones_are_passed_over() {
        var emails = IntStream.range(0, 101)
                .mapToObj("lead%d@example.com"::formatted)
                .peek(campaign::signUp)
                .toList();

        assertAdded(campaign.post("/points", to(emails, 3)));

        assertThat(Stream.of(0, 99, 100).map(i -> score(emails.get(i)))).containsExactly(3, 3, 0);
    }

    private static String to(List<String> emails, long points) {
        var body = (ObjectNode) json("{}");
        var array = body.put("points", points).putArray("emails");
        emails.forEach(array::add);
        return body.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kid\": \"!\"",
                "\"social_id\": 5.5",
                "\"phone_number\": \"abc\"",
                "\"email\": \"\", \"kid\": \"0\""
            })
    void a_name_that_cannot_be_a_leads_is_that_of_nobody(String name) {
        assertRefused(campaign.post("/points", "{\"points\": 5, " + name + "}"), 404, "No leads found");
    }

    @Test
    void addresses_that_are_none_and_those_named_twice_take_no_place_among_the_hundred() {
        signUp("ada@example.com");
        var emails = new ArrayList<>(Collections.nCopies(150, "no address"));
        IntStream.range(0, 99).forEach(i -> emails.add("Lead%d@example.com".formatted(i)));
        IntStream.range(0, 99).forEach(i -> emails.add("lead%d@example.com".formatted(i)));
        emails.add("ada@example.com");

        assertAdded(campaign.post("/points", to(emails, 3)));

        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 3));
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"points\": null",
                ", \"points\": \"\"",
                ", \"points\": \" \"",
                ", \"points\": 1.5",
                ", \"points\": \"many\"",
                ", \"points\": true",
                ", \"points\": []",
                ", \"points\": [5]",
                ", \"points\": {}",
                ", \"points\": \"5 points\""
            })
    void without_a_whole_number_of_points_nothing_is_given(String points) {
        signUp("ada@example.com");

        assertRefused(
                campaign.post("/points", "{\"email\": \"ada@example.com\"" + points + "}"),
                409,
                "No points value found");
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100000", "-100000", "1e9", "\"99999999999999999999999999999999999999999999999\""})
    void more_points_than_the_most_are_refused(String points) {
        signUp("ada@example.com");

        assertRefused(
                campaign.post("/points", "{\"email\": \"ada@example.com\", \"points\": " + points + "}"),
                409,
                "Max Points Exceeded");
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"99999, 99999", "2e1, 20", "20.0, 20", "'\"+3\"', 3"})
    void the_most_and_whole_numbers_however_written_are_given(String points, int score) {
        signUp("ada@example.com");

        assertAdded(campaign.post("/points", "{\"email\": \"ada@example.com\", \"points\": " + points + "}"));

        assertThat(score("ada@example.com")).isEqualTo(score);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"points\": 5}",
                "{\"points\": 5, \"email\": \"\"}",
                "{\"points\": 5, \"email\": null, \"emails\": []}",
                "{\"points\": 5, \"kid\": []}",
                "{\"points\": 5, \"name\": \"Ada\"}"
            })
    void points_for_nobody_named_are_refused(String body) {
        assertRefused(campaign.post("/points", body), 409, "Please include a lead id or email");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"email\": \"nobody@example.com\"",
                "\"emails\": [\"nobody@example.com\", \"no address\", 5, {}, null]",
                "\"email\": {\"a\": \"b\"}",
                "\"kid\": \"ZZZZZZ\"",
                "\"phone_number\": \"+13105550000\""
            })
    void points_for_nobody_who_is_known_are_refused(String names) {
        signUp("ada@example.com");

        assertRefused(campaign.post("/points", "{\"points\": 5, " + names + "}"), 404, "No leads found");
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void a_lead_of_another_campaign_gets_nothing() {
        var elsewhere = world.campaign().signUp("ada@example.com");

        assertRefused(
                campaign.post("/points", "{\"points\": 5, \"kid\": " + elsewhere.path("social_id") + "}"),
                404,
                "No leads found");
        assertRefused(
                campaign.post("/points", "{\"points\": 5, \"email\": \"ada@example.com\"}"), 404, "No leads found");
    }

    @Test
    void what_is_wrong_is_told_in_the_documented_order() {
        var elsewhere = world.campaign().key();

        for (var key : List.of("wrong", elsewhere)) {
            assertRefused(Web.postJson(campaign.url("/points"), "{}", "Authorization", key), 401, "Invalid API access");
        }
        assertRefused(Web.postJson(campaign.url("/points"), "{}"), 401, "Invalid API access");
        assertRefused(campaign.post("/points", "{}"), 409, "No points value found");
        assertRefused(campaign.post("/points", "{\"points\": 100000}"), 409, "Max Points Exceeded");
        assertRefused(campaign.post("/points", "{\"points\": 5}"), 409, "Please include a lead id or email");
        assertThat(campaign.get("/points?points=5&email=ada@example.com").status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "5", "[\"why\"]", "{}", "\"a\\u0000b\""})
    void a_message_is_taken_whatever_it_is(String message) {
        signUp("ada@example.com");

        assertAdded(campaign.post(
                "/points", "{\"email\": \"ada@example.com\", \"points\": 1, \"message\": " + message + "}"));
    }

    @Test
    void a_message_is_kept_with_the_points_as_far_as_it_goes() {
        signUp("ada@example.com");

        assertAdded(campaign.post("/points", """
                {"email": "ada@example.com", "points": 1, "message": "%s"}""".formatted("x".repeat(20_000))));

        assertThat(world.database()
                        .list(
                                "select message from points where campaign_id = ?",
                                row -> row.getString(1),
                                campaign.id()))
                .containsExactly("x".repeat(1_000));
    }

    @Test
    void points_sent_twice_with_one_key_are_given_once() {
        signUp("ada@example.com");
        var five = "{\"email\": \"ada@example.com\", \"points\": 5}";

        assertAdded(keyed("/points", five));
        assertAdded(keyed("/points", five));
        assertAdded(keyed("/leads/add-points", five));
        assertRefused(
                keyed("/points", five.replace("5", "6")), 409, "This Idempotency-Key was used for another request");

        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 5));
    }

    private Reply keyed(String path, String json) {
        return Web.postJson(
                campaign.url(path), json, "Authorization", "Bearer " + campaign.key(), "Idempotency-Key", "k1");
    }

    private void signUp(String email) {
        campaign.signUp(email);
        subscriber.news();
    }

    private void add(String email, long points) {
        assertAdded(campaign.post("/points", to(List.of(email), points)));
    }

    private int score(String email) {
        return campaign.get("?email=" + email).json().path("contest_score").asInt();
    }

    private static void assertAdded(Reply reply) {
        assertThat(reply.json()).isEqualTo(message("Custom Points added"));
        assertThat(reply.status()).isEqualTo(200);
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
    }
}
