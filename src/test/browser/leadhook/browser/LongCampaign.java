package leadhook.browser;

import leadhook.platform.Json;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;

/** A campaign in which everything is long, and much of it without a gap. Nothing is delivered. */
final class LongCampaign {
    private static final String NAME =
            "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe";

    private final TestCampaign campaign;
    private final long webhook;
    private final String lead;

    LongCampaign(World world) {
        campaign = world.campaign().set(named("The launch of " + NAME.repeat(2)));
        campaign.tag(NAME, 1);
        campaign.inbound(Json.object().put("name", NAME).put("source", NAME).toString());
        webhook = campaign.subscribe("https://hooks.example.org/" + NAME.repeat(3), "new_signup");
        lead = campaign.signUpWith(Json.object()
                        .put("email", "x".repeat(60) + "@" + "long-domain-name-".repeat(3) + "x.example.com")
                        .put("first_name", NAME)
                        .put("last_name", NAME)
                        .put("__source", NAME)
                        .put("__url", "https://example.org/" + "path/".repeat(40) + NAME)
                        .put("a_field_with_a_long_name_and_no_gap_in_it_at_all", NAME.repeat(3))
                        .put("notes", "Two lines,\nand a second one. ".repeat(10))
                        .toString())
                .path("social_id")
                .asText();
    }

    private static String named(String name) {
        return Json.object().put("name", name).toString();
    }

    TestCampaign campaign() {
        return campaign;
    }

    long webhook() {
        return webhook;
    }

    String lead() {
        return lead;
    }
}
