package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import leadhook.platform.Json;
import leadhook.testkit.Exposed;
import leadhook.testkit.HandOver;
import leadhook.testkit.LogLines;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Wire;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens, good, bad, malformed or broken: nobody reads a secret or a person's address in a log or a metric. */
class SecretsInLogsTest {
    private static final String EMAIL = "grace.hopper@example.com";

    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String inbound = campaign.inbound();
    private final Receiver crm = Receiver.start();
    private final LogLines lines = new LogLines();
    private final List<String> secrets = new ArrayList<>(List.of(
            campaign.key(),
            inbound.substring(inbound.lastIndexOf('/') + 1),
            World.ADMIN_TOKEN,
            "Wrong-Key-7777",
            "Wrong-Admin-Token",
            "Unknown-Token-4567",
            "grace.hopper",
            "+14155550123",
            "Path-Secret-99",
            "Right-Password-1",
            "Wrong-Password-1",
            "Short-Pw",
            "Url-User",
            "Url-Password",
            "Header-Secret-1",
            "Answered-Secret",
            "Hopper-In-The-Body"));

    @AfterEach
    void close() {
        lines.close();
        crm.close();
        world.close();
    }

    @Test
    void everyday_work_and_everyday_mistakes() throws IOException {
        askRightly();
        askWrongly();
        askNonsense();
        world.server().users().check(EMAIL, "Wrong-Password-1");
        world.deliverDue();

        assertNothingTold(15);
    }

    @Test
    void receivers_that_fail_and_receivers_that_must_not_be_reached() throws IOException {
        var answer = "Answered-Secret " + EMAIL;
        crm.answersWith(500, Map.of("X-Secret", "Answered-Secret"), answer);
        long webhook = campaign.subscribe(crm.url("/hooks/Path-Secret-99?api_key=Wrong-Key-7777"), "new_signup");
        campaign.subscribe("http://nobody.invalid/Path-Secret-99", "new_signup");
        campaign.subscribe("http://169.254.169.254/Path-Secret-99", "new_signup");
        secrets.add(campaign.secretOf(webhook));
        for (int i = 0; i < 12; i++) {
            campaign.signUp("grace.hopper" + i + "@example.com");
        }
        world.deliverDue();
        campaign.operator("POST", webhook, "/pause", "{}");
        campaign.operator("POST", webhook, "/resume", "{}");
        crm.answers(410);
        world.advance(Duration.ofMinutes(1)).deliverDue();

        assertThat(lines.text())
                .anyMatch(line ->
                        line.contains("webhook " + webhook + " of campaign " + campaign.id() + " stands still"));
        assertNothingTold(1);
    }

    @Test
    void a_database_that_fails() throws IOException {
        campaign.signUp(EMAIL);
        for (var table : List.of("leads", "inbound_webhooks", "outbound_webhooks", "api_keys", "lanes", "users")) {
            world.database().update("alter table " + table + " rename to lost_" + table);
            world.freshLog();
            askRightly();
            askWrongly();
            world.database().update("alter table lost_" + table + " rename to " + table);
        }

        assertThat(lines.text()).anyMatch(line -> line.contains("the database failed in GET /v2/{campaign}"));
        assertThat(lines.text()).anyMatch(line -> line.contains("the database failed in a batch"));
        assertNothingTold(20);
    }

    private void askRightly() {
        var body =
                "{\"email\": \"" + EMAIL + "\", \"phone_number\": \"+14155550123\", \"name\": \"Hopper-In-The-Body\"}";
        campaign.post("", body);
        Web.postJson(inbound, body);
        Web.get(campaign.url("?email=" + EMAIL + "&api_key=" + campaign.key()));
        Web.postForm(campaign.url("/leads"), Map.of("api_key", campaign.key(), "email", EMAIL));
        campaign.post(
                "/outbound-webhook", "{\"event\": \"new_signup\", \"url\": \"" + crm.url("/Path-Secret-99") + "\"}");
        Web.get(world.url() + "/admin/v1/campaigns", "Authorization", "Bearer " + World.ADMIN_TOKEN);
        makeUser("{\"name\": \"" + EMAIL + "\", \"password\": \"Right-Password-1\"}");
    }

    private void makeUser(String json) {
        Web.postJson(world.url() + "/admin/v1/users", json, "Authorization", "Bearer " + World.ADMIN_TOKEN);
    }

    private void askWrongly() {
        Web.postJson(campaign.url(""), "{\"api_key\": \"Wrong-Key-7777\", \"email\": \"" + EMAIL + "\"}");
        Web.get(campaign.url("?api_key=Wrong-Key-7777"), "X-Secret", "Header-Secret-1");
        Web.get(campaign.url("?email=" + EMAIL), "Authorization", "Basic Wrong-Key-7777");
        Web.get(campaign.url("/leads/" + EMAIL), "Authentication", "Wrong-Key-7777");
        Web.postJson(world.url() + "/inbound/Unknown-Token-4567", "{\"email\": \"" + EMAIL + "\"}");
        Web.get(inbound + "?api_key=" + campaign.key());
        Web.get(world.url() + "/Path-Secret-99/" + campaign.key());
        Web.get(world.url() + "/admin/v1/campaigns", "Authorization", "Bearer Wrong-Admin-Token");
        Web.get(world.url() + "/metrics", "Authorization", "Bearer Wrong-Admin-Token", "Via", "Header-Secret-1");
        makeUser("{\"name\": \"" + EMAIL + "\", \"password\": \"Wrong-Password-1\"}");
        makeUser("{\"name\": \"Hopper\", \"password\": \"Short-Pw\"}");
        makeUser("{\"name\": \"Hopper\", \"passwort\": \"Wrong-Password-1\"}");
        Web.postJson(inbound, "{\"email\": \"grace.hopper@example\"}");
        Web.postJson(
                inbound, "{\"email\": \"" + EMAIL + "\", \"api_key\": \"" + campaign.key() + "\", Hopper-In-The-Body");
        campaign.post(
                "/outbound-webhook",
                "{\"event\": \"new_signup\", \"url\": \"https://Url-User:Url-Password@example.com/Path-Secret-99\"}");
        campaign.post("/outbound-webhook", "{\"event\": \"" + EMAIL + "\", \"url\": \"https://example.com/\"}");
    }

    private void askNonsense() {
        for (var nonsense : List.of(
                "GET " + inbound.substring(inbound.indexOf("/inbound"))
                        + " HTTP/1.1\r\nHost: x\r\nno colon Header-Secret-1\r\n\r\n",
                "GET /v2/1?api_key=" + campaign.key() + " HTTP/9.9\r\nHost: x\r\n\r\n",
                "Hopper-In-The-Body " + campaign.key() + "\r\n\r\n",
                "POST /v2/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + campaign.key()
                        + "\r\nTransfer-Encoding: chunked\r\n\r\nHopper-In-The-Body\r\n")) {
            try (var wire = Wire.to(world.url())) {
                wire.send(nonsense).answer();
            }
        }
    }

    private void assertNothingTold(int leastLines) throws IOException {
        assertThat(lines.text()).hasSizeGreaterThanOrEqualTo(leastLines);
        assertThat(lines.text()).allSatisfy(line -> assertThat(line).doesNotContain(secrets));
        for (var line : lines.json()) {
            assertThat(line).doesNotContain(secrets);
            assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
            var object = Json.read(line.getBytes(StandardCharsets.UTF_8));
            assertThat(object.path("time").asText()).endsWith("Z");
            assertThat(object.path("message").asText()).isNotEmpty();
            assertThat(object.path("level").asText()).isIn("INFO", "WARNING", "ERROR");
        }
        assertThat(Exposed.by(world).text()).doesNotContain(secrets);
    }
}
