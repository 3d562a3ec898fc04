package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Wire;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests byte by byte as published clients send them: the marks "client:" of the contract. */
class ClientRequestsTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Wire wire = Wire.to(world.url());

    @BeforeEach
    void without_a_key() {
        campaign.keyless();
    }

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void pipedream_puts_the_key_into_the_query_and_the_lead_into_json() {
        var lead = sent("POST /v2/%d?api_key=%s".formatted(campaign.id(), campaign.key()), "application/json", """
                {"email":"ada@example.com","__source":"API","__referrer":"https://news.example.net/","City":"Brno"}""");

        assertThat(lead.path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(lead.path("referrer").asText()).isEqualTo("https://news.example.net/");
    }

    @Test
    void pipedream_looks_up_with_the_key_in_the_query_of_a_bare_get() {
        campaign.signUp("ada@example.com");

        assertThat(got("/v2/%d?email=ada%%40example.com&api_key=%s".formatted(campaign.id(), campaign.key()), "")
                        .path("rank")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void dotobot_sends_a_bearer_and_a_content_type_with_a_get_that_has_no_body() {
        var campaigns = got(
                "/v2/campaigns",
                "Authorization: Bearer " + campaign.key() + "\r\nContent-Type: application/json\r\n"
                        + "Accept: application/json\r\n");

        assertThat(campaigns.isArray()).isTrue();
        assertThat(campaigns.path(0).path("id").asLong()).isEqualTo(campaign.id());
    }

    @Test
    void kickofflabs_ex_doubles_a_slash() {
        assertThat(got("/v1/%d//subscribe?email=ada%%40example.com".formatted(campaign.id()), "")
                        .path("waitlisted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void the_embed_of_the_first_version_says_null_when_it_knows_no_referrer() throws Exception {
        campaign.signUp("grace@example.com");

        wire.send(
                "GET /v1/%d/subscribe?jsonp=jsonp1712345678901&email=ada%%40example.com&social_id=null&_=1712345678902 "
                                .formatted(campaign.id())
                        + "HTTP/1.1\r\nHost: x\r\nReferer: https://launch.example.org/\r\n\r\n");

        var body = new String(wire.answer().body(), StandardCharsets.UTF_8);
        assertThat(body).startsWith("jsonp1712345678901({").endsWith("});");
        var lead = json(body.substring(body.indexOf('(') + 1, body.length() - 2));
        assertThat(lead.path("parent_id").isNull()).isTrue();
        assertThat(lead.path("custom_fields")).isEmpty();
    }

    @Test
    void the_wordpress_plugin_posts_a_form_without_a_key_and_wants_no_mail() {
        var lead = sent(
                "POST /v1/%d/subscribe".formatted(campaign.id()),
                "application/x-www-form-urlencoded; charset=UTF-8",
                "email=ada%40example.com&skip_ar=1&ip=198.51.100.23&first_name=Ada");

        assertThat(lead.path("custom_fields")).isEqualTo(json("{\"first_name\": \"Ada\"}"));
        assertThat(lead.path("first_name").asText()).isEqualTo("Ada");
        assertThat(lead.path("ip").asText()).isEqualTo("198.51.100.23");
    }

    @Test
    void the_referral_link_service_passes_on_a_whole_list_of_addresses() {
        var referrer = campaign.signUp("grace@example.com").path("social_id").asText();

        var lead = sent(
                "POST /v2/%d?api_key=%s".formatted(campaign.id(), campaign.key()),
                "application/json",
                "{\"email\":\"ada@example.com\",\"social_id\":\"%s\",\"ip\":\"203.0.113.9, 10.0.0.1, 10.0.0.2\"}"
                        .formatted(referrer));

        assertThat(lead.path("ip").asText()).isEqualTo("203.0.113.9");
        assertThat(campaign.get("?email=grace@example.com")
                        .json()
                        .path("referrals")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void the_referral_page_app_leaves_a_plus_as_it_is() {
        assertThat(got("/v1/%d/subscribe?email=ada+spring@example.com".formatted(campaign.id()), "")
                        .path("email")
                        .asText())
                .isEqualTo("ada+spring@example.com");
    }

    @Test
    void the_waitlist_script_posts_nothing_and_puts_all_into_the_query() {
        var lead = sent("POST /v1/%d/subscribe?email=ada%%40example.com".formatted(campaign.id()), "text/plain", "");

        assertThat(lead.path("waitlisted").asBoolean()).isTrue();
        assertThat(lead.path("social_id").asText()).hasSize(6);
    }

    @Test
    void axios_repeats_a_name_with_brackets() {
        var lead = sent(
                "POST /v2/%d?api_key=%s".formatted(campaign.id(), campaign.key()),
                "application/x-www-form-urlencoded",
                "email=ada%40example.com&choice%5B%5D=a&choice[]=b&size=1&size=2");

        assertThat(lead.path("custom_fields"))
                .isEqualTo(json("{\"choice\": [\"a\", \"b\"], \"size\": [\"1\", \"2\"]}"));
    }

    @Test
    void pipedream_deletes_with_a_list_in_the_query() {
        campaign.signUp("ada@example.com");
        campaign.signUp("grace@example.com");
        campaign.signUp("mary@example.com");

        var answer = wire.send("DELETE /v2/%d?api_key=%s&email[]=ada%%40example.com&email[]=grace%%40example.com "
                                .formatted(campaign.id(), campaign.key())
                        + "HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                .answer();

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json())
                .isEqualTo(json("{\"message\": \"Your leads have been equeued for deletion\", \"deleted\": 2}"));
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
        assertThat(campaign.get("?email=grace@example.com").status()).isEqualTo(404);
        assertThat(got("/v2/%d?api_key=%s&email=mary%%40example.com".formatted(campaign.id(), campaign.key()), "")
                        .path("lead_count")
                        .asInt())
                .isEqualTo(1);
    }

    private JsonNode sent(String start, String contentType, String body) {
        return ok(start + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private JsonNode got(String path, String headers) {
        return ok("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    }

    private JsonNode ok(String request) {
        var answer = wire.send(request).answer();
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer.json();
    }
}
