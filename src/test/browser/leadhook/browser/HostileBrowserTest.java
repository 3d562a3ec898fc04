package leadhook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leadhook.browser.Look.Device;
import leadhook.leads.SocialId;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What strangers have sent is text in a browser too: none of it runs, and none of it asks another place for anything. */
class HostileBrowserTest {
    private static final String SCRIPT = "\"'><script>window.hacked=1;alert(1)</script>"
            + "<img src=//evil.example/x onerror=window.hacked=2;alert(2)><svg onload=alert(3)></title><base href=//evil.example>";
    private static final String SHOWN = "window.hacked=1;alert(1)";

    private World world;
    private TestCampaign campaign;
    private Visitor owner;
    private Receiver crm;

    @BeforeEach
    void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
        campaign = world.campaign().set(Json.object().put("name", SCRIPT).toString());
        owner = Visitor.of(world, "ada", "owner");
        crm = Receiver.start().answersWith(500, Map.of("Content-Type", "text/html"), SCRIPT);
    }

    @AfterEach
    void close() {
        crm.close();
        world.close();
    }

    private String page(String path) {
        return "/dashboard/campaigns/" + campaign.id() + path;
    }

    @Test
    void on_no_page_does_anything_run_that_was_sent() {
        var secret = fill();
        var ada = world.database().first("select max(lead_id) from events where seq = 1", row -> row.getLong(1));
        try (var window = Window.of(world, Look.on(Device.DESKTOP), owner)) {
            var pages = walk(
                    window, page(""), secret, secret.replace("/secret", "/leads/" + SocialId.of(ada.orElseThrow())));

            assertThat(pages).hasSizeGreaterThan(16);
        }
    }

    @Test
    void nor_in_what_comes_while_one_watches() {
        try (var window = Window.of(world, Look.on(Device.DESKTOP), owner)) {
            campaign.subscribe(crm.url(), "new_signup");
            window.open(page("/live"));
            assertThat(window.page().getByRole(AriaRole.STATUS)).hasText("live");
            fill();

            window.sees(SHOWN, "answered 500").type("Only with", SCRIPT).sees(SHOWN);

            assertNothingRan(window);
            var one = campaign.inbound("{\"name\": \"waits\"}");
            window.open(page("/inbound")).follow("waits").headed("Waiting for the first request");
            Web.postForm(one, Map.of(SCRIPT, SCRIPT, "email", "late@example.com", "first_name", SCRIPT));
            window.headed("What has come");
            assertNothingRan(window);
        }
    }

    @Test
    void nor_in_what_one_types_oneself() {
        try (var window = Window.of(world, Look.on(Device.DESKTOP), owner).expecting(403)) {
            window.open(page("/leads")).type("Beginning of", SCRIPT).sees("begins with “" + SCRIPT);
            window.open(page("/leads?q=" + Web.encode(Map.of("", SCRIPT)).substring(1)))
                    .sees("begins with “" + SCRIPT);
            window.open(page("/settings"))
                    .type("Name of the campaign", SCRIPT + "!")
                    .press("Rename it")
                    .sees(SCRIPT + "!");
            assertNothingRan(window);
            window.press("Sign out")
                    .type("Name", SCRIPT)
                    .type("Password", SCRIPT)
                    .press("Sign in")
                    .sees("not right");
            assertThat(window.field("Name")).hasValue(SCRIPT);
            assertNothingRan(window);
        }
    }

    private static void assertNothingRan(Window window) {
        assertThat(window.page().evaluate("typeof window.hacked")).isEqualTo("undefined");
        assertThat(window.page()
                        .locator("base, img:not([src^='/dashboard/assets/']), script:not([src]), svg[onload]")
                        .count())
                .isZero();
        assertThat(window.troubles()).isEmpty();
    }

    /** Returns the page that shows the secret of a new webhook. */
    private String fill() {
        var outbound = page("/outbound");
        var secret = owner.submit(outbound, outbound, "url", crm.url(), "events", "new_signup", "events", "tagged")
                .location();
        owner.submit(page("/inbound"), page("/inbound"), "name", SCRIPT, "source", SCRIPT);
        long tag = campaign.tag(SCRIPT, 3);
        campaign.rewardLevel(SCRIPT, 1);
        campaign.action(SCRIPT, 1);
        var made = campaign.signUpWith(lead().toString());
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
        return secret;
    }

    private static ObjectNode lead() {
        return Json.object()
                .put("email", "ada@example.com")
                .put("first_name", SCRIPT)
                .put("last_name", SCRIPT)
                .put("source", SCRIPT)
                .put("utm_source", SCRIPT)
                .put("__url", "javascript:alert(4)")
                .put(SCRIPT, SCRIPT)
                .put("nested", SCRIPT);
    }

    /** All pages of the campaign that one gets to by links, unfolded. */
    private static Set<String> walk(Window window, String... from) {
        var seen = new LinkedHashSet<String>();
        var next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            var path = next.remove();
            if (seen.add(path)) {
                window.open(path);
                window.page().evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
                assertNothingRan(window);
                links(window).forEach(next::add);
            }
        }
        return seen;
    }

    private static List<String> links(Window window) {
        var found = (List<?>)
                window.page()
                        .evaluate(
                                "[...document.querySelectorAll(\"a[href^='/dashboard/campaigns/']\")].map(each => each.getAttribute('href'))");
        return found.stream().map(String::valueOf).toList();
    }
}
