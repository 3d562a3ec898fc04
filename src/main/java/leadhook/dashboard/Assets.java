package leadhook.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.secrets.Tokens;

/** Style and scripts, all from the jar. Each is asked for under a hash of it, so that a browser keeps it for good. */
final class Assets {
    private static final String OURS = "/leadhook/dashboard/";
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final int HASH_BYTES = 6;

    private static final Map<String, Source> SOURCES = Map.of(
            "style.css", new Source(OURS + "style.css", "text/css; charset=utf-8"),
            "icon.svg", new Source(OURS + "icon.svg", "image/svg+xml"),
            "leadhook.js", new Source(OURS + "leadhook.js", SCRIPT),
            "chart.js", new Source(OURS + "chart.js", SCRIPT),
            "live.js", new Source(OURS + "live.js", SCRIPT),
            "htmx.js", new Source(WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js", SCRIPT),
            "chartjs.js", new Source(WEBJARS + "chart.js/4.5.1/dist/chart.umd.min.js", SCRIPT));

    private static final Map<String, Asset> READ = new ConcurrentHashMap<>();

    private Assets() {}

    private record Source(String resource, String contentType) {}

    private record Asset(String hash, String contentType, byte[] bytes) {}

    /** Where a page finds it. */
    static String url(String name) {
        return Gate.HOME + "/assets/" + asset(name).orElseThrow().hash + "/" + name;
    }

    static Answer answer(Call call) {
        var asset = asset(call.path("name"))
                .filter(each -> each.hash.equals(call.path("hash")))
                .orElseThrow(() -> Refusal.notFound("There is no such file; the page that names it is an old one."));
        return Html.guarded(Answer.bytes(200, asset.contentType, asset.bytes))
                .with("Cache-Control", "public, max-age=31536000, immutable");
    }

    private static Optional<Asset> asset(String name) {
        return Optional.ofNullable(SOURCES.get(name)).map(source -> READ.computeIfAbsent(name, _ -> read(source)));
    }

    private static Asset read(Source source) {
        try (var in = Assets.class.getResourceAsStream(source.resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + source.resource);
            }
            var bytes = in.readAllBytes();
            return new Asset(HexFormat.of().formatHex(Tokens.hash(bytes), 0, HASH_BYTES), source.contentType, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
