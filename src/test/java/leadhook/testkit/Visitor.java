package leadhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import leadhook.platform.Json;

/** Somebody who looks at pages with a browser that has no script: keeps a cookie, and sends forms as they stand on a page. */
public final class Visitor {
    public static final String PASSWORD = "correct horse battery";

    private final Supplier<URI> server;
    private Optional<String> cookie = Optional.empty();

    private Visitor(Supplier<URI> server) {
        this.server = server;
    }

    /** What a browser got. */
    public record Page(int status, String html, HttpResponse<byte[]> raw) {
        public String location() {
            return raw.headers().firstValue("Location").orElse("");
        }

        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** The value of a hidden field. */
        public String hidden(String name) {
            var field =
                    Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
            assertThat(field.find()).as("a field %s in %s", name, html).isTrue();
            return field.group(1);
        }
    }

    /** Somebody who has not signed in. */
    public static Visitor stranger(World world) {
        return new Visitor(world::url);
    }

    /** A new user of that role who has signed in; he sees these campaigns only, or all when there are none. */
    public static Visitor of(World world, String name, String role, TestCampaign... campaigns) {
        var user = Json.object().put("name", name).put("password", PASSWORD).put("role", role);
        if (campaigns.length > 0) {
            var ids = user.putArray("campaigns");
            List.of(campaigns).forEach(campaign -> ids.add(campaign.id()));
        }
        var reply = Web.postJson(
                world.url() + "/admin/v1/users", user.toString(), "Authorization", "Bearer " + World.ADMIN_TOKEN);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(201);
        var visitor = stranger(world);
        assertThat(visitor.signIn(name, PASSWORD).status()).isEqualTo(303);
        return visitor;
    }

    public Page signIn(String name, String password) {
        return send(request("/dashboard/sign-in"), "name", name, "password", password);
    }

    /** The same by a form that stands on a page of somewhere else. */
    public Page signInFrom(String origin, String name, String password) {
        return send(request("/dashboard/sign-in").header("Origin", origin), "name", name, "password", password);
    }

    /** The token of his session. */
    public String token() {
        return cookie.orElseThrow().replaceFirst("^leadhook_session=", "");
    }

    /** Goes on as somebody who has this cookie. */
    public Visitor with(String value) {
        cookie = Optional.of(value);
        return this;
    }

    public Page get(String path, String... headers) {
        var request = request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return page(request.GET());
    }

    /** Sends a form that stands on that page: its hidden fields, and what is typed. Names may repeat. */
    public Page submit(String page, String action, String... typed) {
        var shown = get(page);
        return post(action, with(typed, "form", shown.hidden("form"), "once", shown.hidden("once")));
    }

    /** Sends these fields and nothing else. */
    public Page post(String action, String... fields) {
        return send(request(action), fields);
    }

    private static String[] with(String[] typed, String... more) {
        var all = new ArrayList<>(List.of(typed));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Page send(HttpRequest.Builder request, String... fields) {
        var form = new ArrayList<String>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(encoded(fields[i]) + "=" + encoded(fields[i + 1]));
        }
        return page(request.header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(String.join("&", form))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(server.get() + path));
        cookie.ifPresent(value -> request.header("Cookie", value));
        return request;
    }

    private Page page(HttpRequest.Builder request) {
        var response = Web.sendAny(request);
        response.headers()
                .firstValue("Set-Cookie")
                .ifPresent(set -> cookie = Optional.of(set.substring(0, set.indexOf(';'))));
        return new Page(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
    }
}
