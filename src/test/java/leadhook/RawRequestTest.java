package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Wire;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no proper request, or one at the limits: always an answer in JSON, never half a lead. */
class RawRequestTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Wire wire = Wire.to(world.url());
    private Rows before = Rows.of(world.database());

    @BeforeEach
    void count() {
        before = Rows.of(world.database());
    }

    @AfterEach
    void nothing_was_written() {
        wire.close();
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    static Stream<Arguments> requestsThatAreNone() {
        return Stream.of(
                Arguments.of("GARBAGE\r\n\r\n", 400),
                Arguments.of("GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.0\r\n\r\n", 505),
                Arguments.of("GET /v2/campaigns HTTP/1.1\r\n\r\n", 400),
                Arguments.of("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
                Arguments.of("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.1\r\nHost: x\r\nBad Name: a\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
                Arguments.of("POST /v2/1 HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400));
    }

    @ParameterizedTest
    @MethodSource("requestsThatAreNone")
    void what_is_no_request_is_told_so_in_json(String bytes, int status) {
        var answer = wire.send(bytes).answer();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
        assertThat(answer.json().properties()).singleElement().satisfies(message -> {
            assertThat(message.getKey()).isEqualTo("message");
            assertThat(message.getValue().asText()).isNotBlank();
        });
        assertThat(wire.isClosed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void a_client_that_sends_more_than_a_mebibyte_reads_why_it_was_refused_and_may_go_on(String framing, String body) {
        wire.send(head("POST", "") + framing + "\r\n").send(body);

        var answer = wire.answer();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json()).isEqualTo(Json.object().put("message", "The request body is larger than 1 MiB"));
        assertThat(wire.send(head("GET", "?email=ada@example.com") + "\r\n")
                        .answer()
                        .status())
                .isEqualTo(404);
    }

    static Stream<Arguments> tooLarge() {
        var body = "{\"email\":\"ada@example.com\",\"story\":\"" + "x".repeat(1 << 20) + "\"}";
        var chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        return Stream.of(
                Arguments.of("Content-Length: " + body.length() + "\r\n", body),
                Arguments.of("Transfer-Encoding: chunked\r\n", chunk));
    }

    @Test
    void a_body_of_many_mebibytes_is_cut_off() {
        assertThat(wire.send(head("POST", "") + "Content-Length: 1000000000\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(413);
        assertThat(wire.isClosed()).isTrue();
        try (var chunked = Wire.to(world.url())) {
            assertThat(chunked.send(head("POST", "") + "Transfer-Encoding: chunked\r\n\r\n3b9aca00\r\n")
                            .answer()
                            .json())
                    .isEqualTo(Json.object().put("message", "The request body is larger than 1 MiB"));
            assertThat(chunked.isClosed()).isTrue();
        }
    }

    @Test
    void a_body_that_breaks_off_makes_no_lead() {
        wire.send(head("POST", "") + "Content-Length: 100\r\n\r\n{\"email\":\"ada@example.com\"}")
                .endsSending();

        assertUnreadable(wire.answer());
    }

    @Test
    void a_malformed_chunk_makes_no_lead() {
        wire.send(
                head("POST", "") + "Transfer-Encoding: chunked\r\n\r\n1b\r\n{\"email\":\"ada@example.com\"}\r\nzz\r\n");

        assertUnreadable(wire.answer());
    }

    @Test
    void a_body_that_is_longer_than_declared_makes_no_lead() {
        var body = "{\"email\":\"ada@example.com\"}";

        wire.send(head("POST", "") + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");

        assertUnreadable(wire.answer());
    }

    private void assertUnreadable(Wire.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).isEqualTo(Json.object().put("message", "The request body could not be read"));
        assertThat(wire.isClosed()).isTrue();
    }

    @Test
    void percent_escapes_that_are_none_are_read_as_they_stand() {
        assertThat(wire.send("GET /v2/%zz HTTP/1.1\r\nHost: x\r\n\r\n").answer().json())
                .isEqualTo(Json.object().put("message", "Invalid API access"));
        assertThat(wire.send(head("GET", "?email=%zz&a=%&b=%4") + "\r\n")
                        .answer()
                        .json())
                .isEqualTo(Json.object().put("message", "No lead found"));
        assertThat(wire.send("GET /%/%zz%4 HTTP/1.1\r\nHost: x\r\n\r\n")
                        .answer()
                        .json())
                .isEqualTo(Json.object().put("message", "Not found"));
    }

    @Test
    void an_answer_to_head_has_no_body_in_the_way_of_the_next() {
        assertThat(wire.send(head("HEAD", "") + "\r\n").answer().status()).isEqualTo(405);

        assertThat(wire.send(head("GET", "?email=ada@example.com") + "\r\n")
                        .answer()
                        .status())
                .isEqualTo(404);
    }

    /** The first lines of a request on the campaign, with its key. */
    private String head(String method, String query) {
        return "%s /v2/%d%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                .formatted(method, campaign.id(), query, campaign.key());
    }
}
