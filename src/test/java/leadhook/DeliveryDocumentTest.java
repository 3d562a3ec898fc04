package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the primary document "Outbound Webhooks" promises of what is posted, how, and until when. */
@Journey
class DeliveryDocumentTest {
    /** "Common webhook payload data can include", word for word; the groups of counts under their names of the payload. */
    private static final List<String> COMMON_DATA = List.of(
            "id",
            "social_id",
            "email",
            "phone_number",
            "uid",
            "campaign_id",
            "list_id",
            "first_name",
            "given_name",
            "family_name",
            "display_name",
            "avatar",
            "rank",
            "counter",
            "lead_count",
            "referrals",
            "influence",
            "verified_leads",
            "unverified_leads",
            "social_url",
            "verified",
            "verified_email",
            "verified_phone_number",
            "waitlisted",
            "opted_out",
            "sms_opted_out",
            "fraudulent",
            "custom_fields",
            "utm",
            "tags",
            "redirect_url",
            "thankyou_url",
            "status_url",
            "unsubscribe_url",
            "__event");

    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    DeliveryDocumentTest(HandOver handOver) {
        this.world = World.shared(handOver);
        this.campaign = world.campaign();
    }

    @AfterEach
    void close() {
        crm.close();
    }

    // Data posted with webhooks

    @Test
    void the_body_is_the_lead_payload_of_the_api_plus_the_event() {
        campaign.subscribe(crm.url(), "new_signup");
        var lead = campaign.signUpWith("""
                {"email": "ada@example.com", "first_name": "Ada \\u2603 \\"quoted\\"", "big": 12345678901234567890.10}""");

        world.deliverDue();

        assertThat(delivered()).isEqualTo(withEvent(lead, "new_signup"));
    }

    @Test
    void the_common_data_is_all_there() {
        campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.last().fields()).containsKeys(COMMON_DATA.toArray(String[]::new));
    }

    @Test
    void a_new_signup_and_a_repeated_one_are_two_events_of_one_lead_in_that_order() {
        campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        var first = campaign.signUp("ada@example.com");
        var second = campaign.signUpWith("{\"email\": \"ada@example.com\", \"city\": \"Brno\"}");

        world.deliverDue();

        assertThat(crm.all())
                .extracting(received -> json(received.text()))
                .containsExactly(withEvent(first, "new_signup"), withEvent(second, "repeat_signup"));
    }

    @Test
    void a_lead_from_an_inbound_webhook_is_told_like_one_from_the_api() {
        campaign.subscribe(crm.url(), "new_signup");
        var tag = campaign.tag("Beta tester", 20);
        var lead = Web.postJson(campaign.inbound("{\"tag_id\": " + tag + "}"), "{\"email\": \"ada@example.com\"}")
                .json();

        world.deliverDue();

        assertThat(lead.path("contest_score").asInt()).isEqualTo(20);
        assertThat(delivered()).isEqualTo(withEvent(lead, "new_signup"));
    }

    // Delivery format

    @Test
    void it_is_posted_as_json_by_kickofflabs() {
        campaign.subscribe(crm.url("/hooks/crm?token=a%20b"), "new_signup");
        campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.last().method()).isEqualTo("POST");
        assertThat(crm.last().path()).isEqualTo("/hooks/crm?token=a%20b");
        assertThat(crm.last().header("Content-Type")).isEqualTo("application/json");
        assertThat(crm.last().header("User-Agent")).isEqualTo("KickoffLabs");
    }

    @Test
    void it_is_signed_with_the_secret_of_the_webhook() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        long other = campaign.subscribe(crm.url("/other"), "tagged");
        campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.last().header("webhook-timestamp"))
                .isEqualTo(Long.toString(world.clock().instant().getEpochSecond()));
        assertThat(crm.last().isSignedWith(campaign.secretOf(webhook))).isTrue();
        assertThat(crm.last().isSignedWith(campaign.secretOf(other))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/klaviyo/hook", "/hook?to=Klaviyo", "/AKLAVIYOB"})
    void a_url_that_contains_klaviyo_gets_a_form(String path) {
        long webhook = campaign.subscribe(crm.url(path), "new_signup");
        var tag = campaign.tag("Beta tester", 20);
        var lead =
                Web.postJson(campaign.inbound("{\"tag_id\": " + tag + "}"), """
                        {"email": "ada+x@example.com", "first_name": "Ada & Söhne", "list": [1, "b c"], "ok": true}""").json();

        world.deliverDue();

        var received = crm.last();
        assertThat(received.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(received.header("User-Agent")).isEqualTo("KickoffLabs");
        assertThat(received.isSignedWith(campaign.secretOf(webhook))).isTrue();
        assertThat(received.text())
                .contains("email=ada%2Bx%40example.com")
                .contains("custom_fields%5Blist%5D%5B%5D=1&custom_fields%5Blist%5D%5B%5D=b%20c")
                .contains("tags%5B%5D%5Btag_id%5D=" + tag + "&tags%5B%5D%5Bname%5D=Beta%20tester")
                .contains("phone_number=&")
                .contains("completed_actions%5B%5D=&")
                .doesNotContain("utm");
        assertThat(received.fields()).isEqualTo(asForm(withEvent(lead, "new_signup")));
    }

    /** The payload as Rails would have it after a form: text only, null as empty, and no trace of empty objects. */
    private static Map<String, Object> asForm(JsonNode object) {
        var form = new LinkedHashMap<String, Object>();
        object.properties().forEach(field -> {
            if (!(field.getValue().isObject() && field.getValue().isEmpty())) {
                form.put(field.getKey(), formValue(field.getValue()));
            }
        });
        return form;
    }

    private static Object formValue(JsonNode value) {
        if (value.isObject()) {
            return asForm(value);
        }
        if (value.isArray()) {
            return value.isEmpty()
                    ? List.of("")
                    : value.valueStream().map(DeliveryDocumentTest::formValue).toList();
        }
        return value.isNull() ? "" : value.asText();
    }

    // Technical considerations

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void any_2xx_ends_it(int status) {
        crm.answers(status);
        campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");

        world.deliverDue();
        world.advance(Duration.ofHours(1)).deliverDue();

        assertThat(crm.all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 404, 429, 500, 503})
    void anything_else_is_retried(int status) {
        crm.answers(status);
        campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");

        world.deliverDue();
        crm.answers(200);
        world.advance(Duration.ofSeconds(6)).deliverDue();

        assertThat(crm.all()).hasSize(2);
        assertThat(crm.accepted()).extracting("email").containsExactly("ada@example.com");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_a_failure_and_never_followed(int status) {
        try (var elsewhere = Receiver.start()) {
            crm.answersWith(status, Map.of("Location", elsewhere.url()), "");
            campaign.subscribe(crm.url(), "new_signup");
            campaign.signUp("ada@example.com");

            world.deliverDue();
            world.advance(Duration.ofSeconds(6)).deliverDue();

            assertThat(crm.all()).hasSize(2);
            assertThat(elsewhere.all()).isEmpty();
        }
    }

    @Test
    void it_is_tried_again_on_the_schedule_until_a_2xx_always_under_the_same_id() {
        crm.answers(500);
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        int tries = 1;

        for (var wait :
                List.of(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(2))) {
            world.advance(percent(wait, 84)).deliverDue();
            assertThat(crm.all()).as("before " + wait).hasSize(tries);
            world.advance(percent(wait, 32)).deliverDue();
            assertThat(crm.all()).as("after " + wait).hasSize(++tries);
        }
        crm.answers(200);
        world.advance(percent(Duration.ofHours(5), 116)).deliverDue();
        world.advance(Duration.ofDays(2)).deliverDue();

        assertThat(crm.all()).hasSize(6);
        assertThat(crm.all())
                .extracting(received -> received.header("webhook-id"))
                .allMatch(Objects::nonNull)
                .containsOnly(crm.last().header("webhook-id"));
        assertThat(crm.all()).extracting(Received::text).containsOnly(crm.last().text());
        assertThat(crm.all()).allMatch(received -> received.isSignedWith(campaign.secretOf(webhook)));
    }

    private static Duration percent(Duration duration, int percent) {
        return Duration.ofMillis(duration.toMillis() * percent / 100);
    }

    @Test
    void each_event_of_a_campaign_has_an_id_of_its_own() {
        campaign.subscribe(crm.url(), "new_signup", "new_signup_not_excluded", "repeat_signup");
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.all())
                .extracting(received -> received.header("webhook-id"))
                .containsExactly(
                        "evt-" + campaign.id() + "-1", "evt-" + campaign.id() + "-2", "evt-" + campaign.id() + "-3");
    }

    @Test
    void what_is_needed_to_spot_a_repeat_is_in_every_payload() {
        campaign.subscribe(crm.url(), "new_signup");
        var lead = campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(delivered().path("social_id")).isEqualTo(lead.path("social_id"));
        assertThat(delivered().path("campaign_id").asLong()).isEqualTo(campaign.id());
        assertThat(delivered().path("list_id").asLong()).isEqualTo(campaign.id());
        assertThat(delivered().path("__event").asText()).isEqualTo("new_signup");
    }

    // Who gets what

    @Test
    void one_url_may_have_several_events_and_gets_no_other() {
        campaign.subscribe(crm.url("/both"), "new_signup", "repeat_signup");
        campaign.subscribe(crm.url("/repeat"), "repeat_signup");
        campaign.subscribe(crm.url("/none"), "deleted", "tagged");
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.all())
                .extracting(
                        received -> received.path() + " " + received.fields().get("__event"))
                .containsExactlyInAnyOrder("/both new_signup", "/both repeat_signup", "/repeat repeat_signup");
    }

    @Test
    void a_webhook_gets_what_happens_from_now_on() {
        campaign.signUp("before@example.com");
        campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("after@example.com");

        world.deliverDue();

        assertThat(crm.accepted()).extracting("email").containsExactly("after@example.com");
    }

    @Test
    void an_event_added_to_a_url_counts_from_now_on_and_loses_none_of_the_first() {
        long first = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");
        long again = campaign.subscribe(crm.url(), "repeat_signup");
        campaign.signUp("ada@example.com");
        campaign.signUp("grace@example.com");

        world.deliverDue();

        assertThat(again).isEqualTo(first);
        assertThat(crm.accepted())
                .extracting(fields -> fields.get("__event") + " " + fields.get("email") + " " + fields.get("counter"))
                .containsExactlyInAnyOrder(
                        "new_signup ada@example.com 1",
                        "repeat_signup ada@example.com 3",
                        "new_signup grace@example.com 1");
    }

    @Test
    void a_deleted_webhook_gets_nothing_more_not_even_what_it_was_owed() {
        crm.answers(500);
        campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        crm.answers(200);
        campaign.signUp("grace@example.com");

        var deleted = Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "{\"url\": \"" + crm.url() + "\"}",
                "Authorization",
                campaign.key());
        world.advance(Duration.ofHours(1)).deliverDue();

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(crm.all()).hasSize(1);
    }

    @Test
    void another_campaign_is_told_nothing() {
        world.campaign().subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.all()).isEmpty();
    }

    private JsonNode delivered() {
        return json(crm.last().text());
    }

    private static JsonNode withEvent(JsonNode lead, String event) {
        return ((ObjectNode) lead.deepCopy()).put("__event", event);
    }
}
