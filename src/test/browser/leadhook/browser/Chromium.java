package leadhook.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Chromium of this machine, started once for all tests and closed at their end. Nothing is downloaded. */
final class Chromium {
    /** Names the executable, where it is in an unusual place. */
    private static final String VARIABLE = "LEADHOOK_CHROMIUM";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String NONE =
            "No Chromium was found, in which the pages are tested: install it (apt-get install chromium), or name its executable in "
                    + VARIABLE + ".";

    /** Playwright gives it a new folder for its data at each start. No name is looked up: what leaves this machine is refused. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost");

    private static final int PATIENCE_MILLIS = 20_000;

    private static @Nullable Browser started;

    private Chromium() {}

    static synchronized Browser started() {
        var before = started;
        if (before != null) {
            return before;
        }
        var executable = find();
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
        var browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(FLAGS));
        // Long enough for a machine that has other things to do; nobody waits longer than it takes.
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        started = browser;
        return browser;
    }

    private static Path find() {
        return Stream.concat(Stream.ofNullable(System.getenv(VARIABLE)), NAMES.stream())
                .filter(name -> !name.isBlank())
                .flatMap(name -> executable(name).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(NONE));
    }

    /** A path, or a name on the PATH. */
    private static Optional<Path> executable(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        var folders = name.contains(File.separator) ? Stream.of("") : Stream.of(path.split(File.pathSeparator));
        return folders.map(folder -> Path.of(folder, name))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
