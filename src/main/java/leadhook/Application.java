package leadhook;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import leadhook.command.FirstStart;
import leadhook.platform.Json;
import leadhook.platform.http.Answer;
import leadhook.platform.http.HttpServer;
import leadhook.platform.http.Route;
import leadhook.platform.settings.Settings;

/** Stands in for the wiring until it is there: alive, and without a campaign. */
public final class Application implements AutoCloseable {
    private final HttpServer http;
    private final Settings settings;

    private Application(HttpServer http, Settings settings) {
        this.http = http;
        this.settings = settings;
    }

    /** Starts. @throws leadhook.platform.StartRefused when it cannot */
    public static Application start(Settings settings) {
        var alive = Json.object().put("server", "leadhook");
        var none = Json.object().putNull("next");
        none.putArray("data");
        var routes = List.of(
                Route.get("/health/live", _ -> Answer.json(200, alive)),
                Route.get("/admin/v1/campaigns", _ -> Answer.json(200, none)));
        return new Application(HttpServer.start(settings.host(), settings.port(), routes), settings);
    }

    /** Where this machine reaches it, with the port that is really listened on. */
    public URI url() {
        return settings.localUrl(http.port());
    }

    /** The token that /admin accepts. */
    public String adminToken() {
        return "placeholder";
    }

    /** What was made, when this start found an empty database. */
    public Optional<FirstStart> firstStart() {
        return Optional.empty();
    }

    @Override
    public void close() {
        http.close();
    }
}
