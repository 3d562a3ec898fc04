package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signups that are held for fraudulent, whichever way they came, and what a person decides about them (contract 7.5). */
@Journey
class FraudJourneyTest {
    private static final String HOME = "203.0.113.7";

    private final World world;
    private final TestCampaign campaign;
    private final Subscriber crm;

    FraudJourneyTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
        campaign.ruledBy("""
                {"keyless": true, "hosted_forms": true,
                 "fraud": {"signups_per_address": 2, "blocked_email_domains": ["rival.example"],
                           "blocked_referrer_domains": ["sweeps.example"]}}""");
        crm = Subscriber.of(world, campaign);
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private static String lead(String name, String more) {
        return "{\"email\": \"%s@example.com\"%s}".formatted(name, more);
    }

    private Reply embedded(String name, Map<String, String> more) {
        var form = new HashMap<>(more);
        form.put("email", name + "@example.com");
        return Web.postForm(campaign.urlV1("/subscribe"), form);
    }

    private Reply hosted(String name, String more) {
        return Web.postJson(world.url() + "/lead/" + campaign.id(), lead(name, more));
    }

    private JsonNode lookedUp(String name) {
        return campaign.get("?email=" + name + "@example.com").json();
    }

    private boolean isFlagged(String name) {
        return lookedUp(name).path("fraudulent").booleanValue();
    }

    private static boolean isFlagged(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
        return reply.json().path("fraudulent").booleanValue();
    }

    private void change(String what, String... names) {
        var emails = String.join("@example.com\", \"", names);
        var reply = campaign.post("/" + what, "{\"email\": [\"" + emails + "@example.com\"]}");
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(202);
    }

    // Many from one address

    @Test
    void an_embedded_form_is_counted_by_the_address_of_its_visitor() {
        assertThat(isFlagged(embedded("ada", Map.of()))).isFalse();
        assertThat(isFlagged(embedded("bob", Map.of()))).isFalse();
        assertThat(isFlagged(embedded("bob", Map.of()))).isFalse();
        assertThat(isFlagged(embedded("cid", Map.of()))).isTrue();
        assertThat(isFlagged(embedded("dan", Map.of("ip", HOME))))
                .as("whatever it says")
                .isTrue();

        assertThat(crm.headlines())
                .contains("marked_as_fraudulent cid [\"duplicate_ip\"]", "new_signup cid")
                .doesNotContain("new_signup_not_excluded cid");
        assertThat(lookedUp("cid").path("waitlisted").booleanValue()).isTrue();
    }

    @Test
    void a_hosted_form_is_counted_by_the_address_of_its_visitor() {
        for (var name : List.of("ada", "bob", "cid")) {
            assertThat(hosted(name, "").status()).isEqualTo(200);
        }

        assertThat(isFlagged("bob")).isFalse();
        assertThat(isFlagged("cid")).isTrue();
        assertThat(hosted("dan", "").json().has("fraudulent"))
                .as("strangers are not told")
                .isFalse();
    }

    @Test
    void an_inbound_webhook_is_counted_by_an_address_that_it_tells_and_not_by_its_own() {
        var url = campaign.inbound();
        for (var name : List.of("a", "b", "c", "d")) {
            assertThat(isFlagged(Web.postJson(url, lead(name, "")))).isFalse();
        }
        assertThat(lookedUp("a").path("ip").isNull()).isTrue();

        for (var name : List.of("e", "f")) {
            assertThat(isFlagged(Web.postJson(url, lead(name, ", \"ip\": \"203.0.113.7\""))))
                    .isFalse();
        }
        assertThat(isFlagged(Web.postJson(url, lead("g", ", \"ip\": \"203.0.113.7, 10.0.0.1\""))))
                .isTrue();
    }

    @Test
    void ipv6_is_counted_by_its_network() {
        var url = campaign.inbound();
        for (var ip : List.of("2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:2", "2001:db8:1:3::1")) {
            assertThat(isFlagged(Web.postJson(url, lead("a" + ip.hashCode(), ", \"ip\": \"" + ip + "\""))))
                    .isFalse();
        }
        assertThat(isFlagged(Web.postJson(url, lead("b", ", \"ip\": \"2001:db8:1:2:ffff::\""))))
                .isTrue();
    }

    @Test
    void calls_with_a_key_are_the_operators_own_and_are_not_counted_unless_they_say_whose_they_are() {
        for (var name : List.of("a", "b", "c", "d")) {
            assertThat(isFlagged(campaign.post("", lead(name, ", \"ip\": \"203.0.113.7\""))))
                    .isFalse();
        }
        for (var name : List.of("e", "f")) {
            assertThat(isFlagged(campaign.post("", lead(name, ", \"ip\": \"203.0.113.7\", \"__source\": \"modal.1\""))))
                    .isFalse();
        }
        assertThat(isFlagged(campaign.post("", lead("g", ", \"ip\": \"203.0.113.7\", \"__source\": \"modal.1\""))))
                .isTrue();
    }

    @Test
    void a_caller_without_a_key_cannot_claim_the_source_api() {
        var claim = ", \"ip\": \"203.0.113.7\", \"__source\": \"api\"";
        var inbound = campaign.inbound();
        assertThat(isFlagged(embedded("a", Map.of("ip", HOME, "__source", "API"))))
                .isFalse();
        assertThat(isFlagged(embedded("b", Map.of("ip", HOME, "__source", "API"))))
                .isFalse();

        assertThat(isFlagged(embedded("c", Map.of("ip", HOME, "__source", "API"))))
                .isTrue();
        assertThat(isFlagged(Web.postJson(campaign.url(""), lead("d", claim)))).isTrue();
        assertThat(isFlagged(Web.postJson(inbound, lead("e", claim)))).isFalse();
        assertThat(isFlagged(Web.postJson(inbound, lead("ee", claim)))).isFalse();
        assertThat(isFlagged(Web.postJson(inbound, lead("eee", claim)))).isTrue();
        hosted("f", claim);
        assertThat(isFlagged("f")).isTrue();
        assertThat(isFlagged(Web.postJson(inbound, lead("g", claim), "Authorization", campaign.key())))
                .isFalse();
        assertThat(isFlagged(Web.postJson(campaign.inbound("{\"source\": \"API\"}"), lead("h", claim))))
                .as("whoever made the webhook had a key")
                .isFalse();
    }

    @Test
    void signups_from_trusted_addresses_are_not_counted() {
        campaign.ruledBy("{\"fraud\": {\"trusted_addresses\": [\"203.0.113.0/24\"]}}");
        var url = campaign.inbound();

        for (var name : List.of("a", "b", "c", "d")) {
            assertThat(isFlagged(Web.postJson(url, lead(name, ", \"ip\": \"203.0.113.7\""))))
                    .isFalse();
        }
    }

    // A flagged lead

    @Test
    void it_is_kept_and_shown_as_fraudulent_and_its_referrer_gains_nothing() {
        var ada = campaign.signUp("ada@example.com");
        crm.news();

        var eve = campaign.signUpWith("""
                {"email": "eve@Mail.RIVAL.example", "kid": "%s"}""".formatted(ada.path("social_id").asText()));

        assertThat(eve.path("fraudulent").booleanValue()).isTrue();
        assertThat(eve.path("parent_id")).isEqualTo(ada.path("id"));
        var told = crm.payloads();
        assertThat(told)
                .extracting(each -> each.path("__event").asText())
                .containsExactly("new_signup", "marked_as_fraudulent");
        assertThat(told.getLast().path("__fraudulent")).isEqualTo(json("[\"bad_email_domain\"]"));
        assertThat(told).allMatch(each -> each.path("fraudulent").booleanValue());
        assertThat(lookedUp("ada").path("referrals").asInt()).isZero();
        assertThat(lookedUp("ada").path("contest_score").asInt()).isZero();
        assertThat(lookedUp("ada").path("influence").path("direct").asInt())
                .as("all referrals")
                .isEqualTo(1);
    }

    @Test
    void a_disposable_address_and_a_page_of_a_blocked_domain_are_flagged() {
        assertThat(campaign.signUp("ada@mailinator.com").path("fraudulent").booleanValue())
                .isTrue();
        assertThat(campaign.signUpWith(lead("bob", ", \"__referrer\": \"https://www.Sweeps.example/win\""))
                        .path("fraudulent")
                        .booleanValue())
                .isTrue();
        assertThat(crm.headlines())
                .contains(
                        "marked_as_fraudulent ada@mailinator.com [\"bad_email_domain\"]",
                        "marked_as_fraudulent bob [\"bad_referrer\"]");
    }

    @Test
    void it_ranks_behind_all_others_and_is_on_no_leaderboard() {
        var eve = campaign.signUpWith(lead("eve", ", \"__ref\": \"sweeps.example\", \"points\": 50"));
        campaign.signUpWith(lead("ada", ", \"points\": 3"));
        campaign.signUp("bob@example.com");

        assertThat(lookedUp("eve").path("contest_score_rank").asInt()).isEqualTo(3);
        assertThat(lookedUp("ada").path("contest_score_rank").asInt()).isEqualTo(1);
        assertThat(lookedUp("bob").path("contest_score_rank").asInt()).isEqualTo(2);
        var board = campaign.get("/leaderboard?limit=10").json().path("leads");
        assertThat(board).extracting(row -> row.path("social_id")).doesNotContain(eve.path("social_id"));
        assertThat(campaign.get("/stats")
                        .json()
                        .path("leads")
                        .path("fraudulent")
                        .asInt())
                .isEqualTo(1);
    }

    // Decided by hand

    @Test
    void approving_tells_what_was_held_back_and_the_referrer_gets_the_point() {
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        var eve = campaign.signUpWith(lead("eve", ", \"__ref\": \"sweeps.example\", \"kid\": \"" + ada + "\""));
        crm.news();

        change("approve", "eve");

        assertThat(crm.headlines())
                .containsExactly(
                        "new_signup_not_excluded eve",
                        "referral ada {\"social_id\":\"%s\",\"email\":\"eve@example.com\"}"
                                .formatted(eve.path("social_id").asText()),
                        "score_change ada {\"previous_contest_score\":0,\"current_contest_score\":1}");
        assertThat(isFlagged("eve")).isFalse();
        assertThat(lookedUp("ada").path("referrals").asInt()).isEqualTo(1);
        change("approve", "eve");
        assertThat(crm.news()).isEmpty();
    }

    @Test
    void blocking_takes_the_point_back_and_approving_gives_it_again_without_a_second_referral() {
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        campaign.signUpWith(lead("bob", ", \"kid\": \"" + ada + "\""));
        crm.news();

        change("block", "bob");
        change("block", "bob");
        assertThat(crm.headlines())
                .containsExactly(
                        "marked_as_fraudulent bob [\"blocked\"]",
                        "score_change ada {\"previous_contest_score\":1,\"current_contest_score\":0}");
        assertThat(lookedUp("ada").path("referrals").asInt()).isZero();

        change("approve", "bob");
        assertThat(crm.headlines())
                .containsExactly("score_change ada {\"previous_contest_score\":0,\"current_contest_score\":1}");
    }

    @Test
    void a_lead_whose_points_have_come_and_gone_can_be_blocked_and_approved() {
        campaign.signUp("ada@example.com");
        for (var points : List.of("5", "-5")) {
            assertThat(campaign.post("/points", "{\"email\": \"ada@example.com\", \"points\": " + points + "}")
                            .status())
                    .isEqualTo(200);
        }

        change("block", "ada");
        world.verify(campaign);
        change("approve", "ada");

        assertThat(isFlagged("ada")).isFalse();
    }
}
