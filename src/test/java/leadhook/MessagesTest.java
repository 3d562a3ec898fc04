package leadhook;

import static java.util.Map.entry;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import leadhook.platform.settings.Setting;
import leadhook.testkit.HandOver;
import leadhook.testkit.Literal;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message of the contract, caused and compared with the file that holds them all (contract 1.7). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessagesTest {
    private static final String ADA = "{\"email\": \"ada@example.com\"}";
    private static final String SUBSCRIPTION = "{\"url\": \"https://crm.example.com/\", \"event\": \"new_signup\"}";

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Map<String, Supplier<Reply>> causes = Map.ofEntries(
            entry("Webhook Created", () -> campaign.post("/outbound-webhook", SUBSCRIPTION)),
            entry("Inbound Webhook Created", () -> campaign.post("/inbound-webhook", "{}")),
            entry("Webhook Deleted", () -> {
                campaign.post("/outbound-webhook", SUBSCRIPTION);
                return campaign.delete("/outbound-webhook", List.of("url=https://crm.example.com/"));
            }),
            entry(
                    "Invalid event type NAME",
                    () -> campaign.post(
                            "/outbound-webhook", "{\"url\": \"https://crm.example.com/\", \"event\": \"NAME\"}")),
            entry("Please include a valid url", () -> campaign.post("/outbound-webhook", "{\"event\": \"tagged\"}")),
            entry(
                    "Please include at least one event",
                    () -> campaign.post("/outbound-webhook", "{\"url\": \"https://crm.example.com/\"}")),
            entry("Webhook not found", () -> Web.postJson(world.url() + "/inbound/none", "{}")),
            entry("Invalid API access", () -> Web.get(campaign.url("?email=ada@example.com"))),
            entry("Invalid JSON. Please verify your JSON payload.", () -> campaign.post("", "{")),
            entry("Campaign not found", () -> Web.postJson(world.url() + "/v2/999999999", "{}")),
            entry("Please include an email or phone number", () -> campaign.post("", "{}")),
            entry("Invalid email address", () -> campaign.post("", "{\"email\": \"ada\"}")),
            entry("Invalid phone number", () -> campaign.post("", "{\"phone_number\": \"1\"}")),
            entry("No lead found", () -> campaign.get("?email=nobody@example.com")),
            entry("Please include a lead id or email", () -> campaign.get("")),
            entry(
                    "No points value found",
                    () -> campaign.post("", "{\"email\": \"ada@example.com\", \"points\": \"x\"}")),
            entry(
                    "Max Points Exceeded",
                    () -> campaign.post("", "{\"email\": \"ada@example.com\", \"points\": 100000}")),
            entry("Too many custom fields", () -> campaign.post("", large())),
            entry("Custom Points added", () -> withLead("/points", "{\"email\": \"ada@example.com\", \"points\": 1}")),
            entry(
                    "No leads found",
                    () -> campaign.post("/points", "{\"email\": \"nobody@example.com\", \"points\": 1}")),
            entry("Lead added to action", () -> withLead("/actions/" + campaign.action("Follow us", 3), ADA)),
            entry("Please include a campaign action id", () -> campaign.post("/actions", ADA)),
            entry("No action found", () -> withLead("/actions/999999999", ADA)),
            entry("This action is completed by adding its lead tag", () -> {
                long tag = campaign.tag("Beta tester", 20);
                return withLead("/actions/" + campaign.actionOf(tag, "Install the beta", 0), ADA);
            }),
            entry("Missing required Twilio information", () -> campaign.post("/verify-phone-number", "{}")),
            entry("Your leads have been equeued for changes", () -> withLead("/optout", ADA)),
            entry("Your leads have been equeued for deletion", () -> {
                campaign.signUp("ada@example.com");
                return campaign.delete("", List.of("email=ada@example.com"));
            }),
            entry("No leads to update", () -> campaign.post("/optout", "{\"email\": \"nobody@example.com\"}")),
            entry("No leads to delete", () -> campaign.delete("", List.of("email=nobody@example.com"))),
            entry(
                    "Too many items to update or delete",
                    () -> campaign.delete("", Collections.nCopies(251, "email[]=ada@example.com"))),
            entry(
                    "Please use only one type of lead identifier",
                    () -> campaign.delete("", List.of("email=ada@example.com", "kid=1QN7"))),
            entry("Invalid action", () -> campaign.post("/enlist", ADA)),
            entry("No tag found", () -> campaign.post("/tags/999999999/lead", ADA)),
            entry("Rate limit exceeded", MessagesTest::atTheLimit));

    private Reply withLead(String operation, String json) {
        campaign.signUp("ada@example.com");
        return campaign.post(operation, json);
    }

    private static Reply atTheLimit() {
        try (var limited = World.ofItsOwn(HandOver.MEMORY, Map.of(Setting.RATE_LIMIT, "1"))) {
            var crowded = limited.campaign();
            crowded.get("/stats");
            return crowded.get("/stats");
        }
    }

    private static String large() {
        var fields = new StringBuilder("{\"email\": \"ada@example.com\"");
        for (int i = 0; i < 4; i++) {
            fields.append(", \"field")
                    .append(i)
                    .append("\": \"")
                    .append("x".repeat(9_000))
                    .append('"');
        }
        return fields.append('}').toString();
    }

    Stream<String> literals() {
        return Literal.lines("messages.txt").stream().filter(line -> causes.containsKey(line.substring(4)));
    }

    @ParameterizedTest
    @MethodSource("literals")
    void each_message_is_given_with_its_status(String literal) {
        var reply = Objects.requireNonNull(causes.get(literal.substring(4))).get();

        assertThat(reply.status()).isEqualTo(Integer.parseInt(literal.substring(0, 3)));
        if (reply.status() < 300) {
            assertThat(reply.message()).isEqualTo(literal.substring(4));
        } else {
            assertThat(reply.json()).isEqualTo(message(literal.substring(4)));
        }
    }

    @Test
    void each_message_has_its_cause_but_those_of_an_sms_code_which_nobody_sends() {
        assertThat(Literal.lines("messages.txt").stream().map(line -> line.substring(4)))
                .containsOnlyOnceElementsOf(causes.keySet())
                .filteredOn(text -> !causes.containsKey(text))
                .containsExactly(
                        "Lead verified",
                        "Verification code not found",
                        "Lead already verified",
                        "Verification code is not valid");
    }
}
