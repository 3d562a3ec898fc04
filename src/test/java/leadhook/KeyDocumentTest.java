package leadhook;

import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "{@code api_key}: Your API key, or send it in an Authorization / Authentication header" (both documents; contract 1.2, Q1). */
class KeyDocumentTest {

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String key = campaign.key();

    @Test
    void the_key_is_a_parameter_of_the_query_a_form_or_the_json_body() {
        assertAccepted(Web.send("POST", url("?api_key=" + key), ""));
        assertAccepted(Web.postJson(url("?api_key=" + key), "{}"));
        assertAccepted(Web.postForm(url(""), Map.of("api_key", key)));
        assertAccepted(Web.postJson(url(""), "{\"api_key\": \"" + key + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "Token %s", "%s", "bearer   %s ", "Token token %s"})
    void the_key_is_the_last_word_of_either_header(String value) {
        for (var header : new String[] {"Authorization", "Authentication", "authorization"}) {
            assertAccepted(Web.postJson(url(""), "{}", header, value.formatted(key)));
        }
    }

    @Test
    void headers_are_accepted_with_every_kind_of_body() {
        assertAccepted(Web.postForm(url(""), Map.of("name", "Form"), "Authorization", "Bearer " + key));
        assertAccepted(Web.postForm(url(""), Map.of("name", "Form"), "Authentication", key));
        assertAccepted(Web.send("POST", url(""), "", "Authentication", key));
        assertThat(Web.get(
                                world.url() + "/v2/campaigns",
                                "Authorization",
                                "Bearer " + key,
                                "Content-Type",
                                "application/json")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_parameter_goes_before_authorization_and_that_before_authentication() {
        assertAccepted(Web.postJson(
                url(""), "{\"api_key\": \"" + key + "\"}", "Authorization", "wrong", "Authentication", "wrong"));
        assertAccepted(Web.postJson(url(""), "{}", "Authorization", key, "Authentication", "wrong"));
        assertRefused(Web.postJson(url(""), "{\"api_key\": \"wrong\"}", "Authorization", key, "Authentication", key));
        assertRefused(Web.postJson(url(""), "{}", "Authorization", "wrong", "Authentication", key));
    }

    @Test
    void one_that_is_empty_is_passed_over() {
        assertAccepted(Web.postJson(url("?api_key="), "{\"api_key\": \" \"}", "Authorization", key));
        assertAccepted(Web.postJson(url(""), "{\"api_key\": null}", "Authorization", " ", "Authentication", key));
    }

    @Test
    void a_body_lies_over_the_query_for_the_key_too() {
        assertAccepted(Web.postJson(url("?api_key=wrong"), "{\"api_key\": \"" + key + "\"}"));
        assertRefused(Web.postJson(url("?api_key=" + key), "{\"api_key\": \"wrong\"}"));
    }

    @Test
    void a_missing_an_unknown_and_an_unauthorised_key_are_refused_alike_even_for_a_campaign_that_is_none() {
        assertRefused(Web.postJson(url(""), "{}"));
        assertRefused(Web.postJson(url(""), "{}", "Authorization", "Bearer unknown"));
        assertRefused(Web.postJson(
                url(""), "{}", "Authorization", "Bearer " + world.campaign().key()));
        for (var campaign : new String[] {"999999999", "0", "-1", "none", "1e3", "99999999999999999999", "%20"}) {
            assertRefused(
                    Web.postJson(world.url() + "/v2/" + campaign + "/inbound-webhook", "{}", "Authorization", key));
            assertRefused(Web.postJson(world.url() + "/v2/" + campaign + "/inbound-webhook", "{}"));
        }
    }

    @Test
    void a_key_may_cover_several_campaigns() {
        var second = world.campaign();
        var shared = campaign.keyFor(second);

        assertAccepted(Web.postJson(url(""), "{}", "Authorization", shared));
        assertAccepted(Web.postJson(second.url("/inbound-webhook"), "{}", "Authorization", shared));
        assertThat(Web.get(world.url() + "/v2/campaigns", "Authorization", shared)
                        .json())
                .extracting(each -> each.path("id").asLong())
                .containsExactlyInAnyOrder(campaign.id(), second.id());
    }

    private String url(String query) {
        return campaign.url("/inbound-webhook" + query);
    }

    private static void assertAccepted(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        assertThat(reply.message()).isEqualTo("Inbound Webhook Created");
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json()).isEqualTo(message("Invalid API access"));
    }
}
