package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the primary document "Outbound Webhooks" promises of creating and deleting one, sentence by sentence. */
class OutboundDocumentTest {
    private static final List<String> NAMES = List.of(
            "new_signup",
            "repeat_signup",
            "score_change",
            "marked_as_fraudulent",
            "opted_out",
            "referral",
            "tagged",
            "reward_level",
            "verified",
            "phone_number_opt_out",
            "new_signup_not_excluded",
            "deleted");

    private static final String EXAMPLE = """
            curl -X POST "https://api.kickofflabs.com/v2/CAMPAIGN_ID/outbound-webhook" \\
              -H "Content-Type: application/json" \\
              -H "Authorization: Bearer KEY" \\
              -d '{
                "url": "https://example.com/kickofflabs-webhook",
                "events": ["new_signup", "referral"]
              }'
            """;

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();

    // The example

    @Test
    void the_curl_line_of_the_document_works_with_only_host_campaign_and_key_changed() throws Exception {
        assumeTrue(run("curl --version").contains("curl"), "SKIPPED: there is no curl on this machine");
        var command = EXAMPLE.replace("https://api.kickofflabs.com", world.url().toString())
                .replace("CAMPAIGN_ID", Long.toString(campaign.id()))
                .replace("KEY", campaign.key());

        var answer = json(run(command));

        assertThat(answer).isEqualTo(created(answer.path("referenceId").asLong(), "new_signup", "referral"));
        assertThat(stored("https://example.com/kickofflabs-webhook")).isEqualTo(1);
    }

    private static String run(String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    // API setup

    @Test
    void creating_answers_with_the_message_a_reference_id_and_the_events() {
        var reply = campaign.post("/outbound-webhook", """
                {"url": "https://example.com/kickofflabs-webhook", "events": ["new_signup", "referral"]}""");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).isEqualTo("application/json");
        assertThat(reply.json().path("referenceId").isIntegralNumber()).isTrue();
        assertThat(reply.json()).isEqualTo(created(reference(reply), "new_signup", "referral"));
    }

    @Test
    void parameters_may_come_as_a_form_or_in_the_query_as_well() {
        var form = Web.postForm(
                campaign.url("/outbound-webhook"),
                Map.of("api_key", campaign.key(), "url", "https://example.com/form", "event", "tagged"));
        var arrays = Web.send(
                "POST",
                campaign.url("/outbound-webhook"),
                "api_key=" + campaign.key()
                        + "&url=https%3A%2F%2Fexample.com%2Farrays&events[]=verified&events%5B%5D=deleted",
                "Content-Type",
                "application/x-www-form-urlencoded");
        var query = Web.send(
                "POST",
                campaign.url("/outbound-webhook?url=https://example.com/query&events=deleted&events=tagged&api_key="
                        + campaign.key()),
                "");

        assertThat(form.json()).isEqualTo(created(reference(form), "tagged"));
        assertThat(arrays.json()).isEqualTo(created(reference(arrays), "verified", "deleted"));
        assertThat(query.json()).isEqualTo(created(reference(query), "deleted", "tagged"));
    }

    @Test
    void the_source_is_stored_with_the_webhook() {
        var reply = campaign.post("/outbound-webhook", """
                {"url": "https://example.com/", "event": "new_signup", "source": "zapier"}""");

        assertThat(world.database()
                        .first(
                                "select source from outbound_webhooks where id = ?",
                                row -> row.getString(1),
                                reference(reply)))
                .contains("zapier");
    }

    @Test
    void all_twelve_event_names_are_accepted() {
        var names = NAMES.toArray(String[]::new);
        var reply = campaign.post("/outbound-webhook", """
                {"url": "https://example.com/", "events": ["%s"]}""".formatted(String.join("\", \"", names)));

        assertThat(reply.json()).isEqualTo(created(reference(reply), names));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "event": "tagged"                                                   | tagged
            "events": "tagged"                                                  | tagged
            "event": ["tagged", "deleted"]                                      | tagged,deleted
            "events": ["tagged", "deleted"]                                     | tagged,deleted
            "event": "deleted", "events": ["tagged", "verified"]                | deleted,tagged,verified
            "event": ["deleted"], "events": "tagged"                            | deleted,tagged
            "events": ["tagged", "deleted", "tagged"], "event": "deleted"       | deleted,tagged
            "event": "fraudulent"                                               | marked_as_fraudulent
            "events": ["fraudulent", "marked_as_fraudulent", "tagged"]          | marked_as_fraudulent,tagged
            "event": " tagged "                                                 | tagged
            "event": "", "events": ["", "tagged"]                               | tagged
            """)
    void event_and_events_hold_one_or_many_are_joined_and_collapse_in_their_order(String events, String expected) {
        var reply = campaign.post("/outbound-webhook", "{\"url\": \"https://example.com/\", " + events + "}");

        assertThat(reply.json()).isEqualTo(created(reference(reply), expected.split(",")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "signup"                              | Invalid event type signup
            ["new_signup", "signup"]              | Invalid event type signup
            ["signup", "new_signup", "lead"]      | Invalid event type signup, lead
            "NEW_SIGNUP"                          | Invalid event type NEW_SIGNUP
            "new_signup,tagged"                   | Invalid event type new_signup,tagged
            "Fraudulent"                          | Invalid event type Fraudulent
            """)
    void an_invalid_event_name_is_refused_and_nothing_is_created(String events, String text) {
        var before = Rows.of(world.database());

        var reply =
                campaign.post("/outbound-webhook", "{\"url\": \"https://example.com/\", \"events\": " + events + "}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com",
                "https://example.com:8443/a?b=c&d#e",
                "HTTP://EXAMPLE.COM/",
                " https://example.com/x "
            })
    void a_url_must_start_with_http(String url) {
        var reply = campaign.post("/outbound-webhook", "{\"url\": \"" + url + "\", \"event\": \"tagged\"}");

        assertThat(reply.json()).isEqualTo(created(reference(reply), "tagged"));
    }

    @Test
    void the_same_url_again_gains_the_new_events_and_keeps_its_reference() {
        long first = campaign.subscribe("https://example.com/a", "tagged", "new_signup");

        var again = campaign.post("/outbound-webhook", """
                {"url": "https://example.com/a", "events": ["new_signup", "deleted"]}""");
        var other = campaign.post("/outbound-webhook", """
                {"url": "https://example.com/A", "events": ["new_signup"]}""");

        assertThat(again.json()).isEqualTo(created(first, "tagged", "new_signup", "deleted"));
        assertThat(reference(other)).isNotEqualTo(first);
        assertThat(stored("https://example.com/a")).isEqualTo(1);
    }

    @Test
    void the_same_url_in_another_campaign_is_another_webhook() {
        long here = campaign.subscribe("https://example.com/a", "tagged");
        long there = world.campaign().subscribe("https://example.com/a", "tagged");

        assertThat(there).isNotEqualTo(here);
    }

    @Test
    void creating_and_deleting_require_a_key_of_the_campaign() {
        campaign.subscribe("https://example.com/a", "tagged");
        var other = world.campaign().key();
        var before = Rows.of(world.database());

        for (var method : new String[] {"POST", "DELETE"}) {
            var refused = Web.send(method, campaign.url("/outbound-webhook"), """
                    {"url": "https://example.com/a", "event": "deleted"}""", "Authorization", "Bearer " + other);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json()).isEqualTo(message("Invalid API access"));
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    // Delete a webhook by URL

    @Test
    void a_webhook_is_deleted_by_its_url_in_query_form_or_json() {
        var url = "https://example.com/a?b=c";
        var bearer = "Bearer " + campaign.key();

        campaign.subscribe(url, "tagged");
        assertDeleted(Web.send(
                "DELETE",
                campaign.url("/outbound-webhook?") + Web.encode(Map.of("api_key", campaign.key(), "url", url)),
                ""));
        campaign.subscribe(url, "tagged");
        assertDeleted(Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                Web.encode(Map.of("api_key", campaign.key(), "url", url)),
                "Content-Type",
                "application/x-www-form-urlencoded"));
        campaign.subscribe(url, "tagged");
        assertDeleted(Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "{\"url\": \" " + url + " \"}",
                "Content-Type",
                "application/json",
                "Authorization",
                bearer));

        assertThat(stored(url)).isZero();
    }

    @Test
    void only_the_webhook_of_exactly_that_url_is_deleted() {
        campaign.subscribe("https://example.com/a", "tagged");
        campaign.subscribe("https://example.com/a/", "tagged");
        world.campaign().subscribe("https://example.com/a", "tagged");

        assertDeleted(delete("https://example.com/a"));

        assertThat(stored("https://example.com/a")).isZero();
        assertThat(stored("https://example.com/a/")).isEqualTo(1);
    }

    @Test
    void a_url_that_is_none_of_the_campaign_is_not_found() {
        world.campaign().subscribe("https://example.com/a", "tagged");

        var reply = delete("https://example.com/a");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json()).isEqualTo(message("Webhook not found"));
    }

    @Test
    void after_a_deletion_the_same_url_is_a_new_webhook() {
        long first = campaign.subscribe("https://example.com/a", "tagged", "deleted");
        assertDeleted(delete("https://example.com/a"));

        var again = campaign.post("/outbound-webhook", """
                {"url": "https://example.com/a", "event": "tagged"}""");

        assertThat(reference(again)).isNotEqualTo(first);
        assertThat(again.json()).isEqualTo(created(reference(again), "tagged"));
    }

    private Reply delete(String url) {
        return Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "{\"url\": \"" + url + "\"}",
                "Authorization",
                "Bearer " + campaign.key());
    }

    private static void assertDeleted(Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(message("Webhook Deleted"));
    }

    private static JsonNode created(long reference, String... events) {
        return json("""
                { "message": "Webhook Created", "referenceId": %d, "events": ["%s"]}""".formatted(reference, String.join("\", \"", events)));
    }

    private static long reference(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json().path("referenceId").asLong();
    }

    private long stored(String url) {
        return world.database()
                .first("""
                        select count(*) from outbound_webhooks where campaign_id = ? and url = ? and deleted_at is null
                        """, row -> row.getLong(1), campaign.id(), url)
                .orElseThrow();
    }
}
