package leadhook.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Finds by scripts what people cannot read or reach on a page. */
final class Inspection {
    private static final String AXE = resource("/axe.min.js");

    /** What concerns contrast, names, roles, headings and landmarks, and how large a thing is that one has to hit. */
    private static final String ACCESSIBLE = """
            async () => {
                const found = await axe.run({ rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] });
                return found.violations.flatMap(each => each.nodes.map(node =>
                    each.impact + ": " + each.help + " (" + each.id + ") at " + node.target.join(" ") + ": " + node.html.slice(0, 120)));
            }
            """;

    /** What is cut off, spills out of its box, or sticks out of the page; and what every page has. */
    private static final String WELL_PLACED = """
            () => {
                const faults = [];
                const root = document.documentElement;
                const width = root.clientWidth;
                const named = each => each.tagName.toLowerCase() + [...each.classList].map(name => "." + name).join("")
                    + " “" + (each.textContent || each.placeholder || "").trim().slice(0, 40) + "”";
                const clips = overflow => overflow === "hidden" || overflow === "clip";
                const forReadersOnly = each => each && (getComputedStyle(each).clipPath !== "none" || forReadersOnly(each.parentElement));
                const scrolls = each => each && (getComputedStyle(each).overflowX === "auto" || scrolls(each.parentElement));
                const pen = document.createElement("canvas").getContext("2d");

                if (root.scrollWidth > width) {
                    faults.push(`the page is ${root.scrollWidth} px wide, the window ${width} px`);
                }
                for (const each of document.body.querySelectorAll("*")) {
                    const style = getComputedStyle(each);
                    const box = each.getBoundingClientRect();
                    if (!each.checkVisibility({ visibilityProperty: true }) || box.width === 0 || box.height === 0
                            || each.closest("svg, .skip") || forReadersOnly(each)) {
                        continue;
                    }
                    if (box.right > width + 1 || box.left < -1) {
                        faults.push("sticks out of the page: " + named(each));
                    }
                    if (each.matches("input")) {
                        pen.font = style.font;
                        const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
                        if (each.value === "" && pen.measureText(each.placeholder).width > room + 1) {
                            faults.push("its placeholder is cut: " + each.placeholder);
                        }
                        continue;
                    }
                    const wide = each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1;
                    const high = each.clientHeight > 0 && each.scrollHeight > each.clientHeight + 1;
                    if (each.title && style.webkitLineClamp !== "none") {
                        // Cut on purpose: its title has the whole.
                        continue;
                    }
                    if (wide && clips(style.overflowX) || high && clips(style.overflowY) && !each.matches("pre")) {
                        faults.push("is cut: " + named(each));
                    } else if (wide && style.overflowX === "visible" && !each.matches("select") && !scrolls(each)) {
                        faults.push("spills over: " + named(each));
                    }
                }

                if (document.querySelectorAll("h1").length !== 1 || !document.querySelector("h1").textContent.trim()) {
                    faults.push("it has not one h1");
                }
                if (!/\\S · Leadhook$/.test(document.title)) {
                    faults.push("its title is " + document.title);
                }
                if (document.querySelectorAll("main").length !== 1) {
                    faults.push("it has not one main part");
                }
                return faults;
            }
            """;

    private Inspection() {}

    /** What is wrong with the page as it is now. */
    static List<String> faults(Page page) {
        if (page.evaluate("typeof axe").equals("undefined")) {
            page.evaluate(AXE);
        }
        return Stream.of(ACCESSIBLE, WELL_PLACED)
                .flatMap(script -> ((List<?>) page.evaluate(script)).stream())
                .map(String::valueOf)
                .toList();
    }

    private static String resource(String path) {
        try (var in = Inspection.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no " + path + " among the libraries of the tests");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
