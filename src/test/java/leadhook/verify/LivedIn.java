package leadhook.verify;

import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;

/**
 * A campaign in which a bit of everything has happened: leads from before anybody subscribed, a webhook that gets
 * everything, one whose receiver is down, one that waits for something else, referrals, a tag, and a lead not delivered yet.
 */
record LivedIn(World world, TestCampaign campaign, long base, long taken, long down, long idle) {
    static LivedIn in(World world, Receiver crm, Receiver broken) {
        return in(world, world.campaign(), crm, broken);
    }

    /** The same in a campaign that has a past: its events are numbered after that. */
    static LivedIn in(World world, TestCampaign campaign, Receiver crm, Receiver broken) {
        long base = world.database()
                .first(
                        "select last_seq from campaign_state where campaign_id = ?",
                        row -> row.getLong(1),
                        campaign.id())
                .orElseThrow();
        campaign.signUp("early@example.com");
        campaign.signUp("early@example.com");
        campaign.signUp("bird@example.com");
        var traffic = new LivedIn(
                world,
                campaign,
                base,
                campaign.subscribe(crm.url("/" + campaign.id()), "new_signup", "repeat_signup"),
                campaign.subscribe(broken.url("/" + campaign.id()), "new_signup"),
                campaign.subscribe(crm.url("/idle/" + campaign.id()), "deleted"));
        traffic.people();
        world.deliverDue();
        campaign.signUp("late@example.com");
        return traffic;
    }

    private void people() {
        var tagged = campaign.inbound("{\"tag_id\": %d}".formatted(campaign.tag("vip", 5)));
        var ada = campaign.signUp("ada@example.com").path("social_id").asText();
        Web.postJson(tagged, "{\"email\": \"ada@example.com\"}");
        var grace = referredBy(ada, "grace@example.com");
        referredBy(grace, "lin@example.com");
        referredBy(grace, "mary@example.com");
    }

    private String referredBy(String referrer, String email) {
        return campaign.signUpWith("{\"email\": \"%s\", \"social_id\": \"%s\"}".formatted(email, referrer))
                .path("social_id")
                .asText();
    }

    /** Changes the tables by hand: each statement must change something. */
    void by(String statements) {
        for (var statement : statements.split(";")) {
            if (statement.isBlank()) {
                continue;
            }
            var sql = statement
                    .replace(":campaign", String.valueOf(campaign.id()))
                    .replace(":base", String.valueOf(base))
                    .replace(":taken", String.valueOf(taken))
                    .replace(":down", String.valueOf(down))
                    .replace(":idle", String.valueOf(idle))
                    .replace(":early", lead("early@example.com"))
                    .replace(":bird", lead("bird@example.com"))
                    .replace(":ada", lead("ada@example.com"))
                    .replace(":late", lead("late@example.com"));
            if (world.database().update(sql) == 0) {
                throw new AssertionError("changed nothing: " + sql);
            }
        }
    }

    private String lead(String email) {
        return world.database()
                .first(
                        "select id from leads where campaign_id = ? and email = ?",
                        row -> row.getString("id"),
                        campaign.id(),
                        email)
                .orElse("nobody");
    }

    Report verified() {
        return Verify.of(world.database()).campaign(campaign.id());
    }
}
