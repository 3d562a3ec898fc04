package leadhook;

import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leadhook.platform.http.Route;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;

/** What is one campaign's is no other's, on every route there is; and only an operator gets behind {@code /admin}. */
class CampaignWallsTest {
    private static final String EVERYTHING = """
            {"email": "mallory@example.com", "url": "https://example.com/", "event": "new_signup", "name": "Mallory",
             "campaign_id": 1, "list_id": 1, "points": 5}""";

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign mine = world.campaign();
    private final TestCampaign theirs = world.campaign();

    @Test
    void every_route_is_known_to_this_test() {
        assertThat(routes("/"))
                .extracting(Route::pattern)
                .allMatch(pattern -> pattern.startsWith("/v2/{campaign}")
                        || pattern.startsWith("/v1/{campaign}/")
                        || pattern.equals("/v2/campaigns")
                        || pattern.equals("/inbound/{token}")
                        || pattern.startsWith("/lead/{campaign}")
                        || pattern.equals("/action/{campaign}")
                        || pattern.equals("/opt-out/{token}")
                        || pattern.equals("/verify-email")
                        || pattern.startsWith("/admin/v1/")
                        || pattern.startsWith("/health/")
                        // The walls between users and campaigns on pages: SignInTest.
                        || pattern.equals("/")
                        || pattern.startsWith("/dashboard")
                        || pattern.equals("/metrics"));
    }

    @Test
    void a_key_opens_no_route_of_another_campaign() {
        var lead = theirs.signUp("ada@example.com").path("social_id").asText();
        theirs.subscribe("https://example.com/", "new_signup");
        var routes = Stream.concat(routes("/v2/{campaign}").stream(), routes("/v1/{campaign}").stream())
                .toList();
        var before = Rows.of(world.database());

        assertThat(routes).isNotEmpty();
        for (var route : routes) {
            for (var query : List.of("", "?email=ada@example.com", "?campaign_id=" + mine.id())) {
                var refused = call(route, theirs.id(), lead, query, mine.key());
                assertThat(refused.status()).as(route.toString()).isEqualTo(401);
                assertThat(refused.json()).as(route.toString()).isEqualTo(message("Invalid API access"));
            }
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @Test
    void a_key_shows_no_other_campaign_in_the_list() {
        assertThat(Web.get(world.url() + "/v2/campaigns", "Authorization", mine.key())
                        .json())
                .extracting(campaign -> campaign.path("id").asLong())
                .containsExactly(mine.id());
    }

    @Test
    void what_a_lead_is_called_names_nobody_in_another_campaign() {
        var lead = theirs.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");

        for (var query : List.of(
                "?email=ada@example.com",
                "?phone_number=%2B13105551234",
                "?kid=" + lead.path("social_id").asText())) {
            assertThat(mine.get(query).status()).isEqualTo(404);
        }
        assertThat(mine.signUp("ada@example.com").path("id")).isNotEqualTo(lead.path("id"));
    }

    @Test
    void a_hosted_form_finds_nobody_of_another_campaign() {
        var lead = theirs.signUp("ada@example.com").path("social_id").asText();
        mine.ruledBy("{\"hosted_forms\": true}");

        assertThat(Web.get(world.url() + "/lead/" + mine.id() + "/" + lead).status())
                .isEqualTo(404);
        assertThat(Web.get(world.url() + "/lead/" + theirs.id() + "/" + lead).status())
                .isEqualTo(401);
        assertThat(Web.postJson(world.url() + "/action/" + mine.id(), "{\"aid\": 1, \"kid\": \"" + lead + "\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void an_inbound_url_writes_into_its_own_campaign_only() {
        var inbound = mine.inbound();
        var others = "\"campaign_id\": %d, \"list_id\": %d, \"campaignId\": %d, \"__lid\": %d, \"api_key\": \"%s\""
                .formatted(theirs.id(), theirs.id(), theirs.id(), theirs.id(), theirs.key());

        var received = Web.postJson(
                inbound + "?campaign_id=" + theirs.id(),
                "{\"email\": \"ada@example.com\", " + others + "}",
                "Authorization",
                theirs.key());

        assertThat(received.status()).isEqualTo(201);
        assertThat(received.json().path("campaign_id").asLong()).isEqualTo(mine.id());
        assertThat(received.json().path("list_id").asLong()).isEqualTo(mine.id());
        assertThat(received.json().path("custom_fields")).isEmpty();
        assertThat(theirs.get("?email=ada@example.com").status()).isEqualTo(404);
    }

    @Test
    void an_inbound_token_is_no_key() {
        var url = mine.inbound();
        var token = url.substring(url.lastIndexOf('/') + 1);

        assertThat(Web.get(mine.url("?email=ada@example.com"), "Authorization", token)
                        .status())
                .isEqualTo(401);
        assertThat(Web.get(world.url() + "/admin/v1/campaigns", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void every_admin_route_wants_the_admin_token() {
        var routes = routes("/admin");
        var before = Rows.of(world.database());

        assertThat(routes).isNotEmpty();
        for (var route : routes) {
            for (var header : List.of(
                    "", "Bearer " + mine.key(), "Bearer wrong", World.ADMIN_TOKEN, "Basic " + World.ADMIN_TOKEN)) {
                for (var query : List.of("", "?api_key=" + World.ADMIN_TOKEN)) {
                    var refused = call(route, mine.id(), "1", query, header);
                    assertThat(refused.status()).as(route.toString()).isEqualTo(401);
                    assertThat(refused.contentType()).isEqualTo("application/problem+json");
                }
            }
        }
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @Test
    void the_admin_token_is_no_key() {
        assertThat(Web.postJson(mine.url(""), EVERYTHING, "Authorization", "Bearer " + World.ADMIN_TOKEN)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_operator_finds_a_thing_of_a_campaign_only_under_that_campaign() {
        var webhook = theirs.subscribe("https://example.com/", "new_signup");
        var key = admin("POST", "/campaigns/" + theirs.id() + "/keys", "{}")
                .json()
                .path("id")
                .asText();

        assertThat(admin("GET", "/campaigns/" + mine.id() + "/outbound-webhooks/" + webhook + "/secret", "")
                        .status())
                .isEqualTo(404);
        var others = "/campaigns/" + mine.id() + "/outbound-webhooks/" + webhook;
        var calls = Map.of(
                "POST /resend", "{\"event\": 1}",
                "POST /test", "{\"event\": \"new_signup\"}",
                "GET /attempts", "",
                "PATCH ", "{\"events\": [\"referral\"]}",
                "DELETE ", "");
        calls.forEach((call, body) -> {
            var parts = call.split(" ", 2);
            assertThat(admin(parts[0], others + parts[1], body).status())
                    .as(call)
                    .isEqualTo(404);
        });
        assertThat(admin("DELETE", "/campaigns/" + mine.id() + "/keys/" + key, "")
                        .status())
                .isEqualTo(404);
        assertThat(ids(admin("GET", "/campaigns/" + theirs.id() + "/outbound-webhooks", "")))
                .containsExactly(webhook);
        assertThat(ids(admin("GET", "/campaigns/" + mine.id() + "/outbound-webhooks", "")))
                .isEmpty();
    }

    private static List<Long> ids(Reply reply) {
        return reply.json()
                .path("data")
                .valueStream()
                .map(each -> each.path("id").asLong())
                .toList();
    }

    private Reply admin(String method, String path, String body) {
        return Web.send(method, world.url() + "/admin/v1" + path, body, "Authorization", "Bearer " + World.ADMIN_TOKEN);
    }

    private List<Route> routes(String prefix) {
        return world.server().routes().stream()
                .filter(route -> route.pattern().startsWith(prefix))
                .toList();
    }

    private Reply call(Route route, long campaign, String other, String query, String authorization) {
        var path =
                route.pattern().replace("{campaign}", Long.toString(campaign)).replaceAll("\\{[a-z]+}", other);
        var headers = authorization.isEmpty()
                ? new String[0]
                : Stream.of("Authorization", authorization).toArray(String[]::new);
        var body = route.method().equals("GET") ? "" : EVERYTHING;
        return Web.send(route.method(), world.url() + path + query, body, headers);
    }
}
