package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leadhook.log.EventType;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ada refers Bob, Bob refers Cid: what a subscriber to everything gets of it. */
@Journey
class ReferralJourneyTest {
    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    ReferralJourneyTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
    }

    @BeforeEach
    void subscribe() {
        campaign.subscribe(
                crm.url(),
                Stream.of(EventType.values()).map(EventType::eventName).toArray(String[]::new));
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private JsonNode signUp(String email, JsonNode referrer) {
        return campaign.signUpWith("{\"email\": \"%s\", \"kid\": \"%s\"}"
                .formatted(email, referrer.path("social_id").asText()));
    }

    private JsonNode lookedUp(JsonNode lead) {
        return campaign.get("?social_id=" + lead.path("social_id").asText()).json();
    }

    private static JsonNode event(String name, JsonNode lead) {
        return ((ObjectNode) lead.deepCopy()).put("__event", name);
    }

    private static JsonNode event(String name, JsonNode lead, String extra) {
        return ((ObjectNode) event(name, lead)).setAll((ObjectNode) json(extra));
    }

    /** Everything that arrived, in the order of its numbers: events of different leads may overtake each other. */
    private List<JsonNode> delivered() {
        world.deliverDue();
        return crm.all().stream()
                .sorted(Comparator.comparingLong(ReferralJourneyTest::number))
                .map(received -> json(received.text()))
                .toList();
    }

    private static long number(Received received) {
        var id = String.valueOf(received.header("webhook-id"));
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    private List<String> names() {
        return delivered().stream()
                .map(payload -> payload.path("__event").asText() + " "
                        + payload.path("email").asText())
                .toList();
    }

    @Test
    void each_of_them_is_told_of_in_order_and_as_the_request_left_it() {
        var ada = campaign.signUp("ada@example.com");
        var bob = signUp("bob@example.com", ada);
        var adaThen = lookedUp(ada);
        var cid = campaign.signUpWith("""
                {"phone_number": "+420777123456", "kid": "%s"}""".formatted(bob.path("social_id").asText()));
        var bobThen = lookedUp(bob);

        assertThat(delivered())
                .containsExactly(
                        event("new_signup", ada),
                        event("new_signup_not_excluded", ada),
                        event("new_signup", bob),
                        event("new_signup_not_excluded", bob),
                        event("referral", adaThen, """
                                {"__referral": {"social_id": "%s", "email": "bob@example.com"}}""".formatted(
                                        bob.path("social_id").asText())),
                        event("score_change", adaThen, """
                                {"__score_change": {"previous_contest_score": 0, "current_contest_score": 1}}"""),
                        event("new_signup", cid),
                        event("new_signup_not_excluded", cid),
                        event("referral", bobThen, """
                                {"__referral": {"social_id": "%s", "phone_number": "+420777123456"}}""".formatted(
                                        cid.path("social_id").asText())),
                        event("score_change", bobThen, """
                                {"__score_change": {"previous_contest_score": 0, "current_contest_score": 1}}"""));
        assertThat(Stream.of(ada, adaThen, bobThen, lookedUp(ada))
                        .map(lead -> "%s: score %s, rank %s of %s, referrals %s, influence %s"
                                .formatted(
                                        lead.path("email").asText(),
                                        lead.path("contest_score"),
                                        lead.path("contest_score_rank"),
                                        lead.path("lead_count"),
                                        lead.path("referrals"),
                                        lead.path("influence"))))
                .containsExactly(
                        "ada@example.com: score 0, rank 1 of 1, referrals 0, influence {\"indirect\":0,\"direct\":0}",
                        "ada@example.com: score 1, rank 1 of 2, referrals 1, influence {\"indirect\":0,\"direct\":1}",
                        "bob@example.com: score 1, rank 1 of 3, referrals 1, influence {\"indirect\":0,\"direct\":1}",
                        "ada@example.com: score 1, rank 1 of 3, referrals 1, influence {\"indirect\":1,\"direct\":1}");
    }

    @Test
    void the_events_of_one_lead_arrive_in_their_order() {
        var ada = campaign.signUp("ada@example.com");
        signUp("bob@example.com", ada);
        signUp("cid@example.com", ada);
        world.deliverDue();

        assertThat(crm.accepted())
                .filteredOn(payload -> payload.containsValue("ada@example.com"))
                .extracting("__event")
                .containsExactly(
                        "new_signup",
                        "new_signup_not_excluded",
                        "referral",
                        "score_change",
                        "referral",
                        "score_change");
    }

    @Test
    void a_url_that_gets_forms_is_told_the_same() {
        campaign.subscribe(crm.url("/klaviyo"), "referral", "score_change");
        var ada = campaign.signUp("ada@example.com");
        var bob = signUp("bob@example.com", ada);
        world.deliverDue();

        assertThat(crm.accepted())
                .filteredOn(payload -> "1".equals(payload.get("contest_score")))
                .extracting(payload -> payload.get("__referral"), payload -> payload.get("__score_change"))
                .containsExactly(
                        tuple(Map.of("social_id", bob.path("social_id").asText(), "email", "bob@example.com"), null),
                        tuple(null, Map.of("previous_contest_score", "0", "current_contest_score", "1")));
    }

    @Test
    void a_tag_with_points_changes_the_score_of_a_new_lead_and_of_one_that_comes_back() {
        long betaTag = campaign.tag("Beta tester", 20);
        long lateTag = campaign.tag("Late", -5);
        var beta = campaign.inbound("{\"tag_id\": " + betaTag + "}");
        var late = campaign.inbound("{\"tag_id\": " + lateTag + "}");
        var ada = Web.postJson(beta, "{\"email\": \"ada@example.com\"}").json();
        var again = Web.postJson(late, "{\"email\": \"ada@example.com\"}").json();
        var onceMore = Web.postJson(late, "{\"email\": \"ada@example.com\"}").json();

        assertThat(delivered())
                .containsExactly(
                        event("new_signup", ada),
                        event("new_signup_not_excluded", ada),
                        event("tagged", ada, """
                                {"__tagged": {"tag_id": %d, "name": "Beta tester", "points": 20}}""".formatted(betaTag)),
                        event("score_change", ada, """
                                {"__score_change": {"previous_contest_score": 0, "current_contest_score": 20}}"""),
                        event("repeat_signup", again),
                        event("tagged", again, """
                                {"__tagged": {"tag_id": %d, "name": "Late", "points": -5}}""".formatted(lateTag)),
                        event("score_change", again, """
                                {"__score_change": {"previous_contest_score": 20, "current_contest_score": 15}}"""),
                        event("repeat_signup", onceMore));
        assertThat(Stream.of(ada, again, onceMore)
                        .map(lead -> lead.path("contest_score").asInt()))
                .containsExactly(20, 15, 15);
    }

    @Test
    void a_link_of_nobody_of_oneself_of_a_follower_or_followed_too_late_refers_nobody_and_stops_nothing() {
        var nobody = campaign.signUpWith("{\"email\": \"ada@example.com\", \"kid\": \"ZZZZZZ\"}");
        signUp("ada@example.com", nobody);
        var bob = signUp("bob@example.com", nobody);
        var cid = signUp("cid@example.com", bob);
        signUp("ada@example.com", bob);
        signUp("ada@example.com", cid);
        signUp("cid@example.com", nobody);

        assertThat(names())
                .containsExactly(
                        "new_signup ada@example.com",
                        "new_signup_not_excluded ada@example.com",
                        "repeat_signup ada@example.com",
                        "new_signup bob@example.com",
                        "new_signup_not_excluded bob@example.com",
                        "referral ada@example.com",
                        "score_change ada@example.com",
                        "new_signup cid@example.com",
                        "new_signup_not_excluded cid@example.com",
                        "referral bob@example.com",
                        "score_change bob@example.com",
                        "repeat_signup ada@example.com",
                        "repeat_signup ada@example.com",
                        "repeat_signup cid@example.com");
        assertThat(Stream.of(nobody, bob, cid).map(this::lookedUp).map(lead -> lead.path("parent_id")))
                .containsExactly(
                        json("null"),
                        json(nobody.path("id").toString()),
                        json(bob.path("id").toString()));
    }
}
