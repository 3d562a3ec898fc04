package leadhook.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Somebody who has signed in and looks at pages, one after the other. */
final class Browser implements AutoCloseable {
    private static final int SEE_OTHER = 303;

    private final HttpClient http =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    private final URI server;
    private final String session;

    Browser(URI server, String name, String password) {
        this.server = server;
        this.session = signIn(name, password);
    }

    private String signIn(String name, String password) {
        var form = "name=%s&password=%s".formatted(encoded(name), encoded(password));
        var answer = send(HttpRequest.newBuilder(server.resolve("/dashboard/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
        return answer.headers()
                .firstValue("Set-Cookie")
                .filter(_ -> answer.statusCode() == SEE_OTHER)
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .orElseThrow(() -> new IllegalStateException("signing in answered " + answer.statusCode()));
    }

    /** What stands there; it must be there, and to be seen by who has signed in. */
    byte[] look(Sight sight, String path) {
        var request = HttpRequest.newBuilder(server.resolve(path));
        if (!sight.forStrangers()) {
            request.header("Cookie", session);
        }
        var answer = send(request.build());
        // Whoever is not signed in is sent on too.
        boolean sentOn = answer.statusCode() == SEE_OTHER
                && !answer.headers().firstValue("Location").orElse("").contains("/sign-in");
        if (answer.statusCode() != 200 && !(sight.sendsOn() && sentOn)) {
            throw new IllegalStateException("%s: %s answered %d: %s"
                    .formatted(
                            sight.name(),
                            path,
                            answer.statusCode(),
                            new String(answer.body(), StandardCharsets.UTF_8)));
        }
        return answer.body();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("the server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
