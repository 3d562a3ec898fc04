package leadhook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.browser.Look.Device;
import leadhook.platform.http.Route;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page, at a desk and on a phone, light and dark: nobody is kept from reading or reaching what is on it. A picture of each stays. */
class EveryPageTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String HOME = "/dashboard";
    private static final String CAMPAIGN = HOME + "/campaigns/{campaign}";
    private static final String INBOUND = CAMPAIGN + "/inbound";
    private static final String OUTBOUND = CAMPAIGN + "/outbound";

    /** What answers a GET and is no page: files, a stream, a part of a page, a way to one. */
    private static final Set<String> NO_PAGES = Set.of(
            HOME + "/assets/{hash}/{name}",
            CAMPAIGN + "/live/stream",
            CAMPAIGN + "/settings/keys",
            INBOUND + "/{webhook}/arrivals",
            OUTBOUND + "/{webhook}/explain");

    private static World world;
    private static World empty;
    private static BusyCampaign busy;
    private static TestCampaign quiet;
    private static LongCampaign lengthy;
    private static Visitor owner;
    private static Visitor viewer;
    private static Visitor first;
    private static List<Shot> shots;

    /**
     * A page and how one gets to it.
     *
     * @param route the pattern of its route
     * @param of who looks; null for a stranger
     * @param does what is done there before one looks
     */
    private record Shot(
            String name,
            World world,
            String route,
            String path,
            @Nullable Visitor of,
            Consumer<Window> does,
            int status) {
        Shot by(Visitor other) {
            return new Shot(name, world, route, path, other, does, status);
        }

        Shot doing(Consumer<Window> other) {
            return new Shot(name, world, route, path, of, other, status);
        }

        Shot answered(int other) {
            return new Shot(name, world, route, path, of, does, other);
        }
    }

    @BeforeAll
    static void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
        empty = World.ofItsOwn(HandOver.MEMORY);
        first = Visitor.of(empty, "ada", "owner");
        busy = new BusyCampaign(world);
        quiet = world.campaign().set("{\"name\": \"Summer contest\"}");
        lengthy = new LongCampaign(world);
        owner = Visitor.of(world, "ada", "owner");
        viewer = Visitor.of(world, "grace", "viewer", busy.campaign());
        shots = shots();
    }

    @AfterAll
    static void close() {
        busy.close();
        empty.close();
        world.close();
    }

    // Which pages there are
    // -------------------------------------------------------------------------------------------

    private static Shot page(String name, String route, Object... ids) {
        return pageOf(busy.campaign(), name, route, ids);
    }

    /** @param ids what stands in the place of the names after the campaign */
    private static Shot pageOf(TestCampaign campaign, String name, String route, Object... ids) {
        var path = route.replace("{campaign}", Long.toString(campaign.id()));
        for (var id : ids) {
            path = path.replaceFirst("\\{[a-z]+}", id.toString());
        }
        return new Shot(name, world, route, path, owner, _ -> {}, 200);
    }

    private static List<Shot> shots() {
        var all = new ArrayList<Shot>();
        all.addAll(signInAndAccount());
        all.addAll(campaigns());
        all.addAll(leads());
        all.addAll(inbound());
        all.addAll(outbound());
        all.addAll(errors());
        return all;
    }

    private static List<Shot> signInAndAccount() {
        var signIn = new Shot("sign-in", world, HOME + "/sign-in", HOME + "/sign-in", null, _ -> {}, 200);
        return List.of(
                signIn,
                new Shot("sign-in-refused", world, signIn.route, signIn.path, null, _ -> {}, 200)
                        .answered(403)
                        .doing(window -> window.type("Name", "ada")
                                .type("Password", "not this one")
                                .press("Sign in")
                                .sees("not right")),
                page("account", HOME + "/account"),
                page("account-viewer", HOME + "/account").by(viewer));
    }

    private static List<Shot> campaigns() {
        return List.of(
                page("campaigns", HOME),
                page("campaigns-viewer", HOME).by(viewer),
                new Shot("campaigns-empty", empty, HOME, HOME, first, _ -> {}, 200),
                page("campaign", CAMPAIGN),
                page("campaign-viewer", CAMPAIGN).by(viewer),
                pageOf(quiet, "campaign-empty", CAMPAIGN),
                pageOf(lengthy.campaign(), "campaign-long", CAMPAIGN),
                page("settings", CAMPAIGN + "/settings"),
                page("settings-viewer", CAMPAIGN + "/settings").by(viewer),
                pageOf(lengthy.campaign(), "settings-new-key", CAMPAIGN + "/settings")
                        .doing(window -> window.press("Create a key").headed("Your new API key")),
                page("live", CAMPAIGN + "/live").doing(EveryPageTest::awaitStream),
                pageOf(quiet, "live-empty", CAMPAIGN + "/live").doing(EveryPageTest::awaitStream));
    }

    private static void awaitStream(Window window) {
        assertThat(window.page().getByRole(AriaRole.STATUS)).hasText("live");
    }

    private static List<Shot> leads() {
        var leads = CAMPAIGN + "/leads";
        return List.of(
                page("leads", leads),
                pageOf(quiet, "leads-empty", leads),
                page("leads-found", leads)
                        .doing(window -> window.type("Beginning of", "grace").seesNo("Ada Lovelace")),
                page("leads-none-found", leads)
                        .doing(window ->
                                window.type("Beginning of", "nobody at all").sees("begins with")),
                page("lead", leads + "/{lead}", busy.ada()),
                pageOf(lengthy.campaign(), "leads-long", leads),
                pageOf(lengthy.campaign(), "lead-long", leads + "/{lead}", lengthy.lead()),
                page("lead-flagged", leads + "/{lead}", busy.flagged()).by(viewer));
    }

    private static List<Shot> inbound() {
        var ids = world.database()
                .list(
                        "select id from inbound_webhooks where campaign_id = ? order by id",
                        row -> row.getLong(1),
                        busy.campaign().id());
        return List.of(
                page("inbound", INBOUND),
                page("inbound-viewer", INBOUND).by(viewer),
                pageOf(quiet, "inbound-empty", INBOUND),
                page("inbound-come", INBOUND + "/{webhook}", ids.get(0)),
                page("inbound-waiting", INBOUND + "/{webhook}", ids.get(1)),
                pageOf(lengthy.campaign(), "inbound-long", INBOUND),
                page("inbound-come-viewer", INBOUND + "/{webhook}", ids.get(0)).by(viewer));
    }

    private static List<Shot> outbound() {
        var all = new ArrayList<Shot>();
        var webhook = OUTBOUND + "/{webhook}";
        for (var state : List.of("well", "lossy", "failing", "standing", "waiting", "paused", "disabled")) {
            all.add(page("webhook-" + state, webhook, busy.webhook(state)));
        }
        long failing = busy.webhook("failing");
        all.addAll(List.of(
                page("outbound", OUTBOUND),
                page("outbound-viewer", OUTBOUND).by(viewer),
                pageOf(quiet, "outbound-empty", OUTBOUND),
                pageOf(lengthy.campaign(), "outbound-long", OUTBOUND),
                pageOf(lengthy.campaign(), "webhook-long", webhook, lengthy.webhook()),
                page("webhook-viewer", webhook, failing).by(viewer),
                page("webhook-not-explained", webhook, failing)
                        .doing(window -> window.type("Number of an event", "nobody@example.com")
                                .press("Explain")
                                .sees("No lead here has that")),
                pageOf(lengthy.campaign(), "secret", webhook + "/secret", newWebhook()),
                page("secret-gone", webhook + "/secret", failing),
                page("event-failed", webhook + "/events/{event}", failing, busy.lastEvent()),
                page("event-delivered", webhook + "/events/{event}", busy.webhook("well"), 1),
                page("event-unknown", webhook + "/events/{event}", failing, 999_999)
                        .answered(404),
                page("event-viewer", webhook + "/events/{event}", failing, busy.lastEvent())
                        .by(viewer),
                page("events-of-lead", webhook + "/leads/{lead}", failing, busy.latest()),
                page("events-of-first-lead", webhook + "/leads/{lead}", busy.webhook("well"), busy.ada())));
        return all;
    }

    private static long newWebhook() {
        var page = HOME + "/campaigns/" + lengthy.campaign().id() + "/outbound";
        var made = owner.submit(page, page, "url", "https://example.org/hooks/leads", "events", "new_signup");
        return Long.parseLong(made.location().replaceAll(".*/outbound/([0-9]+)/secret", "$1"));
    }

    private static List<Shot> errors() {
        return List.of(
                page("error-404", HOME + "/nothing").answered(404),
                page("error-409", OUTBOUND)
                        .answered(409)
                        .doing(window -> window.type("Post URL", "https://example.org/")
                                .tick("new_signup", false)
                                .press("Create it")
                                .headed("That did not work")));
    }

    @Test
    void no_page_is_missing_here() {
        var here = shots.stream().map(Shot::route).collect(Collectors.toCollection(TreeSet::new));
        here.addAll(NO_PAGES);

        assertThat(world.server().routes())
                .filteredOn(
                        route -> route.method().equals("GET") && route.pattern().startsWith(HOME))
                .extracting(Route::pattern)
                .allSatisfy(pattern -> assertThat(here).contains(pattern));
    }

    // What is wrong with them
    // -------------------------------------------------------------------------------------------

    @Test
    void the_inspection_finds_what_is_wrong() {
        try (var window = Window.of(world, Look.on(Device.PHONE))) {
            window.page().setContent("""
                    <title>A page</title><meta name="viewport" content="width=device-width">
                    <p style="color: #bbb; background: #fff">pale</p>
                    <div style="width: 30rem">wide</div>
                    <p style="overflow: hidden; width: 4rem; white-space: nowrap">longer than its box</p>
                    <div style="width: 4rem; white-space: nowrap">longer than its box, too</div>
                    <label>Name <input placeholder="longer than what one sees of it" style="width: 4rem"></label><input>
                    """);

            assertThat(String.join("\n", Inspection.faults(window.page())))
                    .contains("(color-contrast)", "(label)", "the page is 4", "sticks out of the page: div “wide”")
                    .contains("is cut: p “longer", "spills over: div “longer", "its placeholder is cut")
                    .contains("one h1", "one main part", "its title is A page");
        }
    }

    static Stream<Look> looks() {
        return Stream.of(Device.values())
                .flatMap(device -> Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                        .map(scheme -> Look.on(device).in(scheme)));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void nobody_is_kept_from_reading_and_reaching_what_is_there(Look look) {
        var faults = shots.stream().flatMap(shot -> faults(shot, look).stream()).toList();

        assertThat(faults).isEmpty();
    }

    private static List<String> faults(Shot shot, Look look) {
        var faults = new ArrayList<String>();
        try (var window = shot.of == null ? Window.of(shot.world, look) : Window.of(shot.world, look, shot.of)) {
            window.expecting(shot.status).open(shot.path);
            shot.does.accept(window);
            faults.addAll(Inspection.faults(window.page()));
            picture(window, shot.name + "-" + look.name());
            if (unfolded(window)) {
                faults.addAll(Inspection.faults(window.page()));
                picture(window, shot.name + "-" + look.name() + "-unfolded");
            }
            faults.addAll(window.troubles());
        } catch (AssertionError e) {
            faults.add(e.getMessage());
        }
        return faults.stream()
                .distinct()
                .map(fault -> shot.name + ", " + look.name() + ": " + fault)
                .toList();
    }

    private static void picture(Window window, String name) {
        window.page()
                .screenshot(new ScreenshotOptions()
                        .setPath(PICTURES.resolve(name + ".png"))
                        .setFullPage(true));
    }

    /** Opens all that is folded; whether there was anything. */
    private static boolean unfolded(Window window) {
        return (boolean) window.page().evaluate("""
                () => {
                    const folded = [...document.querySelectorAll("details:not([open])")];
                    folded.forEach(each => each.open = true);
                    return folded.length > 0;
                }
                """);
    }
}
