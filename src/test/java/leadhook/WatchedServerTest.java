package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import leadhook.platform.http.HttpServer;
import leadhook.platform.http.TrustedProxies;
import leadhook.platform.metrics.Metrics;
import leadhook.testkit.HandOver;
import leadhook.testkit.LogLines;
import leadhook.testkit.Web;
import leadhook.testkit.Wire;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;

/** What a load balancer, a Prometheus and a reader of the log are told, and who is told more. */
class WatchedServerTest {
    private static final String ADMIN = "Bearer " + World.ADMIN_TOKEN;

    private final World world = World.shared(HandOver.MEMORY);

    // Health ----------------------------------------------------------------------------------------------------------

    @Test
    void a_server_that_works_is_live_and_ready_and_tells_this_machine_more() {
        assertThat(get("/health/live").status()).isEqualTo(200);
        var ready = get("/health/ready");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().path("status").asText()).isEqualTo("ready");
        assertThat(ready.json().path("database").asBoolean()).isTrue();
        assertThat(ready.json().path("writers").asBoolean()).isTrue();
        assertThat(ready.json().path("data_free_bytes").asLong()).isPositive();
        assertThat(names(ready.json()))
                .contains("version", "uptime_seconds", "lanes", "slices_owned")
                .startsWith("server", "status");
    }

    @Test
    void whoever_comes_through_a_proxy_is_told_the_status_only() {
        for (var header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")) {
            assertThat(names(get("/health/ready", header, "127.0.0.1").json()))
                    .as(header)
                    .containsExactly("server", "status");
            assertThat(names(get("/health/live", header, "").json())).as(header).containsExactly("server", "status");
        }
        assertThat(names(get("/health/ready", "X-Forwarded-For", "203.0.113.7", "Authorization", ADMIN)
                        .json()))
                .contains("version");
    }

    @Test
    void a_server_that_starts_or_stops_is_live_and_not_ready() {
        var health = new Health("1.2.3", Path.of("target"));
        try (var http = HttpServer.listen("127.0.0.1", 0, TrustedProxies.NONE, new Metrics(), System::nanoTime)) {
            var server = "http://127.0.0.1:" + http.port();
            assertThat(Web.get(server + "/health/live").status()).isEqualTo(503);

            http.serveFirst(health.routes());
            assertThat(Web.get(server + "/health/live").status()).isEqualTo(200);
            var starting = Web.get(server + "/health/ready");
            assertThat(starting.status()).isEqualTo(503);
            assertThat(starting.json().path("status").asText()).isEqualTo("starting");
            assertThat(starting.json().path("version").asText()).isEqualTo("1.2.3");
            assertThat(starting.raw().headers().firstValue("Retry-After")).hasValue("1");
            assertThat(Web.get(server + "/v2/campaigns").status()).isEqualTo(503);

            http.serve(health.routes(), Map.of());
            health.stopping();
            assertThat(Web.get(server + "/health/live").status()).isEqualTo(200);
            var stopping = Web.get(server + "/health/ready");
            assertThat(stopping.status()).isEqualTo(503);
            assertThat(stopping.json().path("status").asText()).isEqualTo("stopping");
        }
    }

    // Metrics ---------------------------------------------------------------------------------------------------------

    @Test
    void metrics_are_for_this_machine_and_for_the_admin_token() {
        assertThat(metrics("Host: localhost:8080")).isEqualTo(200);
        assertThat(metrics("Host: 127.0.0.1")).isEqualTo(200);
        assertThat(metrics("Host: [::1]:8080")).isEqualTo(200);

        assertThat(metrics("Host: leads.example.com")).isEqualTo(401);
        assertThat(metrics("Host: localhost\r\nX-Forwarded-For: 127.0.0.1")).isEqualTo(401);
        assertThat(metrics("Host: localhost\r\nForwarded: for=127.0.0.1")).isEqualTo(401);
        assertThat(metrics("Host: leads.example.com\r\nAuthorization: Bearer Wrong-Admin-Token"))
                .isEqualTo(401);

        assertThat(metrics("Host: leads.example.com\r\nX-Forwarded-For: 203.0.113.7\r\nAuthorization: " + ADMIN))
                .isEqualTo(200);
    }

    private int metrics(String headers) {
        try (var wire = Wire.to(world.url())) {
            return wire.send("GET /metrics HTTP/1.1\r\n" + headers + "\r\n\r\n")
                    .answer()
                    .status();
        }
    }

    // The name of a request
    // ---------------------------------------------------------------------------------------------

    @Test
    void every_answer_names_its_request_and_no_two_have_one_name() {
        var ids = List.of("/health/live", "/v2/campaigns", "/nowhere", "/admin/v1/campaigns", "/health/ready").stream()
                .map(path -> id(get(path)))
                .toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9._-]{16,64}"));
    }

    @Test
    void a_name_that_is_brought_along_is_kept_if_it_does_no_harm() {
        for (var sane : List.of("a", "req_1.2-3", "x".repeat(64))) {
            assertThat(id(get("/health/live", "X-Request-Id", sane))).isEqualTo(sane);
        }
        for (var other : List.of("x".repeat(65), "a b", "a\"b", "{a}", "ä", "a/b", "")) {
            assertThat(id(get("/health/live", "X-Request-Id", other)))
                    .as(other)
                    .isNotEqualTo(other)
                    .matches("[A-Za-z0-9._-]{16,64}");
        }
    }

    @Test
    void a_line_of_the_log_names_the_request_it_is_about() {
        world.freshLog();
        try (var lines = new LogLines()) {
            var reply = get("/v2/campaigns", "X-Request-Id", "from-the-proxy-17");
            assertThat(reply.status()).isEqualTo(401);

            assertThat(lines.text()).singleElement().asString().endsWith(" [request from-the-proxy-17]\n");
            assertThat(lines.json())
                    .singleElement()
                    .asString()
                    .contains("\"request_id\":\"from-the-proxy-17\"")
                    .contains("\"level\":\"INFO\"")
                    .contains("\"message\":\"refused GET /v2/campaigns with 401 from 127.0.0.1: Invalid API access\"");
        }
    }

    @Test
    void what_is_no_request_gets_a_name_too() {
        world.freshLog();
        try (var lines = new LogLines();
                var wire = Wire.to(world.url())) {
            var answer =
                    wire.send("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n").answer();

            assertThat(answer.status()).isEqualTo(400);
            var id = answer.headers().get("X-Request-Id");
            assertThat(id).matches("[A-Za-z0-9._-]{16,64}");
            assertThat(lines.text()).singleElement().asString().contains("[request " + id + "]");
        }
    }

    private Web.Reply get(String path, String... headers) {
        return Web.get(world.url() + path, headers);
    }

    private static String id(Web.Reply reply) {
        return reply.raw().headers().firstValue("X-Request-Id").orElse("");
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
