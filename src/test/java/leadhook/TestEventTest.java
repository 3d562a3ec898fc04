package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leadhook.log.EventType;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator sends an example, to see whether a receiver takes such events at all. */
@Timeout(120)
class TestEventTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private JsonNode test(long webhook, String event) {
        return campaign.operator("POST", webhook, "/test", "{\"event\": \"%s\"}".formatted(event));
    }

    @Test
    void it_is_signed_marked_and_of_a_name_of_its_own() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        crm.answersWith(201, Map.of(), "made");

        var result = campaign.operator("POST", webhook, "/test", "{}");
        test(webhook, "new_signup");

        assertThat(result.path("delivered").asBoolean()).isTrue();
        assertThat(result.path("status").asInt()).isEqualTo(201);
        assertThat(result.path("excerpt").asText()).isEqualTo("made");
        assertThat(crm.all())
                .extracting(received -> String.valueOf(received.header("webhook-id")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("test-" + webhook + "-"));
        assertThat(crm.last().isSignedWith(campaign.secretOf(webhook))).isTrue();
        assertThat(crm.last().fields())
                .containsEntry("__event", "new_signup")
                .containsEntry("__test", true)
                .containsEntry("email", "ada@example.com")
                .containsEntry("campaign_id", (int) campaign.id());
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void a_form_is_sent_where_the_url_wants_one(EventType type) {
        long webhook = campaign.subscribe(crm.url("/klaviyo"), "new_signup");

        test(webhook, type.eventName());

        assertThat(crm.last().header("Content-Type")).startsWith("application/x-www-form-urlencoded");
        assertThat(crm.last().fields())
                .containsEntry("__event", type.eventName())
                .containsEntry("__test", "true");
    }

    @Test
    void every_type_has_the_keys_of_a_real_one() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        var real = lived();

        assertThat(real).hasSize(EventType.values().length);
        for (var type : EventType.values()) {
            test(webhook, type.eventName());
            var example = (ObjectNode) json(crm.last().text());
            assertThat(keys(example.without("__test")))
                    .as(type.eventName())
                    .isEqualTo(keys(real.getOrDefault(type, Json.object())));
            assertThat(names(json(crm.last().text())))
                    .startsWith("__event", "id", "social_id")
                    .endsWith("__test");
        }
    }

    /** What can be in an object, by the name that it has; of what callers choose themselves only that it is there. */
    private static Map<String, List<String>> keys(JsonNode payload) {
        var keys = new TreeMap<String, List<String>>();
        keys.put("", names(payload));
        payload.propertyStream()
                .filter(member -> member.getValue().isObject())
                .filter(member -> !List.of("custom_fields", "utm").contains(member.getKey()))
                .forEach(member -> keys.put(member.getKey(), names(member.getValue())));
        return keys;
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    /** One payload of each type, as real leads make them. */
    private Map<EventType, JsonNode> lived() {
        var payloads = new HashMap<EventType, JsonNode>();
        try (var subscriber = Subscriber.of(world, campaign)) {
            live();
            var told = new ArrayList<>(subscriber.payloads());
            campaign.delete("", List.of("email=ada@example.com"));
            told.addAll(subscriber.payloads());
            told.forEach(payload -> payloads.put(
                    EventType.named(payload.path("__event").asText()).orElseThrow(), payload));
        }
        return payloads;
    }

    private void live() {
        long beta = campaign.tag("Beta tester", 20);
        campaign.rewardLevel("Early access", 20);
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+420777123456\"}");
        var socialId = ada.path("social_id").asText();
        campaign.signUp("ada@example.com");
        campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": \"" + socialId + "\"}");
        campaign.post("/tags/" + beta + "/lead", "{\"email\": \"ada@example.com\"}");
        campaign.post("/verify", "{\"email\": \"ada@example.com\"}");
        campaign.post("/optout", "{\"email\": \"ada@example.com\"}");
        campaign.admin("POST", "/leads/" + socialId + "/sms-opt-out", "{}");
        campaign.post("/block", "{\"email\": \"ada@example.com\"}");
    }

    @Test
    void the_lane_knows_nothing_of_it_and_explain_calls_it_no_event() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        crm.answers(410);

        assertThat(test(webhook, "tagged").path("reason").asText()).isEqualTo("refused");

        assertThat(campaign.webhook(webhook).path("state").asText()).isEqualTo("running");
        assertThat(campaign.explain(webhook, 0)).startsWith("Event 0 does not exist");
        crm.answers(200);
        campaign.signUp("ada@example.com");
        world.deliverDue();
        assertThat(crm.accepted()).hasSize(1);
        assertThat(campaign.explain(webhook, 1)).endsWith(": the receiver answered 200.");
    }

    @Test
    void an_unknown_type_or_webhook_is_refused_and_the_old_name_is_understood() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        var path = "/outbound-webhooks/" + webhook + "/test";

        assertThat(campaign.admin("POST", path, "{\"event\": \"nonsense\"}").status())
                .isEqualTo(409);
        assertThat(world.campaign().admin("POST", path, "{}").status()).isEqualTo(404);
        assertThat(crm.all()).isEmpty();
        test(webhook, "fraudulent");
        assertThat(crm.last().fields()).containsEntry("__event", "marked_as_fraudulent");
    }

    @Test
    void it_goes_with_its_day() {
        try (var old = World.ofItsOwn(HandOver.MEMORY)) {
            var other = old.campaign();
            long webhook = other.subscribe(crm.url(), "new_signup");
            other.signUp("ada@example.com");
            other.operator("POST", webhook, "/test", "{}");
            old.deliverDue();
            assertThat(attempts(old)).isEqualTo(2);

            old.advance(Duration.ofDays(40)).retain();

            assertThat(attempts(old)).isZero();
            old.verify();
        }
    }

    private static long attempts(World world) {
        return world.database()
                .first("select count(*) from attempts", row -> row.getLong(1))
                .orElseThrow();
    }
}
