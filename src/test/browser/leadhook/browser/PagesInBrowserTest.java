package leadhook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import leadhook.browser.Look.Device;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do by the pages, clicked through as they do it, at a desk and on a phone. */
class PagesInBrowserTest {
    private static final DateTimeFormatter IN_INDIA =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Look.LOCALE).withZone(Look.ZONE);

    private static World world;
    private static Visitor owner;
    private TestCampaign campaign;

    @BeforeAll
    static void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
        owner = Visitor.of(world, "ada", "owner");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void begin() {
        // So that no test signs in too often for its address.
        world.advance(Duration.ofMinutes(1));
        campaign = world.campaign();
    }

    @AfterEach
    void holds() {
        world.verify(campaign);
    }

    private String page(String path) {
        return "/dashboard/campaigns/" + campaign.id() + path;
    }

    /** The window of an owner, on a page of the campaign. */
    private Window on(Device device, String path) {
        return on(Look.on(device), path);
    }

    private Window on(Look look, String path) {
        return Window.of(world, look, owner).open(page(path));
    }

    private void signUp(String email, String first, String last) {
        campaign.signUpWith(
                "{\"email\": \"%s\", \"first_name\": \"%s\", \"last_name\": \"%s\"}".formatted(email, first, last));
    }

    // Who comes in
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void somebody_signs_in_and_comes_to_the_page_that_was_asked_for(Device device) {
        try (var window = Window.of(world, Look.on(device)).expecting(403)) {
            window.open(page("/leads"))
                    .type("Name", "ada")
                    .type("Password", "not this one")
                    .press("Sign in");
            assertThat(window.page().getByRole(AriaRole.ALERT)).hasText("The name or the password is not right.");
            assertThat(window.field("Name")).hasValue("ada");

            window.type("Password", Visitor.PASSWORD);
            window.page().keyboard().press("Enter");

            window.headed("Leads");
            assertThat(window.path()).isEqualTo(page("/leads"));
            window.press("Sign out");
            assertThat(window.button("Sign in")).isVisible();
            window.open(page("/leads"));
            assertThat(window.button("Sign in")).isVisible();
        }
    }

    @ParameterizedTest
    @EnumSource
    void signing_out_everywhere_ends_the_other_browser_too(Device device) {
        var name = "everywhere on a " + device;
        try (var there = Window.of(world, Look.on(device), Visitor.of(world, name, "owner"));
                var here = Window.of(world, Look.on(device))) {
            there.open(page("")).headed("Spring launch");
            here.open("/dashboard")
                    .type("Name", name)
                    .type("Password", Visitor.PASSWORD)
                    .press("Sign in");

            here.follow(name).press("Sign out everywhere");

            assertThat(here.button("Sign in")).isVisible();
            there.again();
            assertThat(there.button("Sign in")).isVisible();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_new_password_is_set(Device device) {
        var name = "forgetful on a " + device;
        try (var window = Window.of(world, Look.on(device), Visitor.of(world, name, "viewer"))) {
            window.open("/dashboard/account")
                    .type("Current password", Visitor.PASSWORD)
                    .type("New password", "another one 1")
                    .type("The new one again", "another one 1")
                    .press("Change it");
            assertThat(window.button("Sign in")).isVisible();

            window.type("Name", name)
                    .type("Password", "another one 1")
                    .press("Sign in")
                    .headed("Campaigns");
        }
    }

    @Test
    void a_keyboard_is_enough() {
        signUp("ada@example.com", "Ada", "Lovelace");
        try (var window = Window.of(world, Look.on(Device.DESKTOP))) {
            var keys = window.open("/dashboard").page().keyboard();
            assertThat(window.field("Name")).isFocused();
            keys.type("ada");
            keys.press("Tab");
            keys.type(Visitor.PASSWORD);
            keys.press("Enter");
            window.headed("Campaigns");

            keys.press("Tab");
            assertThat(window.link("Skip to the content")).isFocused();
            assertThat(window.link("Skip to the content")).isInViewport();
            keys.press("Enter");
            keys.press("Tab");
            assertThat(window.link("Spring launch").first()).isFocused();
            keys.press("Enter");
            window.headed("Spring launch");

            window.page().keyboard().press("Tab");
            keys.press("Tab");
            assertThat(window.link("Leadhook")).isFocused();
            for (int i = 0; i < 5; i++) {
                keys.press("Tab");
            }
            assertThat(window.link("Leads")).isFocused();
            keys.press("Enter");
            window.headed("Leads");
        }
    }

    // Campaigns
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void a_campaign_is_made_and_renamed(Device device) {
        try (var window = Window.of(world, Look.on(device), owner).open("/dashboard")) {
            window.type("Name", "Autumn on a " + device).press("Create it").headed("Autumn on a " + device);
            window.sees("What to do next", "Create an inbound webhook");

            window.follow("Settings")
                    .type("Name of the campaign", "Winter on a " + device)
                    .press("Rename it");

            window.sees("It is called “Winter on a " + device + "” now.")
                    .follow("Leadhook")
                    .headed("Campaigns");
            assertThat(window.link("Winter on a " + device)).isVisible();
        }
    }

    @ParameterizedTest
    @EnumSource
    void signups_are_counted_by_the_days_of_who_looks(Device device) {
        world.advance(untilNineInTheEvening());
        campaign.signUp("late@example.com");

        try (var window = on(device, "")) {
            assertThat(window.page().locator("canvas")).isVisible();
            var points = window.page().evaluate("""
                    (() => {
                        const data = Chart.getChart("chart").data;
                        return data.labels.filter((_, i) => data.datasets[0].data[i] > 0).join();
                    })()
                    """);

            assertThat(points)
                    .isEqualTo(DateTimeFormatter.ofPattern("d MMM", Look.LOCALE)
                            .withZone(Look.ZONE)
                            .format(now()));
            window.unfold("The last 30 days as a table");
            assertThat(window.role(AriaRole.CELL, now().toString().substring(0, 10)))
                    .isVisible();
        }
    }

    /** Of UTC, which is tomorrow in India. */
    private static Duration untilNineInTheEvening() {
        long seconds = Duration.ofHours(21).toSeconds()
                - now().getEpochSecond() % Duration.ofDays(1).toSeconds();
        return Duration.ofSeconds(Math.floorMod(seconds, Duration.ofDays(1).toSeconds()));
    }

    private static Instant now() {
        return world.clock().instant();
    }

    @ParameterizedTest
    @EnumSource
    void a_key_is_made_copied_and_revoked(Device device) {
        try (var window = on(device, "/settings").withClipboard()) {
            window.press("Create a key")
                    .headed("Your new API key")
                    .press("Copy")
                    .sees("Copied");
            var key = window.clipboard();
            assertThat(key).isEqualTo(window.page().locator("#key").textContent());
            assertThat(stats(key)).isEqualTo(200);

            window.follow("Settings").seesNo(key).unfold("Revoke …");
            pressOneOf(window, "Revoke key");

            window.sees("The key is revoked");
            assertThat(stats(key)).isEqualTo(401);
        }
    }

    /** The button that is to be seen and says so, among other things. */
    private static void pressOneOf(Window window, String text) {
        window.page()
                .getByRole(AriaRole.BUTTON)
                .filter(new FilterOptions().setHasText(text).setVisible(true))
                .click();
    }

    private int stats(String key) {
        return Web.get(campaign.url("/stats"), "Authorization", "Bearer " + key).status();
    }

    // Leads
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void leads_are_found_while_one_types(Device device) {
        signUp("grace@example.com", "Grace", "Hopper");
        campaign.signUp("zoe@example.com");
        try (var window = on(device, "/leads").sees("Grace Hopper", "zoe@example.com")) {
            window.page().getByRole(AriaRole.SEARCHBOX).pressSequentially("hop");
            window.sees("Grace Hopper").seesNo("zoe@example.com");
            window.page().getByRole(AriaRole.SEARCHBOX).pressSequentially("eless");
            window.sees("begins with “hopeless”");
            window.page().getByRole(AriaRole.SEARCHBOX).fill("zoe");

            window.sees("zoe@example.com")
                    .seesNo("Grace Hopper")
                    .follow("zoe@example.com")
                    .headed("zoe@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_lead_tells_what_happened_to_it_in_the_zone_of_who_looks(Device device) {
        try (var crm = Receiver.start()) {
            campaign.subscribe(crm.url(), "new_signup");
            signUp("ada@example.com", "Ada", "Lovelace");
            world.deliverDue();
            try (var window = on(device, "/leads").follow("Ada Lovelace").headed("Ada Lovelace")) {
                window.sees("Signed up", "answered 200, 1 attempt", IN_INDIA.format(now()));
                assertThat(window.page().locator("time").filter(new FilterOptions().setHasText("UTC")))
                        .hasCount(0);
            }
        }
    }

    // Inbound webhooks
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void an_inbound_webhook_is_made_and_waits_until_the_first_request_comes(Device device) {
        try (var window = on(device, "").withClipboard()) {
            window.follow("Create an inbound webhook")
                    .type("Name", "Landing page")
                    .press("Create it");
            window.headed("Landing page").headed("Waiting for the first request");
            window.part("Its URL").getByRole(AriaRole.BUTTON).click();
            window.sees("Copied");
            window.page().evaluate("window.stays = true");

            Web.postForm(window.clipboard(), Map.of("email", "ada@example.com", "first_name", "Ada"));

            window.headed("What has come")
                    .seesNo("Waiting for the first request")
                    .sees(IN_INDIA.format(now()));
            assertThat(window.page().evaluate("window.stays")).isEqualTo(true);
            window.follow("see it").headed("Ada").sees("ada@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_an_inbound_webhook_refused_is_told_and_it_can_be_deleted(Device device) {
        var url = campaign.inbound("{\"name\": \"Old form\"}");
        Web.postForm(url, Map.of("name", "nobody"));
        try (var window = on(device, "/inbound")) {
            window.page()
                    .getByRole(AriaRole.ROW)
                    .getByRole(AriaRole.LINK)
                    .first()
                    .click();
            window.sees("Please include an email or phone number");

            window.unfold("Delete this webhook …");
            pressOneOf(window, "Delete");

            window.sees("The inbound webhook is deleted", "There is none yet");
            assertThat(Web.postForm(url, Map.of("email", "late@example.com")).status())
                    .isEqualTo(404);
        }
    }

    // Outbound webhooks
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void why_it_did_not_arrive_is_found_out_mended_and_sent_again(Device device) {
        try (var crm = Receiver.start();
                var window = on(device, "").withClipboard()) {
            crm.answersWith(500, Map.of(), "no space left on device");
            window.follow("Create an outbound webhook")
                    .type("Post URL", crm.url())
                    .press("Create it");
            window.headed("The webhook is there").press("Copy").sees("Copied");
            assertThat(window.clipboard()).startsWith("whsec_");
            window.follow("To the webhook").sees("Nothing was sent yet");

            signUp("ada@example.com", "Ada", "Lovelace");
            world.deliverDue();

            window.follow("Overview")
                    .sees("Needs attention", "fails at the moment")
                    .follow("See why");
            window.type("Number of an event", "ada@example.com").press("Explain");
            window.sees("the receiver answered 500").follow("Look at event 1");
            window.headed("Event 1").sees("no space left on device");

            crm.answers(200);
            window.press("Send it now").sees("Event 1 was delivered: the receiver answered 200");
            window.sees("sent again by hand");
            assertThat(crm.accepted()).extracting("email").containsExactly("ada@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_webhook_is_tested_paused_and_resumed(Device device) {
        try (var crm = Receiver.start()) {
            long webhook = campaign.subscribe(crm.url(), "new_signup");
            try (var window = on(device, "/outbound/" + webhook)) {
                window.press("Send a test event").sees("The test event was delivered");

                window.press("Pause").sees("It is paused: nothing is sent until you resume it");
                campaign.signUp("ada@example.com");
                world.deliverDue();
                assertThat(crm.accepted()).hasSize(1);

                window.press("Resume").sees("It goes on where it stopped");
                world.deliverDue();
                window.again().sees("Event 1");
                assertThat(crm.accepted()).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void attempts_are_filtered(Device device) {
        try (var crm = Receiver.start()) {
            long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            crm.answers(503);
            campaign.signUp("ada@example.com");
            world.deliverDue();
            try (var window = on(device, "/outbound/" + webhook)) {
                assertThat(eventLinks(window)).hasText(new String[] {"Event 3", "Event 1"});
                window.follow("Failed");
                assertThat(eventLinks(window)).hasText(new String[] {"Event 3"});
                window.follow("Delivered");
                assertThat(eventLinks(window)).hasText(new String[] {"Event 1"});
                window.follow("All");
                assertThat(eventLinks(window)).hasCount(2);
            }
        }
    }

    private static Locator eventLinks(Window window) {
        return window.part("Attempts")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(Pattern.compile("^Event \\d+$")));
    }

    @ParameterizedTest
    @EnumSource
    void a_webhook_is_changed_and_deleted(Device device) {
        try (var crm = Receiver.start();
                var other = Receiver.start()) {
            long webhook = campaign.subscribe(crm.url(), "new_signup");
            try (var window = on(device, "/outbound/" + webhook)) {
                window.unfold("Another URL, or other events …")
                        .type("New Post URL", other.url())
                        .tick("repeat_signup", true)
                        .press("Change it")
                        .sees("It is changed.", other.url());
                campaign.signUp("ada@example.com");
                campaign.signUp("ada@example.com");
                world.deliverDue();
                assertThat(other.accepted()).extracting("__event").containsExactly("new_signup", "repeat_signup");

                window.unfold("Delete this webhook …").press("Delete it");
                window.sees("The outbound webhook is deleted", "There is none yet");
            }
        }
    }

    // Live
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void what_happens_is_seen_as_it_happens(Device device) {
        try (var crm = Receiver.start()) {
            campaign.subscribe(crm.url(), "new_signup");
            try (var window = on(device, "/live")) {
                assertThat(window.page().getByRole(AriaRole.STATUS)).hasText("live");
                campaign.signUp("ada@example.com");
                window.sees("Signed up", "ada@example.com");
                world.deliverDue();
                window.sees("answered 200");

                window.press("Pause");
                campaign.signUp("grace@example.com");
                assertThat(window.page().getByRole(AriaRole.STATUS)).hasText(Pattern.compile("paused, \\d+ wait"));
                window.seesNo("grace@example.com").press("Go on").sees("grace@example.com");

                window.tick("Deliveries", false).seesNo("answered 200").sees("ada@example.com");
                window.type("Only with", "grace").seesNo("ada@example.com").sees("grace@example.com");
                crm.answers(500);
                world.deliverDue();
                window.seesNo("answered 500").type("Only with", "").sees("answered 500");
            }
        }
    }

    @Test
    void what_happened_since_the_page_was_made_is_not_missed() {
        campaign.signUp("ada@example.com");
        try (var window = on(Device.DESKTOP, "/live")) {
            var first = window.page().evaluate("""
                    path => new Promise(first => {
                        const stream = new EventSource(path);
                        stream.addEventListener("event", message => {
                            stream.close();
                            first(message.lastEventId + " " + JSON.parse(message.data).what);
                        });
                    })
                    """, page("/live/stream?after=0"));

            assertThat(first).isEqualTo("1 Signed up");
        }
    }

    // Without scripts
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void all_of_that_is_done_without_scripts(Device device) {
        var look = Look.on(device).withoutScripts();
        var name = "plain on a " + device;
        Visitor.of(world, name, "owner");
        try (var crm = Receiver.start();
                var window = Window.of(world, look).expecting(403)) {
            crm.answers(500);
            window.open("/dashboard")
                    .type("Name", name)
                    .type("Password", "not this one")
                    .press("Sign in");
            window.sees("The name or the password is not right.");
            window.type("Password", Visitor.PASSWORD).press("Sign in");
            window.type("Name", "Plain on a " + device).press("Create it").follow("Settings");
            window.type("Name of the campaign", "Plainer on a " + device)
                    .press("Rename it")
                    .headed("Settings");

            window.follow("Inbound").type("Name", "Landing page").press("Create it");
            window.sees("Waiting for the first request");
            Web.postForm(window.page().locator("#url").textContent(), Map.of("email", "ada@example.com"));
            window.follow("Look again").headed("What has come").follow("see it").headed("ada@example.com");
            window.sees("2026-", "UTC");

            window.follow("Leads")
                    .type("Beginning of", "nobody")
                    .press("Search")
                    .sees("begins with “nobody”");
            window.type("Beginning of", "ada").press("Search").follow("ada@example.com");

            window.follow("Outbound")
                    .type("Post URL", crm.url())
                    .press("Create it")
                    .sees("whsec_");
            window.press("Send a test event").sees("The test event was not taken: answered 500");
            window.follow("Settings").press("Create a key").sees("Your new API key");
            var key = window.page().locator("#key").textContent();
            var own = window.path().replaceAll("[^0-9]", "");
            Web.postJson(
                    world.url() + "/v2/" + own, "{\"email\": \"grace@example.com\"}", "Authorization", "Bearer " + key);
            world.deliverDue();

            window.follow("Outbound")
                    .follow(crm.url())
                    .type("Number of an event", "grace@example.com")
                    .press("Explain");
            window.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new FilterOptions().setHasText("answered 500"))
                    .getByRole(AriaRole.LINK)
                    .click();
            window.sees("attempt 1");
            crm.answers(200);
            window.press("Send it now").sees("was delivered: the receiver answered 200");
            window.follow(crm.url())
                    .press("Pause")
                    .sees("It is paused")
                    .press("Resume")
                    .sees("It goes on");
            window.follow("Failed").sees("answered 500").seesNo("answered 200");

            window.follow("Live").sees("grace@example.com").follow("Load again").headed("Live");
            window.follow(name).press("Sign out everywhere");
            assertThat(window.button("Sign in")).isVisible();
        }
    }

    // What goes wrong
    // -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void what_is_missing_or_refused_leads_back(Device device) {
        try (var window = on(device, "/outbound").expecting(404).expecting(409)) {
            window.type("Post URL", "https://example.org/")
                    .tick("new_signup", false)
                    .press("Create it");
            window.headed("That did not work").sees("Tick at least one event", "Nothing was changed");
            window.page().goBack();
            window.headed("Outbound webhooks");
            assertThat(window.field("Post URL")).hasValue("https://example.org/");

            window.open(page("/leads/NOBODY")).headed("This page does not exist");
            window.follow("To your campaigns").headed("Campaigns");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_session_that_ended_meanwhile_leads_back_to_the_page_that_fills_itself(Device device) {
        var name = "gone on a " + device;
        var visitor = Visitor.of(world, name, "owner");
        campaign.inbound();
        try (var window = Window.of(world, Look.on(device), visitor).expecting(401)) {
            window.open(page("/inbound"))
                    .page()
                    .getByRole(AriaRole.ROW)
                    .getByRole(AriaRole.LINK)
                    .first()
                    .click();
            window.headed("Waiting for the first request");
            var waiting = window.path();

            visitor.submit("/dashboard/account", "/dashboard/sign-out");

            assertThat(window.button("Sign in")).isVisible();
            window.type("Name", name).type("Password", Visitor.PASSWORD).press("Sign in");
            window.headed("Waiting for the first request");
            assertThat(window.path()).isEqualTo(waiting);
        }
    }

    @Test
    void a_session_that_ended_meanwhile_leads_back_to_the_page_that_shows_what_happens() {
        var visitor = Visitor.of(world, "gone from live", "owner");
        try (var window = Window.of(world, Look.on(Device.DESKTOP), visitor).expecting(401)) {
            window.open(page("/live"));
            assertThat(window.page().getByRole(AriaRole.STATUS)).hasText("live");

            visitor.submit("/dashboard/account", "/dashboard/sign-out");

            // The stream ends when the session is asked for again, and the page comes back after a while.
            assertThat(window.button("Sign in")).isVisible(new IsVisibleOptions().setTimeout(60_000));
            window.type("Name", "gone from live")
                    .type("Password", Visitor.PASSWORD)
                    .press("Sign in");
            window.headed("Live");
            assertThat(window.path()).isEqualTo(page("/live"));
        }
    }

    @Test
    void a_viewer_is_shown_no_button_that_he_may_not_press() {
        long webhook;
        try (var crm = Receiver.start()) {
            webhook = campaign.subscribe(crm.url(), "new_signup");
            campaign.signUp("ada@example.com");
            world.deliverDue();
        }
        var viewer = Visitor.of(world, "eve", "viewer", campaign);
        try (var window = Window.of(world, Look.on(Device.DESKTOP), viewer)) {
            for (var path : List.of("", "/leads", "/inbound", "/outbound", "/outbound/" + webhook, "/settings")) {
                window.open(page(path));
                assertThat(window.page().getByRole(AriaRole.BUTTON).allTextContents())
                        .as(path)
                        .isSubsetOf("Sign out", "Search", "Explain");
            }
        }
    }
}
