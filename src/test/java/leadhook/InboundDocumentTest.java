package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the primary document "Inbound Webhooks" promises, sentence by sentence. */
class InboundDocumentTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();

    // Creating an inbound webhook

    @Test
    void creating_answers_with_the_documented_message_and_a_url() {
        var created = campaign.post("/inbound-webhook", "{}");

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.contentType()).isEqualTo("application/json");
        assertThat(created.json()).isEqualTo(json("""
                { "message": "Inbound Webhook Created", "url": "%s"}""".formatted(url(created))));
        assertThat(url(created)).matches(world.url() + "/inbound/[A-Za-z0-9_-]{22,}");
    }

    @Test
    void the_name_defaults_to_inbound_via_api_and_a_source_to_none() {
        var url = campaign.inbound();

        assertThat(stored(url)).contains(new Stored("Inbound via API", null, null));
    }

    @Test
    void name_source_and_tag_are_stored_with_the_webhook() {
        long tag = campaign.tag("Beta tester", 20);

        var url = campaign.inbound("""
                {"name": "Spring form", "source": "modal.123", "tag_id": %d}""".formatted(tag));

        assertThat(stored(url)).contains(new Stored("Spring form", "modal.123", tag));
    }

    @Test
    void parameters_may_come_as_a_form_or_in_the_query_as_well() {
        var form = Web.postForm(
                campaign.url("/inbound-webhook"),
                Map.of("api_key", campaign.key(), "name", "From a form", "source", "form.1"));
        var query = Web.send(
                "POST", campaign.url("/inbound-webhook?name=From+a+query&source=q&api_key=" + campaign.key()), "");

        assertThat(stored(url(form))).contains(new Stored("From a form", "form.1", null));
        assertThat(stored(url(query))).contains(new Stored("From a query", "q", null));
    }

    @Test
    void a_tag_id_may_be_digits_as_text() {
        long tag = campaign.tag("Beta tester", 20);

        var url = campaign.inbound("{\"tag_id\": \"" + tag + "\"}");

        assertThat(stored(url)).contains(new Stored("Inbound via API", null, tag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999", "\"beta\"", "-1", "null", "{}", "[1]", "1.5", "true", "99999999999999999999"})
    void a_tag_id_that_matches_no_tag_still_makes_the_webhook_without_a_tag(String tagId) {
        var created = campaign.post("/inbound-webhook", "{\"tag_id\": " + tagId + "}");

        assertThat(created.status()).isEqualTo(200);
        assertThat(stored(url(created))).contains(new Stored("Inbound via API", null, null));
    }

    @Test
    void a_tag_of_another_campaign_is_not_found_in_this_one() {
        long tagElsewhere = world.campaign().tag("Elsewhere", 5);

        var url = campaign.inbound("{\"tag_id\": " + tagElsewhere + "}");

        assertThat(Web.postJson(url, "{\"email\": \"ada@example.com\"}").json().path("tags"))
                .isEmpty();
    }

    @Test
    void creating_again_makes_another_webhook() {
        assertThat(campaign.inbound()).isNotEqualTo(campaign.inbound());
    }

    @Test
    void creation_requires_a_key_that_is_authorised_for_the_campaign() {
        var ofAnother = world.campaign();

        var refused =
                Web.postJson(campaign.url("/inbound-webhook"), "{}", "Authorization", "Bearer " + ofAnother.key());

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json()).isEqualTo(message("Invalid API access"));
    }

    // The receiving URL

    @Test
    void a_new_lead_is_answered_with_201_and_the_lead_payload() {
        var received = Web.postJson(campaign.inbound(), """
                {"email": "tomas@example.org", "City": "Brno"}""");

        assertThat(received.status()).isEqualTo(201);
        assertThat(received.contentType()).isEqualTo("application/json");
        assertThat(received.json()).isEqualTo(lookedUp("tomas@example.org"));
        assertThat(received.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
    }

    @Test
    void a_known_lead_is_updated_and_answered_with_200() {
        var url = campaign.inbound();
        var first = Web.postJson(url, "{\"email\": \"ada@example.com\"}").json();

        var second = Web.postJson(url, "{\"email\": \"ADA@example.com\", \"city\": \"Brno\"}");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("id")).isEqualTo(first.path("id"));
        assertThat(second.json().path("counter").asInt()).isEqualTo(2);
        assertThat(second.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
    }

    @Test
    void it_takes_json_a_form_and_a_query_alike() {
        var url = campaign.inbound();
        var asJson = Web.postJson(url, "{\"email\": \"json@example.com\", \"City\": \"Brno\"}");
        var asForm = Web.postForm(url, Map.of("email", "form@example.com", "City", "Brno"));
        var asQuery = Web.send("POST", url + "?email=query%40example.com&City=Brno", "");

        assertThat(asJson.status()).isEqualTo(201);
        assertThat(asForm.status()).isEqualTo(201);
        assertThat(asQuery.status()).isEqualTo(201);
        assertThat(asJson.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(asForm.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(asQuery.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
    }

    @Test
    void a_body_lies_over_the_query() {
        var received = Web.postJson(campaign.inbound() + "?city=Praha&email=query@example.com&plan=pro", """
                {"email": "body@example.com", "city": "Brno"}""");

        assertThat(received.json().path("email").asText()).isEqualTo("body@example.com");
        assertThat(received.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\", \"plan\": \"pro\"}"));
    }

    @Test
    void a_phone_number_alone_is_enough() {
        var received = Web.postJson(campaign.inbound(), "{\"phone_number\": \"(310) 555-1234\"}");

        assertThat(received.status()).isEqualTo(201);
        assertThat(received.json().path("phone_number").asText()).isEqualTo("+13105551234");
        assertThat(received.json().path("email").isNull()).isTrue();
    }

    @Test
    void any_additional_field_that_is_not_reserved_is_a_custom_field() {
        var received = Web.postJson(campaign.inbound(), """
                {"email": "ada@example.com", "Company": "Analytical", "age": 36, "ok": true, "list": [1, "b"],
                 "nested": {"Deep": null}, "date_of_birth_or_age_": "1815", "form_id": "7",
                 "action": "x", "controller": "x", "list_id": 5, "landing_page_id": 6, "__source": "x", "utm_source": "x"}
                """);

        assertThat(received.json().path("custom_fields")).isEqualTo(json("""
                {"company": "Analytical", "age": 36, "ok": true, "list": [1, "b"],
                 "nested": {"Deep": null}, "date_of_birth_or_age_": "1815", "form_id": "7"}"""));
    }

    @Test
    void a_webhook_with_a_tag_tags_its_leads_new_and_known_and_gives_the_points_once() {
        long tag = campaign.tag("Beta tester", 20);
        var url = campaign.inbound("{\"tag_id\": " + tag + "}");
        campaign.signUp("known@example.com");
        var tags = json("[{\"tag_id\": %d, \"name\": \"Beta tester\", \"points\": 20}]".formatted(tag));

        var created = Web.postJson(url, "{\"email\": \"new@example.com\"}");
        var updated = Web.postJson(url, "{\"email\": \"known@example.com\"}");
        var again = Web.postJson(url, "{\"email\": \"known@example.com\"}");

        assertThat(created.json().path("tags")).isEqualTo(tags);
        assertThat(updated.json().path("tags")).isEqualTo(tags);
        assertThat(again.json().path("tags")).isEqualTo(tags);
        assertThat(created.json().path("contest_score").asInt()).isEqualTo(20);
        assertThat(again.json().path("contest_score").asInt()).isEqualTo(20);
    }

    @Test
    void a_webhook_without_a_tag_tags_nobody() {
        campaign.tag("Beta tester", 20);

        var received = Web.postJson(campaign.inbound(), "{\"email\": \"ada@example.com\"}");

        assertThat(received.json().path("tags")).isEmpty();
    }

    @Test
    void the_source_of_the_webhook_is_that_of_its_leads_unless_the_call_brings_one() {
        var url = campaign.inbound("{\"source\": \"partner\"}");

        Web.postJson(url, "{\"email\": \"ada@example.com\"}");
        Web.postJson(url, "{\"email\": \"grace@example.com\", \"__source\": \"modal.123\"}");

        assertThat(sourceOf("ada@example.com")).contains("partner");
        assertThat(sourceOf("grace@example.com")).contains("modal.123");
    }

    @Test
    void the_address_of_the_sender_is_not_that_of_the_lead() {
        var url = campaign.inbound();

        assertThat(Web.postJson(url, "{\"email\": \"ada@example.com\"}")
                        .json()
                        .path("ip")
                        .isNull())
                .isTrue();
        assertThat(Web.postJson(url, "{\"email\": \"grace@example.com\", \"ip\": \"203.0.113.7\"}")
                        .json()
                        .path("ip")
                        .asText())
                .isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void other_methods_than_post_are_not_allowed(String method) {
        var refused = Web.send(method, campaign.inbound(), "");

        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.json()).isEqualTo(message("Method " + method + " is not allowed here"));
        assertThat(refused.raw().headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void an_unknown_url_is_not_found() {
        var url = campaign.inbound();
        var lastChanged = url.substring(0, url.length() - 1) + (url.endsWith("A") ? "B" : "A");

        for (var unknown : new String[] {lastChanged, url + "x", world.url() + "/inbound/x"}) {
            var refused = Web.postJson(unknown, "{\"email\": \"ada@example.com\"}");

            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.json()).isEqualTo(message("Webhook not found"));
        }
    }

    @Test
    void no_key_is_needed_and_a_wrong_one_does_not_matter() {
        var received = Web.postJson(
                campaign.inbound(),
                "{\"email\": \"ada@example.com\", \"api_key\": \"wrong\"}",
                "Authorization",
                "wrong");

        assertThat(received.status()).isEqualTo(201);
        assertThat(received.json().path("custom_fields")).isEmpty();
    }

    private JsonNode lookedUp(String email) {
        return campaign.get("?email=" + email).json();
    }

    private static String url(Reply created) {
        return created.json().path("url").asText();
    }

    private record Stored(
            String name, @Nullable String source, @Nullable Long tag) {}

    private Optional<Stored> stored(String url) {
        return world.database()
                .first(
                        "select name, source, tag_id from inbound_webhooks where campaign_id = ? and token = ?",
                        row -> new Stored(
                                row.getString("name"), row.getString("source"), row.getObject("tag_id", Long.class)),
                        campaign.id(),
                        url.substring(url.lastIndexOf('/') + 1));
    }

    private Optional<String> sourceOf(String email) {
        return world.database()
                .first(
                        "select source from leads where campaign_id = ? and email = ?",
                        row -> row.getString(1),
                        campaign.id(),
                        email);
    }
}
