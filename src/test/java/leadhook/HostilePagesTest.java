package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.regex.Pattern;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;

/** Whatever strangers have sent stands as text on every page that one gets to by its links. */
class HostilePagesTest {
    private static final String SCRIPT = "\"'><script src=//evil.example></script><img src=x onerror=alert(1)>${7*7}";
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get)=\"(/dashboard/campaigns/[^\"]*)\"");

    @Test
    void a_script_in_all_that_can_be_sent_is_shown_and_never_run() {
        try (var world = World.ofItsOwn(HandOver.MEMORY);
                var crm = Receiver.start()) {
            var owner = Visitor.of(world, "ada", "owner");
            var campaign = world.campaign();
            fill(world, campaign, crm, owner);

            var pages = walk(owner, "/dashboard/campaigns/" + campaign.id());

            assertThat(pages).hasSizeGreaterThan(15);
            assertThat(pages.values())
                    .anyMatch(html -> html.contains("&lt;script src=//evil.example&gt;"))
                    .allSatisfy(html -> assertThat(html)
                            .doesNotContain("<script src=//evil", "<img src=x", "onerror=alert(1)>\"", "'><script"));
        }
    }

    private static void fill(World world, TestCampaign campaign, Receiver crm, Visitor owner) {
        campaign.set(Json.object().put("name", SCRIPT).toString());
        crm.answersWith(500, Map.of(), SCRIPT);
        var page = "/dashboard/campaigns/" + campaign.id();
        owner.submit(
                page + "/outbound", page + "/outbound", "url", crm.url(), "events", "new_signup", "events", "tagged");
        owner.submit(page + "/inbound", page + "/inbound", "name", SCRIPT, "source", SCRIPT);
        long tag = campaign.tag(SCRIPT, 3);
        campaign.rewardLevel(SCRIPT, 1);
        var lead = Json.object()
                .put("email", "ada@example.com")
                .put("first_name", SCRIPT)
                .put("last_name", SCRIPT)
                .put("source", SCRIPT)
                .put("utm_source", SCRIPT)
                .put("__url", "https://example.org/?x=" + SCRIPT.replaceAll("[^a-z]", ""))
                .put(SCRIPT, SCRIPT)
                .put("nested", SCRIPT);
        var made = campaign.signUpWith(lead.toString());
        campaign.post("/tags/" + tag, "{\"email\": \"ada@example.com\"}");
        campaign.post(
                "/points",
                Json.object()
                        .put("email", "ada@example.com")
                        .put("points", 2)
                        .put("message", SCRIPT)
                        .toString());
        campaign.signUpWith(Json.object()
                .put("email", "grace@example.com")
                .put("social_id", made.path("social_id").asText())
                .toString());
        world.deliverDue();
        var inbound = owner.get(page + "/inbound").html();
        var one = LINK.matcher(inbound);
        while (one.find()) {
            if (one.group(1).matches(".*/inbound/[0-9]+")) {
                var url = Pattern.compile("<code id=\"url\">([^<]+)<")
                        .matcher(owner.get(one.group(1)).html());
                assertThat(url.find()).isTrue();
                Web.postForm(url.group(1), Map.of(SCRIPT, SCRIPT));
            }
        }
    }

    /** All pages that one gets to from here. */
    private static Map<String, String> walk(Visitor visitor, String from) {
        var seen = new LinkedHashSet<String>();
        var found = new LinkedHashMap<String, String>();
        var next = new ArrayDeque<String>();
        next.add(from);
        while (!next.isEmpty() && seen.size() < 200) {
            var path = next.remove();
            if (!seen.add(path) || path.endsWith("/stream")) {
                continue;
            }
            var page = visitor.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            found.put(path, page.html());
            var links = LINK.matcher(page.html());
            while (links.find()) {
                next.add(links.group(1).replace("&amp;", "&"));
            }
        }
        return found;
    }
}
