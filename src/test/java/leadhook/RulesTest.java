package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a campaign, its tags, actions and reward levels, as an operator sets them up. */
class RulesTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();

    @AfterEach
    void verify() {
        world.verify(campaign);
    }

    private JsonNode rules() {
        return done(200, "GET", "", "");
    }

    private JsonNode done(int status, String method, String path, String json) {
        var reply = campaign.admin(method, path, json);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        return reply.json();
    }

    private void assertRefused(int status, String text, String method, String path, String json) {
        var before = all();
        var reply = campaign.admin(method, path, json);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        assertThat(detail(reply)).isEqualTo(text);
        assertThat(all()).isEqualTo(before);
    }

    private static String detail(Reply reply) {
        return reply.json().path("detail").asText().strip();
    }

    /** All rules there are. */
    private List<JsonNode> all() {
        return List.of(
                rules(),
                done(200, "GET", "/tags", ""),
                done(200, "GET", "/actions", ""),
                done(200, "GET", "/reward-levels", ""));
    }

    private JsonNode listed(String what) {
        var page = done(200, "GET", "/" + what, "");
        assertThat(page.path("next").isNull()).isTrue();
        return page.path("data");
    }

    // The campaign itself

    @Test
    void a_new_campaign_scores_by_the_basic_rule_and_lets_five_signups_from_an_address_pass() {
        var rules = rules();

        assertThat(rules.path("scoring")).isEqualTo(json("""
                {"signup": 0, "direct": 1, "indirect": 0, "verified_direct": 1, "verified_indirect": 0,
                 "needs_verification": false}"""));
        assertThat(rules.path("fraud")).isEqualTo(json("""
                {"signups_per_address": 5, "trusted_addresses": [], "blocked_email_domains": [],
                 "blocked_referrer_domains": []}"""));
        for (var flag : List.of("keyless", "hosted_forms", "verification")) {
            assertThat(rules.path(flag)).as(flag).isEqualTo(json("false"));
        }
        assertThat(rules.path("jump_start")).isEqualTo(json("0"));
    }

    @Test
    void what_is_named_is_changed_and_the_rest_stays() {
        var before = (ObjectNode) rules();
        var changed = done(200, "PATCH", "", """
                {"name": " Autumn ", "verified_url": "https://launch.example.org/welcome", "default_country": "cz",
                 "jump_start": 1000, "hosted_forms": true, "verification": true,
                 "scoring": {"signup": 2, "verified_direct": 5},
                 "fraud": {"signups_per_address": 3, "trusted_addresses": ["10.0.0.0/8", " 2001:db8::/32 "]}}""");

        before.put("name", "Autumn")
                .put("verified_url", "https://launch.example.org/welcome")
                .put("default_country", "CZ")
                .put("jump_start", 1000)
                .put("hosted_forms", true)
                .put("verification", true);
        before.set("scoring", json("""
                {"signup": 2, "direct": 1, "indirect": 0, "verified_direct": 5, "verified_indirect": 0,
                 "needs_verification": false}"""));
        before.set("fraud", json("""
                {"signups_per_address": 3, "trusted_addresses": ["10.0.0.0/8", "2001:db8::/32"],
                 "blocked_email_domains": [], "blocked_referrer_domains": []}"""));
        assertThat(changed).isEqualTo(before);
        assertThat(rules()).isEqualTo(before);
    }

    @Test
    void what_was_read_can_be_written_back() {
        campaign.ruledBy("""
                {"default_country": "DE", "scoring": {"direct": 3, "verified_direct": 9, "needs_verification": true},
                 "fraud": {"blocked_email_domains": ["b.example", "a.example"], "trusted_addresses": ["10.1.2.3"]}}""");
        var rules = rules();

        assertThat(done(200, "PATCH", "", rules.toString())).isEqualTo(rules);
        assertThat(rules()).isEqualTo(rules);
    }

    @Test
    void block_lists_are_kept_in_one_form_and_null_empties_them() {
        campaign.ruledBy("""
                {"fraud": {"blocked_email_domains": ["@Rival.example", "*.b.example", "a.example", "A.EXAMPLE "],
                           "blocked_referrer_domains": "sweeps.example"}}""");
        assertThat(rules().path("fraud").path("blocked_email_domains"))
                .isEqualTo(json("[\"a.example\", \"b.example\", \"rival.example\"]"));
        assertThat(rules().path("fraud").path("blocked_referrer_domains")).isEqualTo(json("[\"sweeps.example\"]"));

        campaign.ruledBy("{\"fraud\": {\"blocked_email_domains\": null, \"blocked_referrer_domains\": []}}");
        assertThat(rules().path("fraud").path("blocked_email_domains")).isEqualTo(json("[]"));
        assertThat(rules().path("fraud").path("blocked_referrer_domains")).isEqualTo(json("[]"));
    }

    @Test
    void null_takes_a_url_or_a_country_away_and_leaves_a_number_as_it_was() {
        campaign.ruledBy("{\"default_country\": \"CZ\", \"jump_start\": 7}");
        campaign.ruledBy("{\"url\": null, \"thanks_url\": null, \"default_country\": null, \"jump_start\": null}");

        var rules = rules();
        assertThat(rules.path("url").isNull()).isTrue();
        assertThat(rules.path("thanks_url").isNull()).isTrue();
        assertThat(rules.path("default_country").isNull()).isTrue();
        assertThat(rules.path("jump_start").asInt()).isEqualTo(7);
    }

    @Test
    void verified_referrals_bring_what_others_do_until_they_have_points_of_their_own() {
        campaign.ruledBy("{\"scoring\": {\"direct\": 4, \"indirect\": 2}}");
        assertThat(rules().path("scoring").path("verified_direct").asInt()).isEqualTo(4);
        assertThat(rules().path("scoring").path("verified_indirect").asInt()).isEqualTo(2);

        campaign.ruledBy("{\"scoring\": {\"verified_direct\": 10}}");
        campaign.ruledBy("{\"scoring\": {\"direct\": 5, \"indirect\": 3}}");
        assertThat(rules().path("scoring").path("verified_direct").asInt()).isEqualTo(10);
        assertThat(rules().path("scoring").path("verified_indirect").asInt()).isEqualTo(3);
    }

    @Test
    void a_jump_start_lifts_the_shown_count_and_no_rank() {
        campaign.ruledBy("{\"jump_start\": 1000}");

        var ada = campaign.signUp("ada@example.com");

        assertThat(ada.path("lead_count").asInt()).isEqualTo(1001);
        assertThat(ada.path("rank").asInt()).isEqualTo(1);
        assertThat(ada.path("contest_score_rank").asInt()).isEqualTo(1);
        assertThat(ada.path("subscription_number").asInt()).isEqualTo(1);
        var stats = campaign.get("/stats").json().path("leads");
        assertThat(stats.path("total").asInt()).isEqualTo(1);
        assertThat(stats.path("total_with_jumpstart").asInt()).isEqualTo(1001);
        assertThat(Web.get(world.url() + "/v2/campaigns", "Authorization", campaign.key())
                        .json()
                        .path(0)
                        .path("lead_count")
                        .asInt())
                .isEqualTo(1001);
    }

    @Test
    void a_changed_rule_holds_for_the_very_next_signup() {
        assertThat(campaign.signUp("ada@example.com").path("contest_score").asInt())
                .isZero();
        campaign.ruledBy("{\"scoring\": {\"signup\": 3}, \"fraud\": {\"blocked_email_domains\": [\"rival.example\"]}}");

        assertThat(campaign.signUp("bob@example.com").path("contest_score").asInt())
                .isEqualTo(3);
        assertThat(campaign.signUp("eve@rival.example").path("fraudulent").booleanValue())
                .isTrue();
        world.work();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                       | Please say what to change
            {"nmae": "x"}                                            | There is no parameter nmae
            {"scoring": {"sign_up": 1}}                              | There is no parameter sign_up
            {"fraud": {"limit": 1}}                                  | There is no parameter limit
            {"name": ""}                                             | Please include a name
            {"name": null}                                           | Please include a name
            {"name": {}}                                             | name is text
            {"url": "launch.example.org"}                            | url is an http or https address
            {"thanks_url": "javascript:alert(1)"}                    | thanks_url is an http or https address
            {"verified_url": ["https://a.example"]}                  | verified_url is text
            {"default_country": "Czechia"}                           | default_country is an ISO code of two letters
            {"jump_start": -1}                                       | jump_start is a whole number from 0 to 1000000000
            {"jump_start": 1000000001}                               | jump_start is a whole number from 0 to 1000000000
            {"jump_start": 1.5}                                      | jump_start is a whole number
            {"jump_start": "many"}                                   | jump_start is a whole number
            {"jump_start": 99999999999999999999999}                  | jump_start is a whole number
            {"keyless": "maybe"}                                     | keyless is true or false
            {"hosted_forms": 1}                                      | hosted_forms is true or false
            {"verification": null}                                   | verification is true or false
            {"scoring": 5}                                           | scoring is an object
            {"scoring": []}                                          | scoring is an object
            {"scoring": {"signup": -1}}                              | signup is a whole number from 0 to 99999
            {"scoring": {"direct": 100000}}                          | direct is a whole number from 0 to 99999
            {"scoring": {"verified_indirect": true}}                 | verified_indirect is a whole number
            {"scoring": {"needs_verification": "often"}}             | needs_verification is true or false
            {"fraud": {"signups_per_address": -1}}                   | signups_per_address is a whole number from 0 to 1000
            {"fraud": {"signups_per_address": 1001}}                 | signups_per_address is a whole number from 0 to 1000
            {"fraud": {"trusted_addresses": ["10.0.0.0/99"]}}        | No address or CIDR block: 10.0.0.0/99
            {"fraud": {"trusted_addresses": ["localhost"]}}          | No address or CIDR block: localhost
            {"fraud": {"trusted_addresses": [5]}}                    | trusted_addresses is a list of texts
            {"fraud": {"blocked_email_domains": ["ada@b.example"]}}  | No domain: ada@b.example
            {"fraud": {"blocked_email_domains": ["a.example", ""]}}  | No domain:
            {"fraud": {"blocked_email_domains": {"a": "b"}}}         | blocked_email_domains is a list of texts
            {"fraud": {"blocked_referrer_domains": ["https://a.b"]}} | No domain: https://a.b
            """)
    void what_cannot_be_a_rule_is_refused_and_changes_nothing(String body, String text) {
        var before = rules();
        var reply = campaign.admin("PATCH", "", body);

        assertThat(reply.status()).isEqualTo(409);
        assertThat(detail(reply)).isEqualTo(text);
        assertThat(rules()).isEqualTo(before);
    }

    @Test
    void too_long_a_text_or_list_is_refused() {
        assertRefused(409, "A name has 1 to 255 characters", "PATCH", "", named("name", "x".repeat(256)));
        assertRefused(
                409,
                "url is at most 2048 characters of text",
                "PATCH",
                "",
                named("url", "https://a/" + "x".repeat(2048)));
        var domains = Json.object();
        var list = domains.putObject("fraud").putArray("blocked_email_domains");
        for (int i = 0; i <= 5_000; i++) {
            list.add("d" + i + ".example");
        }
        assertRefused(409, "blocked_email_domains has at most 5000 items", "PATCH", "", domains.toString());
        list.remove(0);
        assertThat(done(200, "PATCH", "", domains.toString()).path("fraud").path("blocked_email_domains"))
                .hasSize(5_000);
        world.work();
    }

    private static String named(String name, String value) {
        return Json.object().put(name, value).toString();
    }

    @Test
    void a_campaign_that_is_not_there_has_no_rules_and_nobody_without_the_token_sees_or_changes_any() {
        var nowhere = world.url() + "/admin/v1/campaigns/999999999999";
        var bearer = "Bearer " + World.ADMIN_TOKEN;
        for (var path : List.of("", "/tags", "/actions", "/reward-levels")) {
            assertThat(detail(Web.get(nowhere + path, "Authorization", bearer))).isEqualTo("Campaign not found");
            var here = world.url() + "/admin/v1/campaigns/" + campaign.id() + path;
            assertThat(Web.get(here).status()).isEqualTo(401);
            assertThat(Web.get(here, "Authorization", "Bearer " + campaign.key())
                            .status())
                    .isEqualTo(401);
        }
        assertThat(Web.send("PATCH", nowhere, "{\"jump_start\": 1}", "Authorization", bearer)
                        .status())
                .isEqualTo(404);
        assertThat(Web.postJson(nowhere + "/tags", "{\"name\": \"x\"}", "Authorization", bearer)
                        .status())
                .isEqualTo(404);
        assertThat(Web.send("PATCH", world.url() + "/admin/v1/campaigns/" + campaign.id(), "{\"jump_start\": 1}")
                        .status())
                .isEqualTo(401);
        assertThat(rules().path("jump_start").asInt()).isZero();
    }

    // Tags

    @Test
    void a_tag_is_made_listed_changed_and_deleted() {
        var tag = done(201, "POST", "/tags", "{\"name\": \" Beta \", \"description\": \"Tries it\", \"points\": 20}");
        long id = tag.path("id").asLong();
        assertThat(tag).isEqualTo(json("""
                {"id": %d, "name": "Beta", "description": "Tries it", "points": 20}""".formatted(id)));
        assertThat(listed("tags")).containsExactly(tag);
        assertThat(campaign.get("/tags").json()).containsExactly(tag);

        var changed = done(200, "PATCH", "/tags/" + id, "{\"points\": -5}");
        assertThat(changed).isEqualTo(json("""
                {"id": %d, "name": "Beta", "description": "Tries it", "points": -5}""".formatted(id)));
        assertThat(listed("tags")).containsExactly(changed);

        assertThat(done(200, "DELETE", "/tags/" + id, "")).isEqualTo(message("Tag deleted"));
        assertThat(listed("tags")).isEmpty();
        assertRefused(404, "Tag not found", "DELETE", "/tags/" + id, "");
    }

    @Test
    void points_that_a_tag_gave_stay_when_it_is_changed_or_deleted() {
        long tag = campaign.tag("Beta", 20);
        campaign.signUp("ada@example.com");
        campaign.post("/tags/" + tag, "{\"email\": \"ada@example.com\"}");

        done(200, "PATCH", "/tags/" + tag, "{\"points\": 3}");
        assertThat(score("ada")).isEqualTo(20);
        done(200, "DELETE", "/tags/" + tag, "");
        assertThat(score("ada")).isEqualTo(20);
        assertThat(campaign.get("?email=ada@example.com").json().path("tags")).isEmpty();
        assertThat(campaign.post("/tags/" + tag, "{\"email\": \"ada@example.com\"}")
                        .json())
                .isEqualTo(message("No tag found"));
    }

    private int score(String name) {
        return campaign.get("?email=" + name + "@example.com")
                .json()
                .path("contest_score")
                .asInt();
    }

    @Test
    void a_tag_behind_an_action_cannot_be_deleted() {
        long tag = campaign.tag("Beta", 20);
        long action = done(201, "POST", "/actions", "{\"text\": \"Install\", \"tag_id\": " + tag + "}")
                .path("id")
                .asLong();

        assertRefused(409, "Action " + action + " is completed by this tag", "DELETE", "/tags/" + tag, "");

        done(200, "PATCH", "/actions/" + action, "{\"tag_id\": null}");
        done(200, "DELETE", "/tags/" + tag, "");
    }

    // Actions

    @Test
    void an_action_is_made_listed_changed_and_deleted() {
        long tag = campaign.tag("Beta", 20);
        var action = done(201, "POST", "/actions", """
                {"text": "Follow us", "points": "3", "kind": "visit_url", "url": "https://social.example.org/us"}""");
        long id = action.path("id").asLong();
        assertThat(action).isEqualTo(json("""
                {"id": %d, "text": "Follow us", "points": 3, "kind": "visit_url",
                 "url": "https://social.example.org/us", "tag_id": null}""".formatted(id)));
        assertThat(listed("actions")).containsExactly(action);
        assertThat(campaign.get("/actions").json()).containsExactly(action);

        var changed = done(200, "PATCH", "/actions/" + id, "{\"url\": null, \"tag_id\": " + tag + "}");
        assertThat(changed).isEqualTo(json("""
                {"id": %d, "text": "Follow us", "points": 3, "kind": "visit_url", "url": null, "tag_id": %d}""".formatted(id, tag)));
        assertThat(done(200, "PATCH", "/actions/" + id, "{\"points\": 4}")
                        .path("tag_id")
                        .asLong())
                .as("stays")
                .isEqualTo(tag);

        assertThat(done(200, "DELETE", "/actions/" + id, "")).isEqualTo(message("Action deleted"));
        assertThat(listed("actions")).isEmpty();
        assertRefused(404, "Action not found", "PATCH", "/actions/" + id, "{\"points\": 4}");
    }

    @Test
    void an_action_is_of_the_kind_custom_unless_somebody_says_otherwise() {
        assertThat(done(201, "POST", "/actions", "{\"text\": \"Share\"}").path("kind"))
                .isEqualTo(json("\"custom\""));
    }

    // Reward levels

    @Test
    void a_reward_level_is_made_listed_changed_and_deleted() {
        var high = done(201, "POST", "/reward-levels", """
                {"title": "Early access", "description": "First in", "required_points": 40, "subject": "You did it",
                 "body": "Come in", "image_url": "https://launch.example.org/a.png", "visible": false}""");
        long id = high.path("id").asLong();
        assertThat(high).isEqualTo(json("""
                {"id": %d, "title": "Early access", "description": "First in", "required_points": 40,
                 "subject": "You did it", "body": "Come in", "image_url": "https://launch.example.org/a.png",
                 "visible": false}""".formatted(id)));
        var low = done(201, "POST", "/reward-levels", "{\"title\": \"Sticker\", \"required_points\": 1}");
        assertThat(low).isEqualTo(json("""
                {"id": %d, "title": "Sticker", "description": "", "required_points": 1, "subject": null,
                 "body": null, "image_url": null, "visible": true}""".formatted(low.path("id").asLong())));
        assertThat(listed("reward-levels")).as("by rising points").containsExactly(low, high);

        var changed = done(200, "PATCH", "/reward-levels/" + id, "{\"required_points\": 30, \"subject\": null}");
        assertThat(changed.path("required_points").asInt()).isEqualTo(30);
        assertThat(changed.path("subject").isNull()).isTrue();
        assertThat(changed.path("title").asText()).isEqualTo("Early access");

        assertThat(done(200, "DELETE", "/reward-levels/" + id, "")).isEqualTo(message("Reward level deleted"));
        assertThat(listed("reward-levels")).containsExactly(low);
        assertRefused(404, "Reward level not found", "DELETE", "/reward-levels/" + id, "");
    }

    @Test
    void a_level_that_is_deleted_stays_granted_and_one_that_comes_late_is_granted_at_the_next_change() {
        long early = done(201, "POST", "/reward-levels", "{\"id\": 9, \"title\": \"Early\", \"required_points\": 2}")
                .path("id")
                .asLong();
        campaign.signUpWith("{\"email\": \"ada@example.com\", \"points\": 5}");
        assertThat(granted()).containsExactly(9L);

        done(200, "DELETE", "/reward-levels/" + early, "");
        done(201, "POST", "/reward-levels", "{\"id\": 10, \"title\": \"Late\", \"required_points\": 3}");
        campaign.signUp("ada@example.com");
        assertThat(granted()).containsExactly(9L);
        campaign.post("/points", "{\"email\": \"ada@example.com\", \"points\": 1}");
        assertThat(granted()).containsExactly(9L, 10L);

        done(201, "POST", "/reward-levels", "{\"id\": 9, \"title\": \"Early again\", \"required_points\": 2}");
        campaign.post("/points", "{\"email\": \"ada@example.com\", \"points\": 1}");
        assertThat(granted()).as("each once").containsExactly(9L, 10L);
    }

    private List<Long> granted() {
        return world.database()
                .list(
                        "select level_id from rewards where campaign_id = ? order by level_id",
                        row -> row.getLong(1),
                        campaign.id());
    }

    // All three

    @ParameterizedTest
    @CsvSource({"tags, name", "actions, text", "reward-levels, title"})
    void who_moves_in_keeps_the_ids_and_later_ones_pass_them_over(String what, String name) {
        var some = "\"" + name + "\": \"x\"" + (what.equals("reward-levels") ? ", \"required_points\": 1" : "");
        long next = done(201, "POST", "/" + what, "{" + some + "}").path("id").asLong() + 1;

        for (long id : List.of(next, next + 1, 123_456_789_012L)) {
            assertThat(done(201, "POST", "/" + what, "{\"id\": " + id + ", " + some + "}")
                            .path("id")
                            .asLong())
                    .isEqualTo(id);
        }
        assertRefused(409, "The id " + next + " is taken", "POST", "/" + what, "{\"id\": " + next + ", " + some + "}");
        assertThat(done(201, "POST", "/" + what, "{" + some + "}").path("id").asLong())
                .isEqualTo(next + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "tags, name, Tag not found",
        "actions, text, Action not found",
        "reward-levels, title, Reward level not found"
    })
    void what_is_another_campaigns_is_not_there(String what, String name, String text) {
        var other = world.campaign();
        long id = other.admin(
                        "POST", "/" + what, "{\"id\": 987654321, \"" + name + "\": \"x\", " + required(what) + "}")
                .json()
                .path("id")
                .asLong();

        assertThat(id).isEqualTo(987_654_321);
        assertRefused(404, text, "PATCH", "/" + what + "/" + id, "{\"" + name + "\": \"mine\"}");
        assertRefused(404, text, "DELETE", "/" + what + "/" + id, "");
        for (var none : List.of("0", "x", "-1", "99999999999999999999999")) {
            assertThat(campaign.admin("DELETE", "/" + what + "/" + none, "").status())
                    .isEqualTo(404);
        }
        assertThat(other.admin("GET", "/" + what, "").json().path("data")).hasSize(1);
        done(201, "POST", "/" + what, "{\"id\": 987654321, \"" + name + "\": \"x\", " + required(what) + "}");
    }

    private static String required(String what) {
        return what.equals("reward-levels")
                ? "\"required_points\": 1"
                : what.equals("tags") ? "\"points\": 1" : "\"points\": 2";
    }

    @Test
    void an_action_behind_a_tag_of_another_campaign_is_refused() {
        long elsewhere = world.campaign().tag("Beta", 1);

        assertRefused(
                409,
                "tag_id is no tag of this campaign",
                "POST",
                "/actions",
                "{\"text\": \"x\", \"tag_id\": " + elsewhere + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /tags          | {}                                                              | Please include a name
            /tags          | {"name": " "}                                                   | Please include a name
            /tags          | {"name": ["x"]}                                                 | name is text
            /tags          | {"name": "x", "point": 5}                                       | There is no parameter point
            /tags          | {"name": "x", "points": 100000}                                 | points is a whole number from -99999 to 99999
            /tags          | {"name": "x", "points": 1.5}                                    | points is a whole number
            /tags          | {"name": "x", "points": "five"}                                 | points is a whole number
            /tags          | {"name": "x", "description": {}}                                | description is text
            /tags          | {"name": "x", "id": 0}                                          | id is a whole number from 1 to 9223372036854775807
            /tags          | {"name": "x", "id": "a"}                                        | id is a whole number
            /actions       | {}                                                              | Please include a text
            /actions       | {"text": "x", "kind": ""}                                       | Please include a kind
            /actions       | {"text": "x", "tag": 5}                                         | There is no parameter tag
            /actions       | {"text": "x", "points": -100000}                                | points is a whole number from -99999 to 99999
            /actions       | {"text": "x", "url": "ftp://a.example"}                         | url is an http or https address
            /actions       | {"text": "x", "tag_id": 5}                                      | tag_id is no tag of this campaign
            /actions       | {"text": "x", "tag_id": "beta"}                                 | tag_id is a whole number
            /actions       | {"text": "x", "tag_id": [5]}                                    | tag_id is a whole number
            /reward-levels | {}                                                              | Please include required_points
            /reward-levels | {"required_points": 5}                                          | Please include a title
            /reward-levels | {"title": "x"}                                                  | Please include required_points
            /reward-levels | {"title": "x", "required_points": 0}                            | required_points is a whole number from 1 to 1000000000
            /reward-levels | {"title": "x", "required_points": 1000000001}                   | required_points is a whole number from 1 to 1000000000
            /reward-levels | {"title": "x", "required_points": null}                         | Please include required_points
            /reward-levels | {"title": "x", "required_points": 5, "points": 5}               | There is no parameter points
            /reward-levels | {"title": "x", "required_points": 5, "visible": "no"}           | visible is true or false
            /reward-levels | {"title": "x", "required_points": 5, "image_url": "a.png"}      | image_url is an http or https address
            /reward-levels | {"title": "x", "required_points": 5, "subject": {"a": 1}}       | subject is text
            """)
    void what_cannot_be_is_refused_and_makes_nothing(String path, String body, String text) {
        assertRefused(409, text, "POST", path, body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tags", "/actions", "/reward-levels"})
    void too_long_a_text_makes_nothing(String path) {
        var name = path.equals("/tags") ? "name" : path.equals("/actions") ? "text" : "title";
        var body = Json.object().put(name, "x".repeat(256));
        if (path.equals("/reward-levels")) {
            body.put("required_points", 1);
        }
        assertRefused(409, "A name has 1 to 255 characters", "POST", path, body.toString());
        body.put(name, "x".repeat(2_049));
        assertRefused(409, name + " is at most 2048 characters of text", "POST", path, body.toString());
    }

    @Test
    void malformed_json_is_told() {
        for (Reply reply : List.of(
                campaign.admin("PATCH", "", "{"),
                campaign.admin("POST", "/tags", "{'name': 1}"),
                campaign.admin("POST", "/actions", "nope"))) {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(detail(reply)).isEqualTo("Invalid JSON. Please verify your JSON payload.");
        }
    }
}
