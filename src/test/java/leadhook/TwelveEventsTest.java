package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import leadhook.log.EventType;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One lead lives through everything that can happen to a lead (contract 6.3). */
@Journey
class TwelveEventsTest {
    private static final String NOTHING = "{}";

    private final World world;
    private final TestCampaign campaign;
    private final Subscriber crm;
    private final List<ObjectNode> expected = new ArrayList<>();

    TwelveEventsTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
        crm = Subscriber.of(world, campaign);
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private JsonNode made(String what, String json) {
        var reply = Web.postJson(
                world.url() + "/admin/v1/campaigns/" + campaign.id() + what,
                json,
                "Authorization",
                "Bearer " + World.ADMIN_TOKEN);
        assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
        return reply.json();
    }

    private JsonNode ada() {
        return campaign.get("?email=ada@example.com").json();
    }

    private void expect(String event, JsonNode lead, String extra) {
        var payload = ((ObjectNode) lead.deepCopy()).put("__event", event);
        expected.add(payload.setAll((ObjectNode) json(extra)));
    }

    private void does(String operation, String json) {
        assertThat(campaign.post(operation, json).status()).as(operation).isBetween(200, 202);
    }

    private static List<ObjectNode> of(String email, List<ObjectNode> payloads) {
        return payloads.stream()
                .filter(payload -> payload.path("email").asText().equals(email))
                .toList();
    }

    @Test
    void one_lead_lives_through_all_twelve_and_each_shows_it_as_its_request_left_it() {
        long beta = campaign.tag("Beta tester", 20);
        long level = made("/reward-levels", "{\"title\": \"Early access\", \"required_points\": 20}")
                .path("id")
                .asLong();

        campaign.signUpWith(
                "{\"email\": \"ada@example.com\", \"phone_number\": \"+420777123456\", \"name\": \"Ada Lovelace\"}");
        expect("new_signup", ada(), NOTHING);
        expect("new_signup_not_excluded", ada(), NOTHING);

        campaign.signUpWith("{\"email\": \"ada@example.com\", \"city\": \"London\"}");
        expect("repeat_signup", ada(), NOTHING);

        var socialId = ada().path("social_id").asText();
        var bob = campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": \"" + socialId + "\"}");
        expect("referral", ada(), """
                {"__referral": {"social_id": "%s", "email": "bob@example.com"}}""".formatted(bob.path("social_id").asText()));
        expect("score_change", ada(), """
                {"__score_change": {"previous_contest_score": 0, "current_contest_score": 1}}""");

        does("/tags/" + beta + "/lead", "{\"email\": \"ada@example.com\"}");
        expect("tagged", ada(), """
                {"__tagged": {"tag_id": %d, "name": "Beta tester", "points": 20}}""".formatted(beta));
        expect("score_change", ada(), """
                {"__score_change": {"previous_contest_score": 1, "current_contest_score": 21}}""");
        expect("reward_level", ada(), """
                {"__reward_level": {"reward_level_id": %d, "subject": "Early access", "required_points": 20,
                    "emailed": false}}""".formatted(level));

        does("/verify", "{\"phone_number\": \"+420777123456\"}");
        expect("verified", ada(), NOTHING);

        does("/optout", "{\"social_id\": \"" + socialId + "\"}");
        expect("opted_out", ada(), NOTHING);

        made("/leads/" + socialId + "/sms-opt-out", NOTHING);
        expect("phone_number_opt_out", ada(), NOTHING);

        does("/block", "{\"kid\": \"" + socialId + "\"}");
        expect("marked_as_fraudulent", ada(), "{\"__fraudulent\": [\"blocked\"]}");

        var told = new ArrayList<>(crm.payloads());
        assertThat(of("bob@example.com", told))
                .extracting(payload -> payload.path("__event").asText())
                .containsExactly("new_signup", "new_signup_not_excluded");

        expect("deleted", ada(), NOTHING);
        assertThat(campaign.delete("", List.of("email=ada@example.com")).status())
                .isEqualTo(202);
        told.addAll(crm.payloads());

        var ofAda = of("ada@example.com", told);
        assertThat(ofAda).containsExactlyElementsOf(expected);
        assertThat(ofAda)
                .extracting(payload -> payload.path("__event").asText())
                .containsOnlyOnceElementsOf(Stream.of(EventType.values())
                        .filter(type -> type != EventType.SCORE_CHANGE)
                        .map(EventType::eventName)
                        .toList());
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
        assertThat(campaign.get("?email=bob@example.com")
                        .json()
                        .path("parent_id")
                        .isNull())
                .isTrue();
    }
}
