package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import leadhook.Application;
import leadhook.platform.Json;
import leadhook.platform.settings.Settings;

/** Asks the server's {@code /admin/v1}. What it refuses becomes a {@link CommandFailed} in its own words. */
final class AdminClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AdminClient.class.getName());

    private static final Duration TO_ANSWER_ALIVE = Duration.ofSeconds(3);
    /** A check of verify may take its time, and there are some to an answer. */
    private static final Duration TO_ANSWER = Duration.ofMinutes(2);

    private final URI server;
    private final String token;
    private final HttpClient http;
    private final Runnable afterwards;

    private AdminClient(URI server, String token, HttpClient http, Runnable afterwards) {
        this.server = server;
        this.token = token;
        this.http = http;
        this.afterwards = afterwards;
    }

    /** The running server, or else one that lives as long as this client and is reached by nobody else. */
    static AdminClient connect(Settings settings) {
        return running(AdminAccess.of(settings)).orElseGet(() -> alone(settings));
    }

    /** The running server; empty when none answers. @throws CommandFailed when one does and its token is not known */
    static Optional<AdminClient> running(AdminAccess access) {
        var http = http();
        for (var address : access.addresses()) {
            if (isAlive(http, address)) {
                var token = access.token()
                        .orElseThrow(
                                () -> new CommandFailed(("The server at %s answers, but its admin token is not known:"
                                                + " set LEADHOOK_ADMIN_TOKEN, or name its data folder with --data.")
                                        .formatted(address)));
                return Optional.of(new AdminClient(address, token, http, () -> {}));
            }
        }
        http.close();
        return Optional.empty();
    }

    private static AdminClient alone(Settings settings) {
        var application = Application.alone(settings);
        application
                .firstStart()
                .ifPresent(_ -> LOG.log(
                        Level.INFO,
                        "The database was empty: it got a first campaign, whose key is kept in {0}",
                        FirstStartFile.in(settings.data())));
        return new AdminClient(application.url(), application.adminToken(), http(), application::close);
    }

    /** Whether a Leadhook server answers there; another program gets no token of ours. */
    static boolean isAlive(URI address) {
        try (var http = http()) {
            return isAlive(http, address);
        }
    }

    private static boolean isAlive(HttpClient http, URI address) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address + "/health/live"))
                    .timeout(TO_ANSWER_ALIVE)
                    .build();
            var answer = Json.read(send(http, request).body());
            return answer.path("server").asText().equals("leadhook");
        } catch (IOException _) {
            return false;
        }
    }

    JsonNode get(String path) {
        return ask("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, JsonNode body) {
        return ask("POST", path, BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    JsonNode patch(String path, JsonNode body) {
        return ask("PATCH", path, BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    void delete(String path) {
        ask("DELETE", path, BodyPublishers.noBody());
    }

    /** All pages of a list. */
    List<JsonNode> list(String path) {
        var all = new ArrayList<JsonNode>();
        var page = get(path);
        page.path("data").forEach(all::add);
        while (!page.path("next").asText("").isEmpty() && !page.path("next").isNull()) {
            page = get(path + "?after=" + escaped(page.path("next").asText()));
            page.path("data").forEach(all::add);
        }
        return all;
    }

    /** Part of a path or query, whatever it holds. */
    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode ask(String method, String path, BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(server + "/admin/v1" + path))
                .timeout(TO_ANSWER)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            var response = send(http, request);
            boolean accepted = response.statusCode() / 100 == 2;
            if (!accepted) {
                throw refused(response);
            }
            return response.body().length == 0 ? Json.object() : Json.read(response.body());
        } catch (IOException e) {
            throw new CommandFailed("The server at %s did not answer as expected. (%s)".formatted(server, e));
        }
    }

    private CommandFailed refused(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() == 401) {
            return new CommandFailed(
                    "The server at %s does not accept the admin token: set LEADHOOK_ADMIN_TOKEN.".formatted(server));
        }
        var problem = Json.read(response.body());
        var detail = problem.path("detail").asText(problem.path("title").asText(""));
        return new CommandFailed(detail.isEmpty() ? "The server answered " + response.statusCode() + "." : detail);
    }

    private static HttpResponse<byte[]> send(HttpClient http, HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static HttpClient http() {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                // A token is for the address that was set, not for where that points to.
                .followRedirects(Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    @Override
    public void close() {
        http.close();
        afterwards.run();
    }
}
