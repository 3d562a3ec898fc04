package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import leadhook.platform.http.Route;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may see two campaigns still finds in each nothing but what is its own. */
class InnerWallsTest {
    /** Without a webhook, a lead, an event or a key of their own. */
    private static final Set<String> OF_THE_CAMPAIGN_ALONE = Set.of(
            "",
            "/settings",
            "/settings/name",
            "/settings/keys",
            "/leads",
            "/inbound",
            "/outbound",
            "/live",
            "/live/stream");

    private static final String CAMPAIGN = "/dashboard/campaigns/{campaign}";

    private static World world;
    private static TestCampaign empty;
    private static TestCampaign full;

    @BeforeAll
    static void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
        empty = world.campaign();
        full = world.campaign();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void what_is_of_another_campaign_is_not_there() {
        var lead = full.signUp("ada@example.com").path("social_id").asText();
        long outbound = full.subscribe("http://127.0.0.1:9/hook", "new_signup");
        full.inbound();
        long inbound = number("select max(id) from inbound_webhooks where campaign_id = ?");
        long key = number("select max(key_id) from api_key_campaigns where campaign_id = ?");
        var owner = Visitor.of(world, "ada", "owner");
        var form = owner.get("/dashboard/account").hidden("form");

        var routes = world.server().routes().stream()
                .filter(route -> route.pattern().startsWith(CAMPAIGN))
                .filter(route -> !OF_THE_CAMPAIGN_ALONE.contains(route.pattern().substring(CAMPAIGN.length())))
                .toList();

        assertThat(routes).hasSizeGreaterThan(15).allSatisfy(route -> {
            var path = route.pattern()
                    .replace("/inbound/{webhook}", "/inbound/" + inbound)
                    .replace("{webhook}", Long.toString(outbound))
                    .replace("{key}", Long.toString(key))
                    .replace("{lead}", lead)
                    .replace("{event}", "1");
            assertThat(status(owner, route, path, empty, form)).as(path).isEqualTo(404);
            if (route.method().equals("GET")) {
                // The same address is right where it belongs, so that it is the campaign which is refused.
                assertThat(status(owner, route, path, full, form)).as(path).isIn(200, 303);
            }
        });
        assertThat(full.get("/stats").status()).isEqualTo(200);
        assertThat(full.webhook(outbound).path("state").asText()).isEqualTo("running");
        assertThat(number("select count(*) from inbound_webhooks where campaign_id = ?"))
                .isEqualTo(1);
        assertThat(number("select count(*) from attempts where campaign_id = ?"))
                .isZero();
    }

    private static long number(String sql) {
        return world.database().first(sql, row -> row.getLong(1), full.id()).orElseThrow();
    }

    private static int status(Visitor owner, Route route, String path, TestCampaign campaign, String form) {
        var there = path.replace("{campaign}", Long.toString(campaign.id()));
        return (route.method().equals("GET")
                        ? owner.get(there)
                        : owner.post(there, "form", form, "events", "new_signup", "url", "http://127.0.0.1:9/other"))
                .status();
    }
}
