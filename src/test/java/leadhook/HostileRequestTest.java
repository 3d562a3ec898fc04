package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.Wire;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests meant to harm: each ends with a clear answer or a closed connection, and others are served beside it. */
class HostileRequestTest {
    private static final String LEAD = "{\"email\":\"ada@example.com\"}";

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String inbound = campaign.inbound();
    private final List<Wire> wires = new ArrayList<>();

    @AfterEach
    void a_normal_client_is_served() {
        wires.forEach(Wire::close);
        assertThat(Web.postJson(inbound, "{\"email\": \"normal@example.com\"}").status())
                .isEqualTo(201);
    }

    // Slow ones

    @Test
    void a_request_that_comes_byte_by_byte_or_stops_is_cut_off_within_half_a_minute_and_makes_no_lead() {
        var before = Rows.of(world.database());
        var dripping = List.of(
                wire("POST /v2/" + campaign.id() + " HTTP/1.1\r\nHost: x\r\nX-Slow: "),
                wire("PO"),
                wire(head("") + "Content-Length: 1000\r\n\r\n"),
                wire(head("") + "Transfer-Encoding: chunked\r\n\r\nffff\r\n"));
        var stalled = List.of(
                wire("POST /v2/" + campaign.id() + " HTTP/1.1\r\nHost"),
                wire(head("") + "Content-Length: 27\r\n\r\n{\"email\":\"ada@example.com\""),
                wire(head("") + "Transfer-Encoding: chunked\r\n\r\n1b\r\n" + LEAD + "\r\n"));
        var open = new ArrayList<>(dripping);
        open.addAll(stalled);

        int seconds = 0;
        for (; seconds < 30 && !open.isEmpty(); seconds++) {
            dripping.stream().filter(open::contains).forEach(wire -> wire.trySend("x"));
            open.removeIf(wire -> wire.isClosedWithin(Duration.ofSeconds(1).dividedBy(open.size())));
            // Beside them a normal client is served all the time.
            assertThat(campaign.get("?email=nobody@example.com").status()).isEqualTo(404);
        }

        assertThat(open).as("still open after %d seconds", seconds).isEmpty();
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    @Test
    void who_does_not_read_his_answers_is_cut_off() {
        var one = "GET /v2/campaigns HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + campaign.key() + "\r\n\r\n";
        var wire = Wire.to(world.url(), 1_024);
        wires.add(wire);

        var written = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            while (!wire.trySend(one.repeat(100))) {
                // Until the other side has closed it.
            }
            written.complete(null);
        });

        assertThat(written).succeedsWithin(Duration.ofSeconds(60));
    }

    @Test
    void who_was_refused_before_his_body_came_may_go_on_when_he_likes() {
        var wire = wire("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\n");
        assertThat(wire.answer().status()).isEqualTo(404);
        wire.send(LEAD);

        // Longer than a request may take to arrive.
        assertThat(wire.isClosedWithin(Duration.ofSeconds(26))).isFalse();

        assertThat(wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").answered())
                .isEqualTo(200);
    }

    // Framing

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 27\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\n" + LEAD + "\r\n0\r\n\r\n",
                "Content-Length: 27\r\nContent-Length: 28\r\n\r\n" + LEAD,
                "Transfer-Encoding: gzip, chunked\r\n\r\n1b\r\n" + LEAD + "\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n1b\r\n" + LEAD + "\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n" + LEAD,
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + LEAD + "\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + LEAD + "\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n" + LEAD + "\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n" + LEAD + "\r\n0\r\n\r\n"
            })
    void a_body_whose_end_is_not_clear_is_refused_and_ends_the_connection(String rest) {
        var wire = wire(head("") + rest);

        var answer = wire.answer();

        assertThat(answer.json()).isEqualTo(message("The request body could not be read"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(wire.isClosed()).isTrue();
        assertNoLead();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1",
                "Content-Length: 27, 27",
                "Content-Length: +27",
                "Content-Length: 0x1b",
                "Content-Length: 99999999999999999999"
            })
    void a_length_that_is_none_is_refused(String header) {
        var wire = wire(head("") + header + "\r\n\r\n" + LEAD);

        assertThat(wire.answer().status()).isEqualTo(400);
        assertThat(wire.isClosed()).isTrue();
        assertNoLead();
    }

    @Test
    void what_follows_a_request_and_is_none_does_not_spoil_it() {
        var wire = wire(head("") + "Content-Length: 27\r\n\r\n" + LEAD + "GARBAGE\r\n\r\n");

        assertThat(wire.answer().status()).isEqualTo(200);
        assertThat(wire.answer().status()).isEqualTo(400);
        assertThat(wire.isClosed()).isTrue();
    }

    @Test
    void requests_one_behind_the_other_are_answered_in_order() {
        var one = head("") + "Content-Length: 27\r\n\r\n" + LEAD;
        var wire = wire(one.repeat(20));

        for (int i = 1; i <= 20; i++) {
            assertThat(wire.answer().json().path("counter").asInt()).isEqualTo(i);
        }
    }

    @Test
    void who_asks_whether_to_go_on_is_told_to() {
        var wire = wire(head("") + "Content-Length: 27\r\nExpect: 100-continue\r\n\r\n");

        assertThat(wire.answer().status()).isEqualTo(100);
        assertThat(wire.send(LEAD).answer().status()).isEqualTo(200);
    }

    // Heads

    @ParameterizedTest
    @ValueSource(strings = {"X: a\0b", "X: a\rb", "X\0: a", "X: a\nb", " X: a", "X : a", ": a", "X: a\u0007"})
    void a_head_with_what_belongs_in_none_is_refused(String header) {
        var wire = wire("GET /v2/campaigns HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");

        assertThat(wire.answer().status()).isEqualTo(400);
        assertThat(wire.isClosed()).isTrue();
    }

    @Test
    void a_huge_header_and_ten_thousand_small_ones_are_refused() {
        var lines = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            lines.append("X-").append(i).append(": a\r\n");
        }
        for (var headers : List.of("X: " + "a".repeat(1 << 20) + "\r\n", lines.toString())) {
            var wire = wire("GET /v2/campaigns HTTP/1.1\r\nHost: x\r\n");
            wire.trySend(headers + "\r\n");

            assertThat(wire.answered()).isIn(List.of(400, 431, 0));
        }
    }

    // Bodies

    @Test
    void a_compressed_body_is_refused_unread() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[50 << 20]);
        }
        for (var coding : List.of("gzip", "deflate", "br", "GZIP, identity")) {
            var reply = Web.send(HttpRequest.newBuilder(URI.create(inbound))
                    .header("Content-Encoding", coding)
                    .POST(BodyPublishers.ofByteArray(bomb.toByteArray())));

            assertThat(reply.json()).isEqualTo(message("The request body is compressed: please send it as it is"));
            assertThat(reply.status()).isEqualTo(415);
        }
        assertNoLead();
    }

    @Test
    void of_a_key_that_comes_twice_the_last_counts() {
        assertThat(stored("{\"email\":\"no address\",\"a\":1,\"email\":\"ada@example.com\",\"a\":2}")
                        .path("a")
                        .asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "01",
                "+1",
                "1.",
                ".5",
                "0x1",
                "'a'",
                "undefined",
                "True",
                "6E66666666666666666666"
            })
    void what_only_looks_like_json_is_malformed(String value) {
        var reply = Web.postJson(inbound, "{\"email\":\"ada@example.com\",\"a\":" + value + "}");

        assertThat(reply.json()).isEqualTo(message("Invalid JSON. Please verify your JSON payload."));
        assertNoLead();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456789012345678901234567890",
                "-9223372036854775809",
                "0.1234567890123456789012345678901",
                "1E+400",
                "1E-400"
            })
    void numbers_are_kept_to_the_last_digit(String number) {
        var reply = Web.postJson(inbound, "{\"email\":\"ada@example.com\",\"a\":" + number + "}");

        assertThat(new String(reply.raw().body(), StandardCharsets.UTF_8)).contains("{\"a\":" + number + "}");
        assertThat(new String(campaign.get("?email=ada@example.com").raw().body(), StandardCharsets.UTF_8))
                .contains("{\"a\":" + number + "}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void what_is_nested_too_deeply_is_malformed(int depth) {
        for (var nested :
                List.of("[".repeat(depth) + "]".repeat(depth), "{\"a\":".repeat(depth) + "1" + "}".repeat(depth))) {
            var reply = Web.postJson(inbound, "{\"email\":\"ada@example.com\",\"a\":" + nested + "}");

            assertThat(reply.status()).isEqualTo(400);
        }
        assertNoLead();
    }

    @Test
    void names_that_mean_something_elsewhere_are_names_or_reserved() {
        assertThat(
                        stored(
                                "{\"email\":\"ada@example.com\",\"__proto__\":{\"a\":1},\"constructor\":\"c\",\"$where\":\"1\"}"))
                .isEqualTo(json("{\"constructor\":\"c\",\"$where\":\"1\"}"));
    }

    @Test
    void a_key_as_long_as_the_body_may_be_is_refused() {
        var reply = Web.postJson(inbound, "{\"email\":\"ada@example.com\",\"" + "k".repeat(1_000_000) + "\":1}");

        assertThat(reply.json()).isEqualTo(message("Custom field name too long"));
        assertThat(reply.status()).isEqualTo(409);
        assertNoLead();
    }

    @Test
    void odd_forms_are_read_as_they_stand() {
        assertThat(form("email=ada%40example.com&a[b][]=1&a[b][]=2&c%00=x%00y&=nameless&[]=bare&d"))
                .isEqualTo(json("{\"a[b]\":[\"1\",\"2\"],\"c\uFFFD\":\"x\uFFFDy\",\"d\":\"\"}"));
    }

    @Test
    void a_form_of_an_old_page_is_read_in_its_alphabet() {
        var latin = send(
                "application/x-www-form-urlencoded; charset=ISO-8859-1",
                bytes("email=ada%40example.com&a=Jos%E9&b=Jos\u00e9"));
        var wrong =
                send("application/x-www-form-urlencoded; charset=UTF-16", bytes("email=ada%40example.com&a=Jos%E9"));
        var unknown = send("application/json; charset=klingon", bytes("{\"email\":\"ada@example.com\",\"a\":\"x\"}"));

        assertThat(latin.json().path("custom_fields")).isEqualTo(json("{\"a\":\"Jos\u00e9\",\"b\":\"Jos\u00e9\"}"));
        assertThat(wrong.json().path("custom_fields").path("a").asText()).isEqualTo("Jos\uFFFD");
        assertThat(unknown.json().path("custom_fields").path("a").asText()).isEqualTo("x");
    }

    @Test
    void ten_thousand_parts_are_a_lead_with_as_many_fields_as_it_may_have() {
        var body = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            body.append("--b\r\nContent-Disposition: form-data; name=\"")
                    .append(i)
                    .append("\"\r\n\r\n1\r\n");
        }
        body.append("--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nada@example.com\r\n--b--\r\n");

        var reply = send("multipart/form-data; boundary=b", bytes(body.toString()));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("custom_fields")).hasSize(200);
    }

    private com.fasterxml.jackson.databind.JsonNode stored(String json) {
        var reply = Web.postJson(inbound, json);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(201);
        return reply.json().path("custom_fields");
    }

    private com.fasterxml.jackson.databind.JsonNode form(String form) {
        return send("application/x-www-form-urlencoded", bytes(form)).json().path("custom_fields");
    }

    private Reply send(String contentType, byte[] body) {
        return Web.send(HttpRequest.newBuilder(URI.create(inbound))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void assertNoLead() {
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
    }

    private Wire wire(String begin) {
        var wire = Wire.to(world.url());
        wires.add(wire);
        return wire.send(begin);
    }

    /** The first lines of a signup with the campaign's key. */
    private String head(String query) {
        return "POST /v2/%d%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                .formatted(campaign.id(), query, campaign.key());
    }
}
