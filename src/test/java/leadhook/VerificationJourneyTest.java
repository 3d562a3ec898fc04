package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leads that verify themselves, and referrals that count only then (contract 7.6, Q22, Q37). */
@Journey
class VerificationJourneyTest {
    private static final String NEEDED = """
            {"verification": true, "verified_url": "https://launch.example.org/welcome?a=b",
             "scoring": {"direct": 2, "indirect": 1, "needs_verification": true}}""";

    private final World world;
    private final TestCampaign campaign;
    private final Subscriber crm;

    VerificationJourneyTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
        crm = Subscriber.of(world, campaign);
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private JsonNode signUp(String name, JsonNode referrer) {
        return campaign.signUpWith("{\"email\": \"%s@example.com\", \"kid\": \"%s\"}"
                .formatted(name, referrer.path("social_id").asText()));
    }

    private JsonNode lookedUp(JsonNode lead) {
        return campaign.get("?social_id=" + lead.path("social_id").asText()).json();
    }

    private String verificationUrl(JsonNode lead) {
        return campaign.admin("GET", "/leads/" + lead.path("social_id").asText(), "")
                .json()
                .path("verification_url")
                .asText();
    }

    private static HttpResponse<byte[]> visit(String url) {
        return Web.sendAny(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    private void verify(String email) {
        assertThat(campaign.post("/verify", "{\"email\": \"" + email + "\"}").status())
                .isEqualTo(202);
    }

    @Test
    void a_referral_is_told_of_at_once_and_counts_once_it_is_verified() {
        campaign.ruledBy(NEEDED);
        var ada = campaign.signUp("ada@example.com");
        var bob = signUp("bob", ada);
        crm.news();

        var cid = signUp("cid", bob);
        assertThat(crm.headlines())
                .containsExactly(
                        "new_signup cid",
                        "new_signup_not_excluded cid",
                        "referral bob {\"social_id\":\"%s\",\"email\":\"cid@example.com\"}"
                                .formatted(cid.path("social_id").asText()));
        assertThat(lookedUp(bob).path("referrals").asInt()).isZero();
        assertThat(lookedUp(bob).path("unverified_leads")).isEqualTo(json("{\"indirect\": 0, \"direct\": 1}"));

        verify("cid@example.com");
        assertThat(crm.headlines())
                .containsExactly(
                        "verified cid",
                        "score_change bob {\"previous_contest_score\":0,\"current_contest_score\":2}",
                        "score_change ada {\"previous_contest_score\":0,\"current_contest_score\":1}");
        assertThat(lookedUp(bob).path("referrals").asInt()).isEqualTo(1);
        assertThat(lookedUp(bob).path("verified_leads")).isEqualTo(json("{\"indirect\": 0, \"direct\": 1}"));
        assertThat(lookedUp(ada).path("verified_leads")).isEqualTo(json("{\"indirect\": 1, \"direct\": 0}"));
        assertThat(lookedUp(ada).path("unverified_leads")).isEqualTo(json("{\"indirect\": 0, \"direct\": 1}"));
    }

    @Test
    void the_link_verifies_the_address_and_leads_on_and_a_second_visit_changes_nothing() {
        campaign.ruledBy(NEEDED);
        var ada = campaign.signUp("ada@example.com");
        crm.news();

        var first = visit(verificationUrl(ada));
        var second = visit(verificationUrl(ada));

        for (var answer : List.of(first, second)) {
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValue("https://launch.example.org/welcome?a=b&kolid="
                            + ada.path("social_id").asText());
        }
        assertThat(crm.headlines()).containsExactly("verified ada");
        var verified = lookedUp(ada);
        assertThat(verified.path("verified").booleanValue()).isTrue();
        assertThat(verified.path("verified_email").booleanValue()).isTrue();
        assertThat(verified.path("verified_phone_number").booleanValue()).isFalse();
    }

    @Test
    void without_a_page_for_it_the_link_leads_to_the_thank_you_page() {
        var ada = campaign.signUp("ada@example.com");

        assertThat(visit(verificationUrl(ada)).headers().firstValue("Location"))
                .hasValue("https://launch.example.org/thanks?kolid="
                        + ada.path("social_id").asText());
    }

    @Test
    void a_link_that_was_guessed_or_is_somebody_elses_verifies_nobody() {
        var ada = campaign.signUp("ada@example.com");
        var bob = campaign.signUp("bob@example.com");
        var elsewhere = world.campaign();
        var url = verificationUrl(ada);
        crm.news();

        for (var other : List.of(
                url.replace("s=" + ada.path("id"), "s=" + bob.path("id")),
                url.replace("c=" + campaign.id(), "c=" + elsewhere.id()),
                url.replaceFirst("t=[^&]*", "t="),
                url.replaceFirst("t=([^&]*)", "t=$1x"),
                url.replaceFirst("t=[^&]*&", ""),
                url.replaceFirst("\\?.*", ""))) {
            assertThat(visit(other).statusCode()).as(other).isEqualTo(404);
        }
        assertThat(crm.news()).isEmpty();
        assertThat(lookedUp(ada).path("verified").booleanValue()).isFalse();
        assertThat(lookedUp(bob).path("verified").booleanValue()).isFalse();
    }

    @Test
    void who_has_only_a_phone_number_is_verified_without_an_address() {
        var ada = campaign.signUpWith("{\"phone_number\": \"+420777123456\"}");

        assertThat(campaign.post("/verify", "{\"phone_number\": \"+420777123456\"}")
                        .json())
                .isEqualTo(json("{\"message\": \"Your leads have been equeued for changes\", \"updated\": 1}"));

        assertThat(lookedUp(ada).path("verified").booleanValue()).isTrue();
        assertThat(lookedUp(ada).path("verified_email").booleanValue()).isFalse();
    }

    @Test
    void without_verification_a_campaign_counts_nobody_as_verified_or_not() {
        var ada = campaign.signUp("ada@example.com");
        signUp("bob", ada);
        verify("bob@example.com");

        assertThat(lookedUp(ada).path("verified_leads")).isEqualTo(json("{\"indirect\": null, \"direct\": null}"));
        assertThat(lookedUp(ada).path("unverified_leads")).isEqualTo(json("{\"indirect\": 0, \"direct\": 0}"));
        campaign.ruledBy("{\"verification\": true}");
        assertThat(lookedUp(ada).path("verified_leads")).isEqualTo(json("{\"indirect\": 0, \"direct\": 1}"));
    }

    @Test
    void verified_referrals_may_have_points_of_their_own() {
        campaign.ruledBy("{\"scoring\": {\"direct\": 1, \"verified_direct\": 10}}");
        var ada = campaign.signUp("ada@example.com");
        signUp("bob", ada);
        crm.news();

        verify("bob@example.com");
        verify("bob@example.com");

        assertThat(crm.headlines())
                .containsExactly(
                        "verified bob", "score_change ada {\"previous_contest_score\":1,\"current_contest_score\":10}");
    }

    @Test
    void another_phone_number_is_not_the_one_that_was_verified() {
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+420777123456\"}");
        verify("ada@example.com");
        // No SMS provider comes with the server: what one would have set.
        world.database()
                .update(
                        "update leads set verified_phone_number = true where campaign_id = ? and id = ?",
                        campaign.id(),
                        ada.path("id").asLong());

        var again = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+420777000000\"}");

        assertThat(again.path("verified_phone_number").booleanValue()).isFalse();
        assertThat(again.path("verified_email").booleanValue()).isTrue();
        assertThat(again.path("verified").booleanValue()).isTrue();
    }

    @Test
    void a_server_without_an_sms_provider_says_so_whatever_is_asked() {
        var reply = campaign.post("/verify-phone-number", "{\"phone_number\": \"+420777123456\", \"code\": \"1\"}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json()).isEqualTo(message("Missing required Twilio information"));
    }
}
