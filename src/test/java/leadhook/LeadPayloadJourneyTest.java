package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every field of contract section 3, true in the answer, in the look-up and at the subscriber. Ada refers Grace and Mary,
 * Grace refers Linus and Tomas; Mary and later Tomas come through a webhook whose tag gives 20 points.
 */
@Journey
class LeadPayloadJourneyTest {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

    private static final String TOMAS_AT_FIRST = """
            {
              "id": ID,
              "social_id": "SOCIAL",
              "rank": 5,
              "rank_relative_position": 4,
              "counter": 1,
              "lead_count": 5,
              "contest_score": 0,
              "contest_score_rank": 4,
              "contest_score_rank_relative_position": 3,
              "campaign_id": CAMPAIGN,
              "list_id": CAMPAIGN,
              "given_name": "Tomas",
              "first_name": "Tomas",
              "family_name": "Novák",
              "display_name": "Tomas Novák",
              "avatar": "https://www.gravatar.com/avatar/7bec6b6b41e9c8d68bae941f92665cd6?r=g&d=identicon&s=600",
              "when": "WHEN",
              "enhanced": false,
              "anonymous": false,
              "verified": false,
              "verified_email": false,
              "verified_phone_number": false,
              "waitlisted": true,
              "completed_actions": [],
              "social_url": "https://launch.example.org/?kid=SOCIAL",
              "redirect_url": "https://launch.example.org/done?x=1&kolid=SOCIAL",
              "thankyou_url": "https://launch.example.org/thanks?kolid=SOCIAL",
              "status_url": "https://launch.example.org/thanks?kolid=SOCIAL",
              "email": "tomas@example.org",
              "phone_number": null,
              "custom_fields": {
                "first_name": "Tomas", "last_name": "Novák", "city": "Brno", "plan": { "Name": "pro", "seats": 3 }
              },
              "unsubscribe_url": { "default": "OPT_OUT", "safe": "OPT_OUT?confirm=1" },
              "uid": "visitor-7",
              "parent_id": PARENT,
              "opted_out": false,
              "sms_opted_out": false,
              "utm": { "utm_source": "newsletter", "utm_campaign": "spring", "utm_medium": "email" },
              "tags": [],
              "referrals": 0,
              "unverified_leads": { "indirect": 0, "direct": 0 },
              "verified_leads": { "indirect": null, "direct": null },
              "influence": { "indirect": 0, "direct": 0 },
              "subscription_number": 5,
              "ip": "203.0.113.7",
              "referrer": "https://news.example.net/item?id=1",
              "fraudulent": false
            }
            """;

    private static final String ADA_IN_THE_END = """
            {
              "id": ID,
              "social_id": "SOCIAL",
              "rank": 1,
              "rank_relative_position": 0,
              "counter": 1,
              "lead_count": 5,
              "contest_score": 2,
              "contest_score_rank": 3,
              "contest_score_rank_relative_position": 2,
              "campaign_id": CAMPAIGN,
              "list_id": CAMPAIGN,
              "given_name": null,
              "first_name": null,
              "family_name": null,
              "display_name": "ada",
              "avatar": "https://www.gravatar.com/avatar/3e3417d7ef77d5932a6734b916515ed5?r=g&d=identicon&s=600",
              "when": "WHEN",
              "enhanced": false,
              "anonymous": false,
              "verified": false,
              "verified_email": false,
              "verified_phone_number": false,
              "waitlisted": true,
              "completed_actions": [],
              "social_url": "https://launch.example.org/?kid=SOCIAL",
              "redirect_url": "https://launch.example.org/thanks?kolid=SOCIAL",
              "thankyou_url": "https://launch.example.org/thanks?kolid=SOCIAL",
              "status_url": "https://launch.example.org/thanks?kolid=SOCIAL",
              "email": "ada@example.com",
              "phone_number": null,
              "custom_fields": {},
              "unsubscribe_url": { "default": "OPT_OUT", "safe": "OPT_OUT?confirm=1" },
              "uid": null,
              "parent_id": null,
              "opted_out": false,
              "sms_opted_out": false,
              "utm": {},
              "tags": [],
              "referrals": 2,
              "unverified_leads": { "indirect": 0, "direct": 0 },
              "verified_leads": { "indirect": null, "direct": null },
              "influence": { "indirect": 2, "direct": 2 },
              "subscription_number": 1,
              "ip": "127.0.0.1",
              "referrer": null,
              "fraudulent": false
            }
            """;

    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();
    private final long tag;
    private final String inbound;
    private final String adaSignedUp;
    private final String tomasSignedUp;
    private final JsonNode ada;
    private final JsonNode grace;
    private final JsonNode tomas;

    LeadPayloadJourneyTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
        tag = campaign.tag("Beta tester", 20);
        inbound = campaign.inbound("{\"tag_id\": " + tag + "}");
        campaign.subscribe(crm.url(), "new_signup", "repeat_signup");

        adaSignedUp = WHEN.format(world.clock().instant());
        ada = campaign.signUp("ada@example.com");
        world.advance(Duration.ofMinutes(7));
        grace = campaign.signUpWith(referredBy("grace@example.com", ada));
        campaign.signUpWith(referredBy("linus@example.com", grace));
        Web.postJson(inbound, referredBy("mary@example.com", ada));
        world.advance(Duration.ofHours(1));
        tomasSignedUp = WHEN.format(world.clock().instant());
        tomas = campaign.signUpWith("""
                {
                  "email": " Tomas@Example.ORG ", "first_name": "Tomas", "last_name": "Novák",
                  "City": "Brno", "plan": { "Name": "pro", "seats": 3 },
                  "kid": "%s", "ip": "203.0.113.7, 10.0.0.1", "__uid": "visitor-7",
                  "__url": "https://launch.example.org/?utm_source=newsletter&utm_campaign=spring&kid=ZZZZZZ",
                  "utm_medium": "email", "__referrer": "https://news.example.net/item?id=1",
                  "redirect_url": "https://launch.example.org/done?x=1"
                }""".formatted(grace.path("social_id").asText()));
    }

    private static String referredBy(String email, JsonNode referrer) {
        return "{\"email\": \"%s\", \"kid\": \"%s\"}"
                .formatted(email, referrer.path("social_id").asText());
    }

    @BeforeEach
    void forget() {
        world.deliverDue();
    }

    @AfterEach
    void close() {
        crm.close();
    }

    @Test
    void a_new_lead_is_shown_whole_and_true_in_answer_look_up_and_event() {
        var expected = expected(TOMAS_AT_FIRST, tomas, tomasSignedUp, grace);

        assertThat(tomas).isEqualTo(expected);
        assertThat(lookedUp("tomas@example.org")).isEqualTo(expected);
        assertThat(delivered(tomas, "new_signup")).isEqualTo(withEvent(expected, "new_signup"));
    }

    @Test
    void an_update_merges_and_leaves_what_belongs_to_the_first_signup() {
        world.advance(Duration.ofDays(1));

        var updated = Web.postJson(inbound, """
                {
                  "email": "tomas@example.org", "phone_number": "0777 123 456", "country_code": "CZ",
                  "City": "Praha", "plan": null, "newsletter": true, "last_name": "",
                  "kid": "%s", "ip": "198.51.100.1", "__uid": "other", "utm_source": "other",
                  "__referrer": "https://other.example.net/"
                }""".formatted(ada.path("social_id").asText()));
        world.deliverDue();

        var expected = (ObjectNode) expected(TOMAS_AT_FIRST, tomas, tomasSignedUp, grace);
        expected.setAll((ObjectNode) json("""
                {
                  "counter": 2, "phone_number": "+420777123456", "family_name": null, "display_name": "Tomas",
                  "custom_fields": { "first_name": "Tomas", "last_name": "", "city": "Praha", "newsletter": true },
                  "tags": [ { "tag_id": %d, "name": "Beta tester", "points": 20 } ],
                  "contest_score": 20, "contest_score_rank": 1, "contest_score_rank_relative_position": 0
                }""".formatted(tag)));
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json()).isEqualTo(expected);
        assertThat(lookedUp("tomas@example.org")).isEqualTo(expected);
        assertThat(delivered(tomas, "repeat_signup")).isEqualTo(withEvent(expected, "repeat_signup"));
    }

    @Test
    void a_referrer_has_a_point_for_each_direct_referral_and_shares_its_rank_with_its_equals() {
        Web.postJson(inbound, "{\"email\": \"tomas@example.org\"}");

        assertThat(lookedUp("ada@example.com")).isEqualTo(expected(ADA_IN_THE_END, ada, adaSignedUp, null));
        assertThat(standing("mary@example.com"))
                .isEqualTo("rank 4, score 20, score rank 1, referrals 0, direct 0, indirect 0");
        assertThat(standing("tomas@example.org"))
                .isEqualTo("rank 5, score 20, score rank 1, referrals 0, direct 0, indirect 0");
        assertThat(standing("grace@example.com"))
                .isEqualTo("rank 2, score 2, score rank 3, referrals 2, direct 2, indirect 0");
        assertThat(standing("linus@example.com"))
                .isEqualTo("rank 3, score 0, score rank 5, referrals 0, direct 0, indirect 0");
        assertThat(lookedUp("mary@example.com").path("parent_id")).isEqualTo(ada.path("id"));
        assertThat(lookedUp("linus@example.com").path("parent_id")).isEqualTo(grace.path("id"));
    }

    @Test
    void an_event_shows_the_lead_as_its_request_left_it_however_late_it_is_sent() {
        crm.answers(503);
        var late = campaign.signUpWith(referredBy("late@example.com", ada));
        campaign.signUpWith("{\"email\": \"late@example.com\", \"city\": \"Brno\"}");
        campaign.signUpWith(referredBy("later@example.com", late));
        world.deliverDue();

        crm.answers(200);
        world.advance(Duration.ofHours(1)).deliverDue();

        assertThat(crm.all()).extracting(received -> json(received.text())).contains(withEvent(late, "new_signup"));
        assertThat(crm.accepted())
                .filteredOn(fields -> fields.containsValue("late@example.com"))
                .extracting(fields ->
                        fields.get("__event") + " " + fields.get("counter") + " " + fields.get("contest_score"))
                .containsExactlyInAnyOrder("new_signup 1 0", "repeat_signup 2 0");
    }

    /** The literal with the names in capitals filled in; what nobody can know before is taken from the answer. */
    private JsonNode expected(String literal, JsonNode answer, String signedUp, @Nullable JsonNode parent) {
        var socialId = answer.path("social_id").asText();
        var optOut = answer.path("unsubscribe_url").path("default").asText();
        assertThat(socialId).matches("[0-9A-HJKMNP-TV-Z]{6}");
        assertThat(optOut).matches(world.url() + "/opt-out/[A-Za-z0-9_-]{22,}");
        return json(literal.replace("SOCIAL", socialId)
                .replace("ID", answer.path("id").asText())
                .replace("CAMPAIGN", Long.toString(campaign.id()))
                .replace("WHEN", signedUp)
                .replace("PARENT", parent == null ? "null" : parent.path("id").asText())
                .replace("OPT_OUT", optOut));
    }

    private String standing(String email) {
        var lead = lookedUp(email);
        return "rank %d, score %d, score rank %d, referrals %d, direct %d, indirect %d"
                .formatted(
                        lead.path("rank").asInt(),
                        lead.path("contest_score").asInt(),
                        lead.path("contest_score_rank").asInt(),
                        lead.path("referrals").asInt(),
                        lead.path("influence").path("direct").asInt(),
                        lead.path("influence").path("indirect").asInt());
    }

    private JsonNode lookedUp(String email) {
        return campaign.get("?email=" + email).json();
    }

    /** What was delivered of an event of a lead. */
    private JsonNode delivered(JsonNode lead, String event) {
        return crm.all().stream()
                .map(received -> json(received.text()))
                .filter(payload -> payload.path("id").equals(lead.path("id")))
                .filter(payload -> payload.path("__event").asText().equals(event))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode withEvent(JsonNode lead, String event) {
        return ((ObjectNode) lead.deepCopy()).put("__event", event);
    }
}
