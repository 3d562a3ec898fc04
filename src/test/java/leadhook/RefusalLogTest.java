package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.Wire;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refusal is one line of the log, which says why and holds nothing that the caller would not want to read there. */
class RefusalLogTest {
    private static final Logger LOG = Logger.getLogger("leadhook");

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String inbound = campaign.inbound();
    private final String token = inbound.substring(inbound.lastIndexOf('/') + 1);
    private final Lines lines = new Lines();

    private final List<String> secrets = List.of(
            campaign.key(),
            "Wrong-Key-77",
            token,
            "UnknownToken4567890abcde",
            World.ADMIN_TOKEN,
            "Wrong-Admin-Token",
            "grace@example",
            "grace%40example",
            "Hopper-In-The-Body");

    /** Keeps what is logged. */
    private static final class Lines extends Handler {
        private final List<LogRecord> records = new ArrayList<>();

        @Override
        public synchronized void publish(LogRecord line) {
            records.add(line);
        }

        synchronized List<LogRecord> taken() {
            var taken = List.copyOf(records);
            records.clear();
            return taken;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        world.freshLog();
        LOG.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(lines);
    }

    @Test
    void a_wrong_key_wherever_it_stands() {
        var body = "{\"email\": \"grace@example.com\", \"name\": \"Hopper-In-The-Body\"}";

        assertOneLine(
                () -> Web.postJson(campaign.url(""), body, "Authorization", "Bearer Wrong-Key-77"),
                "refused POST /v2/{campaign} with 401 from 127.0.0.1: Invalid API access");
        assertOneLine(
                () -> Web.get(campaign.url("?api_key=Wrong-Key-77&email=grace%40example.com")),
                "refused GET /v2/{campaign} with 401 from 127.0.0.1: Invalid API access");
        assertOneLine(
                () -> Web.postJson(campaign.url("/outbound-webhook"), "{\"api_key\": \"Wrong-Key-77\"}"),
                "refused POST /v2/{campaign}/outbound-webhook with 401 from 127.0.0.1: Invalid API access");
    }

    @Test
    void an_inbound_url_that_is_none_and_one_that_is_asked_wrongly() {
        assertOneLine(
                () -> Web.postJson(
                        world.url() + "/inbound/UnknownToken4567890abcde", "{\"email\": \"grace@example.com\"}"),
                "refused POST /inbound/{token} with 404 from 127.0.0.1: Webhook not found");
        assertOneLine(
                () -> Web.get(inbound + "?email=grace@example.com"),
                "refused GET /inbound/{token} with 405 from 127.0.0.1: Method GET is not allowed here");
        assertOneLine(
                () -> Web.get(inbound + "/more"), "refused GET of an unknown path with 404 from 127.0.0.1: Not found");
        assertOneLine(
                () -> Web.get(world.url() + "/" + token),
                "refused GET of an unknown path with 404 from 127.0.0.1: Not found");
    }

    @Test
    void a_wrong_admin_token() {
        assertOneLine(
                () -> Web.get(world.url() + "/admin/v1/campaigns", "Authorization", "Bearer Wrong-Admin-Token"),
                "refused GET /admin/v1/campaigns with 401 from 127.0.0.1:"
                        + " Please send the admin token as Authorization: Bearer TOKEN");
        assertOneLine(
                () -> Web.postJson(
                        world.url() + "/admin/v1/campaigns", "{}", "Authorization", "Bearer " + World.ADMIN_TOKEN),
                "refused POST /admin/v1/campaigns with 409 from 127.0.0.1: Please include a name");
    }

    @Test
    void a_body_that_cannot_be_used() {
        var post = "refused POST /inbound/{token} with ";

        assertOneLine(
                () -> Web.postJson(inbound, "{\"email\": \"grace@example\", \"name\": \"Hopper-In-The-Body\"}"),
                post + "409 from 127.0.0.1: Invalid email address");
        assertOneLine(
                () -> Web.postJson(
                        inbound,
                        "{\"email\": \"grace@example.com\", \"api_key\": \"" + campaign.key()
                                + "\", Hopper-In-The-Body"),
                post + "400 from 127.0.0.1: Invalid JSON. Please verify your JSON payload.");
        assertOneLine(
                () -> Web.postJson(
                        inbound, "{\"email\": \"grace@example.com\", \"x\": \"" + "x".repeat(1 << 20) + "\"}"),
                post + "413 from 127.0.0.1: The request body is larger than 1 MiB");
        assertOneLine(
                () -> campaign.post(
                        "/outbound-webhook",
                        "{\"event\": \"new_signup\", \"url\": \"grace@example.com/Hopper-In-The-Body\"}"),
                "refused POST /v2/{campaign}/outbound-webhook with 409 from 127.0.0.1: Please include a valid url");
    }

    @Test
    void what_was_sent_as_an_event_is_not_quoted() {
        assertOneLine(
                () -> campaign.post(
                        "/outbound-webhook",
                        "{\"url\": \"https://example.com/\", \"event\": \"ada@example.com\\n2026-03-02 refused nobody\"}"),
                "refused POST /v2/{campaign}/outbound-webhook with 409 from 127.0.0.1: Invalid event type");
    }

    @Test
    void what_is_no_request_at_all() {
        try (var wire = Wire.to(world.url())) {
            assertThat(wire.send("GET /inbound/" + token + " HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(400);
        }

        assertLine("refused what is no proper request with 400");
    }

    @Test
    void whoever_tries_one_path_after_the_other_does_not_fill_the_log_nor_keep_others_out_of_it() {
        for (int i = 0; i < 57; i++) {
            Web.get(world.url() + "/" + i);
        }
        assertThat(lines.taken()).hasSize(50);
        a_wrong_admin_token();

        world.freshLog();

        assertLine("7 lines more were left out: requests refused with 404");
    }

    private void assertOneLine(Supplier<Reply> request, String expected) {
        lines.taken();

        assertThat(request.get().status()).isBetween(400, 499);

        assertLine(expected);
    }

    private void assertLine(String expected) {
        assertThat(lines.taken()).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getMessage()).isEqualTo(expected);
            assertThat(line.getThrown()).isNull();
            assertThat(new SimpleFormatter().format(line)).doesNotContain(secrets);
        });
    }
}
