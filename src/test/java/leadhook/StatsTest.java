package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many leads of a campaign are what (contract 2.15, Q49, Q57). */
class StatsTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign =
            world.campaign().set("{\"fraud\": {\"blocked_email_domains\": [\"spam.example\"]}}");

    @AfterEach
    void verify() {
        world.verify(campaign);
    }

    @Test
    void a_new_campaign_has_nothing_to_count() {
        assertStats(0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void a_jump_start_lifts_one_count() {
        campaign.set("{\"jump_start\": 1000}");
        campaign.signUp("ada@example.com");

        assertStats(1, 1001, 0, 0, 0, 0, 0);
    }

    @Test
    void each_count_follows_what_becomes_of_leads() {
        var ada = campaign.signUp("ada@example.com").path("social_id");
        for (var email : List.of("bob@example.com", "cid@example.com", "dan@spam.example")) {
            campaign.signUpWith("{\"email\": \"%s\", \"kid\": %s}".formatted(email, ada));
        }
        campaign.signUp("bob@example.com");
        assertStats(4, 4, 0, 0, 1, 0, 3);

        post("/unwaitlist", "ada", "bob");
        post("/unwaitlist", "ada");
        post("/verify", "ada", "bob", "cid");
        post("/optout", "cid");
        post("/block", "bob");
        assertStats(4, 4, 2, 3, 2, 1, 3);

        post("/waitlist", "ada");
        campaign.signUp("cid@example.com");
        campaign.post("/approve", "{\"emails\": [\"bob@example.com\", \"dan@spam.example\"]}");
        assertStats(4, 4, 1, 3, 0, 0, 3);

        campaign.delete("", List.of("email=bob@example.com"));
        assertStats(3, 3, 0, 2, 0, 0, 2);

        campaign.delete("", List.of("email=ada@example.com"));
        assertStats(2, 2, 0, 1, 0, 0, 0);
    }

    @Test
    void leads_of_other_campaigns_do_not_count() {
        world.campaign().signUp("ada@example.com");

        assertStats(0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void stats_need_a_key_of_the_campaign() {
        for (var query :
                List.of("", "?api_key=wrong", "?api_key=" + world.campaign().key())) {
            var reply = Web.get(campaign.url("/stats" + query));
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.json()).isEqualTo(message("Invalid API access"));
        }
    }

    private void post(String path, String... names) {
        var emails = List.of(names).stream()
                .map(name -> "\"" + name + "@example.com\"")
                .toList();
        assertThat(campaign.post(path, "{\"email\": " + emails + "}").status()).isEqualTo(202);
    }

    private void assertStats(
            int total, int withJumpStart, int unwaitlisted, int verified, int flagged, int optedOut, int referred) {
        var reply = campaign.get("/stats");
        assertThat(reply.json()).isEqualTo(json("""
                { "leads": { "total": %d, "total_with_jumpstart": %d, "removed_from_waitlist": %d, "verified": %d,
                    "fraudulent": %d, "opted_out": %d, "referred": %d } }""".formatted(
                        total, withJumpStart, unwaitlisted, verified, flagged, optedOut, referred)));
        assertThat(reply.status()).isEqualTo(200);
    }
}
