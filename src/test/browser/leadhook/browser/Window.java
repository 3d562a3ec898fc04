package leadhook.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import leadhook.testkit.Visitor;
import leadhook.testkit.World;

/**
 * A window of a browser of its own, and somebody who clicks in it. What should not happen there (an error in the console, a
 * dialog, a request to another place) is written down and fails the test when the window is closed.
 */
final class Window implements AutoCloseable {
    private static final Set<String> SERIOUS = Set.of("error", "warning");

    private final World world;
    private final BrowserContext context;
    private final Page page;
    private final List<String> troubles = new ArrayList<>();
    private final Set<Integer> expected = new HashSet<>();

    private Window(World world, Look look) {
        this.world = world;
        this.context = Chromium.started().newContext(look.context());
        watch();
        this.page = context.newPage();
    }

    /** A stranger's. */
    static Window of(World world, Look look) {
        return new Window(world, look);
    }

    /** Of somebody who has signed in. */
    static Window of(World world, Look look, Visitor visitor) {
        var window = new Window(world, look);
        window.context.addCookies(List.of(new Cookie("leadhook_session", visitor.token())
                .setDomain(world.url().getHost())
                .setPath("/dashboard")));
        return window;
    }

    // What should not happen
    // -------------------------------------------------------------------------------------------

    private void watch() {
        context.onConsoleMessage(this::said);
        context.onWebError(error -> troubles.add("a script failed: " + error.error()));
        context.onDialog(dialog -> {
            troubles.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        context.onRequest(this::asked);
        context.route(Pattern.compile("^(?!" + quoted(world.url() + "/") + ").*"), route -> route.abort());
    }

    private void said(ConsoleMessage message) {
        boolean asked = expected.stream()
                .anyMatch(status -> message.text().contains("the server responded with a status of " + status));
        if (SERIOUS.contains(message.type()) && !asked) {
            troubles.add("in the console: " + message.text() + " (" + message.location() + ")");
        }
    }

    private void asked(Request request) {
        if (!request.url().startsWith(world.url() + "/")) {
            troubles.add("asked another place: " + request.url());
        }
    }

    /** From now on an answer with this status is none that the console may not tell of. */
    Window expecting(int status) {
        expected.add(status);
        return this;
    }

    /** What should not have happened until now. */
    List<String> troubles() {
        // A round trip, so that everything that was told before has come.
        page.title();
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        var all = troubles();
        context.close();
        if (!all.isEmpty()) {
            throw new AssertionError(String.join("\n", all));
        }
    }

    // What is clicked and typed
    // -------------------------------------------------------------------------------------------

    Page page() {
        return page;
    }

    /** Lets pages use the clipboard, as a person allows it who is asked. */
    Window withClipboard() {
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        return this;
    }

    String clipboard() {
        return (String) page.evaluate("navigator.clipboard.readText()");
    }

    Window open(String path) {
        page.navigate(world.url() + path);
        return this;
    }

    /** Loads the page again. */
    Window again() {
        page.reload();
        return this;
    }

    /** Where it is, below the server's own address. */
    String path() {
        return page.url().replace(world.url().toString(), "");
    }

    Window follow(String link) {
        // Some stand on a page twice, in its navigation and as a way back.
        link(link).first().click();
        return this;
    }

    Window press(String button) {
        button(button).click();
        return this;
    }

    /** Opens what is folded. */
    Window unfold(String summary) {
        page.getByText(summary)
                .filter(new FilterOptions().setVisible(true))
                .first()
                .click();
        return this;
    }

    Window type(String field, String text) {
        field(field).fill(text);
        return this;
    }

    /** Ticks a box, or takes its tick away. */
    Window tick(String box, boolean on) {
        box(box).setChecked(on);
        return this;
    }

    Locator link(String name) {
        return role(AriaRole.LINK, name);
    }

    Locator button(String name) {
        return role(AriaRole.BUTTON, name);
    }

    Locator role(AriaRole role, String name) {
        return page.getByRole(role, new GetByRoleOptions().setName(name).setExact(true));
    }

    /** What can be typed into, by the beginning of its label. */
    Locator field(String label) {
        return page.locator("input, select").and(page.getByLabel(beginning(label)));
    }

    private Locator box(String label) {
        return page.getByRole(
                AriaRole.CHECKBOX, new GetByRoleOptions().setName(Pattern.compile("^" + quoted(label) + "( |$)")));
    }

    private static Pattern beginning(String text) {
        return Pattern.compile("^" + quoted(text));
    }

    /** As an expression that the browser understands too, which does not know Java's way of quoting. */
    private static String quoted(String text) {
        return text.replaceAll("[^A-Za-z0-9 _]", "\\\\$0");
    }

    /** A part of the page, by its heading. */
    Locator part(String heading) {
        return role(AriaRole.REGION, heading);
    }

    // What is seen
    // -------------------------------------------------------------------------------------------

    /** Waits until there is such a heading. */
    Window headed(String heading) {
        assertThat(role(AriaRole.HEADING, heading)).isVisible();
        return this;
    }

    /** Waits until all these texts are to be seen. */
    Window sees(String... texts) {
        for (var text : texts) {
            assertThat(visible(text).first()).isVisible();
        }
        return this;
    }

    /** Waits until none of these texts is to be seen. */
    Window seesNo(String... texts) {
        for (var text : texts) {
            assertThat(visible(text)).hasCount(0);
        }
        return this;
    }

    private Locator visible(String text) {
        return page.getByText(text).filter(new FilterOptions().setVisible(true));
    }
}
