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
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** The same done to many leads at once, and what subscribers hear of it (contract 2.3, 2.4, Q9 to Q12). */
@Journey
class BulkCallsTest {
    private static final List<String> PATHS = List.of(
            "/optout",
            "/opt-out",
            "/leads/opt-out",
            "/verify",
            "/leads/verify",
            "/approve",
            "/block",
            "/waitlist",
            "/leads/waitlist",
            "/unwaitlist",
            "/remove-from-waitlist",
            "/leads/remove-from-waitlist",
            "/tag",
            "/tags/bulk");
    private static final String ADA = "{\"email\": \"ada@example.com\"}";
    private static final String BOTH = "{\"email\": [\"ada@example.com\", \"bob@example.com\"]}";

    private final World world;
    private final TestCampaign campaign;
    private final Subscriber subscriber;
    private final long tag;

    BulkCallsTest(HandOver handOver) {
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

    // What each does

    @ParameterizedTest
    @ValueSource(strings = {"/optout", "/opt-out", "/leads/opt-out"})
    void opting_out_is_told_of_each_lead_once(String path) {
        signUpBoth();

        assertDone(campaign.post(path, BOTH), 2);
        assertThat(subscriber.news())
                .containsExactly(event("opted_out", "ada@example.com"), event("opted_out", "bob@example.com"));
        assertThat(lead("ada@example.com").path("opted_out").asBoolean()).isTrue();

        assertDone(campaign.post(path, BOTH), 2);
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/verify", "/leads/verify"})
    void verifying_is_told_of_each_lead_once_and_verifies_the_email_of_who_has_one(String path) {
        campaign.signUp("ada@example.com");
        campaign.signUpWith("{\"phone_number\": \"+420777123456\"}");
        subscriber.news();

        assertDone(campaign.post(path, ADA), 1);
        assertDone(campaign.post(path, "{\"phone_number\": \"+420777123456\"}"), 1);
        assertThat(subscriber.news())
                .containsExactly(event("verified", "ada@example.com"), event("verified", "+420777123456"));
        assertThat(verified("?email=ada@example.com")).isEqualTo("true true false");
        assertThat(verified("?phone_number=%2B420777123456")).isEqualTo("true false false");

        assertDone(campaign.post(path, ADA), 1);
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void verifying_scores_a_referral_where_only_verified_ones_count() {
        campaign.set("{\"scoring\": {\"needs_verification\": true}}");
        long level = campaign.rewardLevel("Early access", 1);
        var ada = campaign.signUp("ada@example.com");
        var bob = refer(ada, "bob@example.com");
        assertThat(subscriber.news()).endsWith(referral("ada@example.com", bob));

        campaign.post("/verify", "{\"email\": \"bob@example.com\"}");

        assertThat(subscriber.news())
                .containsExactly(
                        event("verified", "bob@example.com"),
                        scoreChange("ada@example.com", 0, 1),
                        rewarded("ada@example.com", level, "Early access", 1));
        assertThat(lead("ada@example.com").path("referrals").asInt()).isEqualTo(1);
    }

    @Test
    void approving_overrides_the_flag_and_tells_of_the_lead_and_of_the_referral_that_it_is() {
        long level = campaign.rewardLevel("Early access", 1);
        var ada = campaign.signUp("ada@example.com");
        subscriber.news();
        var spam = refer(ada, "bob@spam.example");
        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup", "bob@spam.example"), flagged("bob@spam.example", "bad_email_domain"));
        assertThat(spam.path("fraudulent").asBoolean()).isTrue();

        assertDone(campaign.post("/approve", "{\"email\": \"bob@spam.example\"}"), 1);
        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup_not_excluded", "bob@spam.example"),
                        referral("ada@example.com", spam),
                        scoreChange("ada@example.com", 0, 1),
                        rewarded("ada@example.com", level, "Early access", 1));
        assertThat(lead("bob@spam.example").path("fraudulent").asBoolean()).isFalse();

        assertDone(campaign.post("/approve", "{\"email\": \"bob@spam.example\"}"), 1);
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void approving_gives_a_lead_the_rewards_that_were_held_back_before_its_referrer_hears_of_it() {
        long level = campaign.rewardLevel("Early access", 10);
        var spam = refer(campaign.signUp("ada@example.com"), "bob@spam.example");
        campaign.post("/points", "{\"email\": \"bob@spam.example\", \"points\": 10}");
        assertThat(subscriber.news()).endsWith(scoreChange("bob@spam.example", 0, 10));

        campaign.post("/approve", "{\"email\": \"bob@spam.example\"}");

        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup_not_excluded", "bob@spam.example"),
                        rewarded("bob@spam.example", level, "Early access", 10),
                        referral("ada@example.com", spam),
                        scoreChange("ada@example.com", 0, 1));
    }

    @Test
    void approving_who_is_not_flagged_tells_of_nothing() {
        campaign.signUpWith("{\"email\": \"ada@example.com\", \"points\": 10}");
        campaign.rewardLevel("Made too late", 10);
        subscriber.news();

        assertDone(campaign.post("/approve", ADA), 1);

        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ada@spam.example, bob@spam.example", "bob@spam.example, ada@spam.example"})
    void leads_of_whom_one_referred_the_other_may_be_approved_together(String one, String other) {
        long level = campaign.rewardLevel("Early access", 1);
        var bob = refer(campaign.signUp("ada@spam.example"), "bob@spam.example");
        subscriber.news();

        campaign.post("/approve", of(one, other).toString());

        assertThat(subscriber.news())
                .containsExactly(
                        event("new_signup_not_excluded", one),
                        event("new_signup_not_excluded", other),
                        referral("ada@spam.example", bob),
                        scoreChange("ada@spam.example", 0, 1),
                        rewarded("ada@spam.example", level, "Early access", 1));
    }

    @Test
    void blocking_takes_a_referral_back_and_approving_gives_it_again_without_telling_of_it_twice() {
        long level = campaign.rewardLevel("Early access", 1);
        var bob = refer(campaign.signUp("ada@example.com"), "bob@example.com");
        assertThat(subscriber.news())
                .endsWith(
                        referral("ada@example.com", bob),
                        scoreChange("ada@example.com", 0, 1),
                        rewarded("ada@example.com", level, "Early access", 1));

        assertDone(campaign.post("/block", "{\"email\": \"bob@example.com\"}"), 1);
        assertThat(subscriber.news())
                .containsExactly(flagged("bob@example.com", "blocked"), scoreChange("ada@example.com", 1, 0));
        assertThat(lead("bob@example.com").path("fraudulent").asBoolean()).isTrue();
        assertThat(lead("ada@example.com").path("referrals").asInt()).isEqualTo(0);

        assertDone(campaign.post("/block", "{\"email\": \"bob@example.com\"}"), 1);
        assertThat(subscriber.news()).isEmpty();

        assertDone(campaign.post("/approve", "{\"email\": \"bob@example.com\"}"), 1);
        assertThat(subscriber.news()).containsExactly(scoreChange("ada@example.com", 0, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "/unwaitlist, /waitlist",
        "/remove-from-waitlist, /waitlist",
        "/leads/remove-from-waitlist, /leads/waitlist"
    })
    void the_waitlist_is_left_and_joined_in_silence_and_counted(String leave, String join) {
        signUpBoth();

        assertDone(campaign.post(leave, BOTH), 2);
        assertThat(lead("ada@example.com").path("waitlisted").asBoolean()).isFalse();
        assertThat(removedFromWaitlist()).isEqualTo(2);

        assertDone(campaign.post(join, ADA), 1);
        assertThat(lead("ada@example.com").path("waitlisted").asBoolean()).isTrue();
        assertThat(removedFromWaitlist()).isEqualTo(1);
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tag", "/tags/bulk"})
    void a_tag_is_put_on_each_lead_once_with_its_points(String path) {
        long level = campaign.rewardLevel("Early access", 20);
        signUpBoth();

        assertDone(campaign.post(path, of("ada@example.com").put("tag_id", tag).toString()), 1);
        var last = lead("ada@example.com");
        assertThat(subscriber.payloads())
                .hasSize(3)
                .allSatisfy(payload -> assertThat(leadOf(payload)).isEqualTo(last));

        assertDone(
                campaign.post(
                        path, "{\"email\": [\"ada@example.com\", \"bob@example.com\"], \"tag_id\": \"" + tag + "\"}"),
                2);
        assertThat(subscriber.news())
                .containsExactly(
                        tagged("bob@example.com", tag, "Beta tester", 20),
                        scoreChange("bob@example.com", 0, 20),
                        rewarded("bob@example.com", level, "Early access", 20));
        assertThat(lead("ada@example.com").path("tags")).hasSize(1);
        assertThat(lead("ada@example.com").path("contest_score").asInt()).isEqualTo(20);
    }

    @Test
    void a_tag_without_points_is_told_and_changes_no_score() {
        long seen = campaign.tag("Seen", 0);
        signUpBoth();

        campaign.post("/tag", "{\"emails\": [\"ada@example.com\", \"bob@example.com\"], \"tag_id\": " + seen + "}");

        assertThat(subscriber.news())
                .containsExactly(
                        tagged("ada@example.com", seen, "Seen", 0), tagged("bob@example.com", seen, "Seen", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"tag_id\": null",
                ", \"tag_id\": \"\"",
                ", \"tag_id\": 999999999",
                ", \"tag_id\": \"beta\"",
                ", \"tag_id\": -1",
                ", \"tag_id\": 1.5",
                ", \"tag_id\": []",
                ", \"tag_id\": {}",
                ", \"tag_id\": 99999999999999999999999999"
            })
    void without_a_tag_of_the_campaign_nothing_is_tagged(String tagId) {
        campaign.signUp("ada@example.com");
        subscriber.news();
        for (var path : List.of("/tag", "/tags/bulk")) {
            assertRefused(campaign.post(path, "{\"email\": \"ada@example.com\"" + tagId + "}"), 404, "No tag found");
        }
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void a_tag_of_another_campaign_is_none() {
        long elsewhere = world.campaign().tag("Beta tester", 20);
        campaign.signUp("ada@example.com");

        assertRefused(
                campaign.post(
                        "/tag", of("ada@example.com").put("tag_id", elsewhere).toString()),
                404,
                "No tag found");
    }

    @Test
    void no_bulk_call_counts_as_a_signup() {
        campaign.signUp("ada@example.com");
        subscriber.news();

        PATHS.forEach(path -> assertDone(post(path, of("ada@example.com")), 1));

        assertThat(lead("ada@example.com").path("counter").asInt()).isEqualTo(1);
        assertThat(subscriber.news()).noneMatch(line -> line.startsWith("repeat_signup"));
    }

    // Who is meant

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\": \" ADA@example.com \"}",
                "{\"email\": [\"ada@example.com\"]}",
                "{\"emails\": \"ada@example.com\"}",
                "{\"emails\": [\"ada@example.com\"]}",
                "{\"email\": \"ada@example.com\", \"emails\": [\"ada@example.com\"]}",
                "{\"phone_number\": \"+13105551234\"}",
                "{\"phone_number\": [\"310-555-1234\"]}",
                "{\"phone_numbers\": [3105551234], \"country_code\": \"US\"}",
                "{\"social_id\": \"ID\"}",
                "{\"social_id\": [\"ID\"]}",
                "{\"social_ids\": [\"ID\"]}",
                "{\"kid\": \"ID\"}",
                "{\"kid\": [\"ID\"], \"social_id\": \"ID\"}",
                "{\"email\": \"\", \"social_id\": \"ID\", \"phone_number\": null}"
            })
    void a_lead_is_named_by_one_kind_of_identifier_single_or_many(String names) {
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        var id = ada.path("social_id").asText();
        subscriber.news();

        assertDone(campaign.post("/optout", names.replace("ID", id)), 1);
        assertDone(campaign.post("/optout", names.replace("ID", id.toLowerCase(Locale.ROOT))), 1);

        assertThat(subscriber.news()).containsExactly(event("opted_out", "ada@example.com"));
    }

    @Test
    void names_may_come_in_the_query_or_as_a_form_as_axios_or_rails_write_them() {
        signUpBoth();
        var both = "email[]=ada@example.com&email[]=bob@example.com&api_key=" + campaign.key();
        var repeated = "emails=ada@example.com&emails=bob@example.com&api_key=" + campaign.key();

        assertDone(Web.send("POST", campaign.url("/optout?" + both.replace("[]", "%5B%5D")), ""), 2);
        assertDone(form("/waitlist", both), 2);
        assertDone(form("/verify", repeated), 2);
    }

    private Reply form(String path, String body) {
        return Web.send("POST", campaign.url(path), body, "Content-Type", "application/x-www-form-urlencoded");
    }

    @Test
    void a_lead_that_is_named_twice_counts_once_and_who_is_unknown_not_at_all() {
        signUpBoth();

        assertDone(campaign.post("/optout", """
                        {"email": ["bob@example.com", "nobody@example.com", "BOB@example.com", "no address", 5, {}, null],
                         "emails": ["ada@example.com", "ada@example.com "]}"""), 2);

        assertThat(subscriber.news())
                .containsExactly(event("opted_out", "bob@example.com"), event("opted_out", "ada@example.com"));
    }

    @Test
    void two_hundred_and_fifty_leads_are_changed_at_once() {
        var emails = IntStream.range(0, 250)
                .mapToObj("lead%d@example.com"::formatted)
                .peek(campaign::signUp)
                .toList();

        assertDone(post("/unwaitlist", of(emails.toArray(String[]::new))), 250);

        assertThat(removedFromWaitlist()).isEqualTo(250);
    }

    @Test
    void exactly_two_hundred_and_fifty_items_are_taken_and_one_more_is_too_many() {
        campaign.signUp("ada@example.com");
        for (var path : PATHS) {
            assertDone(post(path, of(items(250, "ada@example.com"))), 1);
            assertRefused(post(path, of(items(251, "ada@example.com"))), 413, "Too many items to update or delete");
        }
        var split = of(items(126, "ada@example.com"));
        split.set("emails", of(items(125, "ada@example.com")).get("email"));
        assertRefused(post("/optout", split), 413, "Too many items to update or delete");
    }

    @Test
    void too_many_items_are_refused_before_they_are_looked_for() {
        var before = Rows.of(world.database());
        for (var path : PATHS) {
            assertRefused(post(path, of(items(251, "nobody"))), 413, "Too many items to update or delete");
        }
        assertRefused(
                campaign.delete("", Collections.nCopies(251, "email[]=nobody")),
                413,
                "Too many items to update or delete");
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\": \"\"}",
                "{\"email\": null}",
                "{\"email\": []}",
                "{\"email\": [\"\", \" \"]}",
                "{\"name\": \"Ada\"}",
                "{\"id\": 5}"
            })
    void a_call_without_an_identifier_is_refused(String body) {
        for (var reply : everywhere(body)) {
            assertRefused(reply, 409, "Please include a lead id or email");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}",
                "{\"email\": \"ada@example.com\", \"kid\": \"1QN7\"}",
                "{\"emails\": [\"ada@example.com\"], \"social_ids\": [\"1QN7\"]}",
                "{\"phone_numbers\": [\"+13105551234\"], \"social_id\": \"1QN7\"}",
                "{\"email\": {}, \"kid\": true}"
            })
    void identifiers_of_two_kinds_are_refused(String body) {
        campaign.signUp("ada@example.com");
        subscriber.news();
        for (var reply : everywhere(body)) {
            assertRefused(reply, 409, "Please use only one type of lead identifier");
        }
        assertThat(subscriber.news()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\": \"nobody@example.com\"}",
                "{\"email\": \"no address\"}",
                "{\"email\": {\"a\": \"b\"}}",
                "{\"email\": [[\"ada@example.com\"]]}",
                "{\"email\": 5}",
                "{\"email\": true}",
                "{\"email\": \"a\\u0000@example.com\"}",
                "{\"phone_number\": \"+13105550000\"}",
                "{\"phone_number\": \"abc\"}",
                "{\"social_id\": \"ZZZZZZ\"}",
                "{\"social_id\": \"!\"}",
                "{\"kid\": 5}"
            })
    void where_nobody_is_meant_nothing_is_done(String body) {
        campaign.signUp("ada@example.com");
        subscriber.news();
        for (var path : PATHS) {
            assertRefused(post(path, (ObjectNode) json(body)), 400, "No leads to update");
        }
        assertRefused(delete(body), 400, "No leads to delete");
        assertThat(subscriber.news()).isEmpty();
    }

    @Test
    void a_name_that_is_too_long_or_of_another_campaign_means_nobody() {
        var elsewhere = world.campaign().signUp("ada@example.com");
        var other = "{\"social_id\": " + elsewhere.path("social_id") + "}";
        var tooLong = "{\"email\": \"" + "a".repeat(70_000) + "@example.com\"}";
        for (var body : List.of(other, ADA, tooLong, "{\"kid\": \"" + "Z".repeat(70_000) + "\"}")) {
            for (var path : PATHS) {
                assertRefused(post(path, (ObjectNode) json(body)), 400, "No leads to update");
            }
            assertRefused(delete(body), 400, "No leads to delete");
        }
    }

    // Who may call, and what

    @Test
    void a_key_that_is_not_the_campaigns_is_refused_whatever_else_is_wrong() {
        var elsewhere = world.campaign().key();
        var before = Rows.of(world.database());
        for (var path :
                Stream.concat(PATHS.stream(), Stream.of("/no-such-action")).toList()) {
            for (var body : List.of("{}", ADA, of(items(251, "nobody")).toString())) {
                assertRefused(Web.postJson(campaign.url(path), body), 401, "Invalid API access");
                assertRefused(
                        Web.postJson(campaign.url(path), body, "Authorization", "Bearer wrong"),
                        401,
                        "Invalid API access");
                assertRefused(
                        Web.postJson(campaign.url(path), body, "Authorization", "Bearer " + elsewhere),
                        401,
                        "Invalid API access");
            }
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "OPTOUT", "opt_out", "unblock", "tags", "leaderboard", "stats", "%20", "tag%2F"})
    void any_other_action_is_invalid(String action) {
        campaign.signUp("ada@example.com");

        assertRefused(campaign.post("/" + action, ADA), 409, "Invalid action");
        assertRefused(campaign.post("/" + action + "/", "{}"), 409, "Invalid action");
    }

    @Test
    void bulk_actions_are_posted() {
        for (var path : PATHS) {
            if (!path.startsWith("/leads/") && !path.startsWith("/tags/")) {
                assertThat(campaign.get(path + "?email=ada@example.com").status())
                        .as(path)
                        .isEqualTo(405);
            }
        }
    }

    @Test
    void a_trailing_or_doubled_slash_changes_nothing() {
        campaign.signUp("ada@example.com");

        assertDone(campaign.post("/optout/", ADA), 1);
        assertDone(campaign.post("//leads//opt-out//", ADA), 1);
    }

    @Test
    void a_call_repeated_with_its_key_gets_the_first_answer_and_does_nothing() {
        signUpBoth();
        assertDone(keyed("/optout", BOTH), 2);
        campaign.signUp("ada@example.com");
        subscriber.news();

        assertDone(keyed("/optout", BOTH), 2);
        assertDone(keyed("/opt-out", BOTH), 2);
        assertRefused(keyed("/optout", ADA), 409, "This Idempotency-Key was used for another request");
        assertThat(subscriber.news()).isEmpty();
        assertThat(lead("ada@example.com").path("opted_out").asBoolean()).isFalse();

        assertDone(keyed("/verify", ADA), 1);
        assertThat(subscriber.news()).containsExactly(event("verified", "ada@example.com"));
    }

    private Reply keyed(String path, String json) {
        return Web.postJson(
                campaign.url(path), json, "Authorization", "Bearer " + campaign.key(), "Idempotency-Key", "k1");
    }

    // Deleting

    @Test
    void deleting_tells_how_many_leads_it_found_wherever_their_names_stand() {
        for (var name : List.of("a", "b", "c", "d", "e", "f", "g")) {
            campaign.signUp(name + "@example.com");
        }
        assertDeleted(
                Web.send(
                        "DELETE",
                        campaign.url(
                                "?api_key=" + campaign.key() + "&email%5B%5D=a@example.com&email%5B%5D=b@example.com"),
                        ""),
                2);
        assertDeleted(campaign.delete("", List.of("email[]=c@example.com", "email[]=C@example.com")), 1);
        assertDeleted(delete("{\"emails\": [\"d@example.com\", \"nobody@example.com\"]}"), 1);
        assertDeleted(delete("{\"kid\": " + lead("e@example.com").path("social_id") + "}"), 1);
        assertDeleted(delete(of(items(250, "f@example.com")).toString()), 1);

        assertThat(campaign.get("/stats").json().path("leads").path("total").asInt())
                .isEqualTo(1);
        assertRefused(campaign.get("?email=a@example.com"), 404, "No lead found");
        assertRefused(delete("{\"email\": \"a@example.com\"}"), 400, "No leads to delete");
    }

    @Test
    void deleting_needs_a_key_of_the_campaign() {
        campaign.signUp("ada@example.com");
        var elsewhere = world.campaign().key();

        for (var key : List.of("", "wrong", elsewhere)) {
            assertRefused(
                    Web.send("DELETE", campaign.url("?email=ada@example.com&api_key=" + key), ""),
                    401,
                    "Invalid API access");
            assertRefused(Web.send("DELETE", campaign.url("?api_key=" + key), ""), 401, "Invalid API access");
        }
        assertThat(lead("ada@example.com").path("counter").asInt()).isEqualTo(1);
    }

    @Test
    void a_deletion_repeated_with_its_key_spares_who_has_come_back() {
        campaign.signUp("ada@example.com");
        assertDeleted(keyedDelete(), 1);
        campaign.signUp("ada@example.com");

        assertDeleted(keyedDelete(), 1);

        assertThat(lead("ada@example.com").path("counter").asInt()).isEqualTo(1);
    }

    private Reply keyedDelete() {
        return Web.send(
                "DELETE",
                campaign.url("?email=ada@example.com"),
                "",
                "Authorization",
                "Bearer " + campaign.key(),
                "Idempotency-Key",
                "k1");
    }

    // -----------------------------------------------------------------------------------------------------------------

    private void signUpBoth() {
        campaign.signUp("ada@example.com");
        campaign.signUp("bob@example.com");
        subscriber.news();
    }

    private JsonNode refer(JsonNode referrer, String email) {
        return campaign.signUpWith("{\"email\": \"%s\", \"kid\": %s}".formatted(email, referrer.path("social_id")));
    }

    private JsonNode lead(String email) {
        return campaign.get("?email=" + email).json();
    }

    private String verified(String query) {
        var lead = campaign.get(query).json();
        return Stream.of("verified", "verified_email", "verified_phone_number")
                .map(name -> lead.path(name).asText())
                .collect(Collectors.joining(" "));
    }

    private int removedFromWaitlist() {
        return campaign.get("/stats")
                .json()
                .path("leads")
                .path("removed_from_waitlist")
                .asInt();
    }

    private static ObjectNode of(String... emails) {
        var body = (ObjectNode) json("{}");
        var array = body.putArray("email");
        List.of(emails).forEach(array::add);
        return body;
    }

    private static String[] items(int count, String item) {
        return Collections.nCopies(count, item).toArray(String[]::new);
    }

    /** With a tag, which only tagging cares about. */
    private Reply post(String path, ObjectNode body) {
        return campaign.post(path, body.deepCopy().put("tag_id", tag).toString());
    }

    private Reply delete(String json) {
        return Web.send(
                "DELETE",
                campaign.url(""),
                json,
                "Authorization",
                "Bearer " + campaign.key(),
                "Content-Type",
                "application/json");
    }

    private List<Reply> everywhere(String body) {
        return Stream.concat(PATHS.stream().map(path -> post(path, (ObjectNode) json(body))), Stream.of(delete(body)))
                .toList();
    }

    private static void assertDone(Reply reply, int updated) {
        assertThat(reply.json()).isEqualTo(json("""
                {"message": "Your leads have been equeued for changes", "updated": %d}""".formatted(updated)));
        assertThat(reply.status()).isEqualTo(202);
    }

    private static void assertDeleted(Reply reply, int deleted) {
        assertThat(reply.json()).isEqualTo(json("""
                {"message": "Your leads have been equeued for deletion", "deleted": %d}""".formatted(deleted)));
        assertThat(reply.status()).isEqualTo(202);
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
    }
}
