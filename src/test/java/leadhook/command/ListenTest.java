package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String BODY = "{\"__event\":\"new_signup\",\"email\":\"ada@example.com\"}";

    private final AnsweringServer server = new AnsweringServer();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final ListenServer listener = listener(new ListenServer.Told(202, Duration.ZERO));

    @TempDir
    Path data = Path.of("");

    @BeforeEach
    void a_server_started_here_once() {
        FirstStartFile.write(data, FirstStartTest.at(server.url()));
    }

    @AfterEach
    void close() {
        listener.close();
        server.close();
    }

    @Test
    void what_arrives_is_answered_as_told_and_handed_on() throws Exception {
        assertThat(post(SECRET, "evt-48213-1")).isEqualTo(202);

        var arrival = arrived();
        assertThat(arrival.method()).isEqualTo("POST");
        assertThat(arrival.target()).isEqualTo("/hook?a=1");
        assertThat(arrival.text()).isEqualTo(BODY);
        assertThat(arrival.header("webhook-id")).contains("evt-48213-1");
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("202");
    }

    @Test
    void a_body_without_end_is_not_taken() throws Exception {
        var request = HttpRequest.newBuilder(address())
                .POST(BodyPublishers.ofByteArray(new byte[ListenServer.MAX_BODY_BYTES + 1]))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(413);
        }
        assertThat(arrived().body()).isEmpty();
    }

    @Test
    void one_who_hangs_up_does_not_disturb_the_next() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.getOutputStream()
                    .write("POST /hook HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(post(SECRET, "evt-48213-1")).isEqualTo(202);
    }

    @Test
    void its_port_is_its_own_and_one_that_is_taken_is_said() {
        var typed = Typed.command("listen", "--port", String.valueOf(server.port()), "--data", data.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.err()).startsWith("Cannot listen on port " + server.port() + ": is it taken?");
    }

    @Test
    void a_signature_is_checked_with_the_given_secret() throws Exception {
        post(SECRET, "evt-48213-1");
        var arrival = arrived();

        assertThat(check(Optional.of(SECRET)).of(arrival)).isEqualTo(new Signature.Valid());
        assertThat(check(Optional.of(OTHER_SECRET)).of(arrival).text()).startsWith("signature INVALID: ");
        assertThat(check(Optional.of("whsec_???")).of(arrival).text()).startsWith("signature not checked: ");
    }

    @Test
    void else_with_the_secrets_of_webhooks_that_post_to_this_port() throws Exception {
        serverKnows(OTHER_SECRET, SECRET);
        post(SECRET, "evt-48213-1");
        var arrival = arrived();
        var check = check(Optional.empty());

        assertThat(check.of(arrival)).isEqualTo(new Signature.Valid());
        assertThat(server.asked())
                .extracting(AnsweringServer.Asked::what)
                .containsExactly(
                        "GET /health/live",
                        "GET /admin/v1/campaigns/48213/outbound-webhooks",
                        "GET /admin/v1/campaigns/48213/outbound-webhooks/2/secret",
                        "GET /admin/v1/campaigns/48213/outbound-webhooks/3/secret");

        assertThat(check.of(arrival)).as("known by now").isEqualTo(new Signature.Valid());
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void a_secret_that_was_rotated_is_asked_for_again() throws Exception {
        var check = check(Optional.empty());
        serverKnows(OTHER_SECRET, OTHER_SECRET);
        post(SECRET, "evt-48213-1");
        var arrival = arrived();
        assertThat(check.of(arrival).text()).startsWith("signature INVALID: ");

        serverKnows(SECRET, OTHER_SECRET);
        assertThat(check.of(arrival)).isEqualTo(new Signature.Valid());
    }

    @Test
    void what_cannot_be_checked_says_why() throws Exception {
        post(SECRET, "evt-48213-1");
        var arrival = arrived();
        var check = check(Optional.empty());
        assertThat(check.of(arrival).text())
                .isEqualTo(
                        "signature not checked: no server answers; is `leadhook serve` running, and with the same settings as this?");

        server.answers("GET /health/live", 200, "{\"server\":\"leadhook\"}")
                .answers("GET /admin/v1/campaigns/48213/outbound-webhooks", 200, "{\"data\":[],\"next\":null}");
        assertThat(check.of(arrival).text())
                .isEqualTo("signature not checked: the server knows no webhook of this campaign on this port");

        post(SECRET, "msg_1");
        assertThat(check.of(arrived()).text())
                .isEqualTo("signature not checked: its webhook-id names no campaign; give the secret with --secret");

        var unsigned = new Arrival(Instant.EPOCH, "POST", "/", Map.of(), new byte[0]);
        assertThat(check.of(unsigned).text()).isEqualTo("signature not checked: the request carries none");
    }

    private void serverKnows(String second, String third) {
        var webhooks = "/admin/v1/campaigns/48213/outbound-webhooks";
        server.answers("GET /health/live", 200, "{\"server\":\"leadhook\"}")
                .answers("GET " + webhooks, 200, """
                        {"data": [{"id": 1, "url": "https://crm.example.com/hook"},
                                  {"id": 2, "url": "http://127.0.0.1:%1$d/hook"},
                                  {"id": 3, "url": "http://localhost:%1$d/"}], "next": null}
                        """.formatted(listener.port()))
                .answers("GET " + webhooks + "/2/secret", 200, "{\"secret\":\"" + second + "\"}")
                .answers("GET " + webhooks + "/3/secret", 200, "{\"secret\":\"" + third + "\"}");
    }

    private SignatureCheck check(Optional<String> given) {
        var settings = Settings.of(Map.of(Setting.PORT, "0", Setting.DATA, data.toString()));
        return new SignatureCheck(given, new ServerSecrets(settings, listener.port()));
    }

    private ListenServer listener(ListenServer.Told told) {
        var bound = ListenServer.bind(0, told, InstantSource.system());
        bound.start((arrival, answered) -> {
            arrivals.add(arrival);
            answers.add(answered);
        });
        return bound;
    }

    private int post(String secret, String id) throws Exception {
        long now = Instant.now().getEpochSecond();
        var request = HttpRequest.newBuilder(address())
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(now))
                .header("webhook-signature", new Webhook(secret).sign(id, now, BODY))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(BODY))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/hook?a=1");
    }

    private Arrival arrived() throws InterruptedException, IOException {
        var arrival = arrivals.poll(10, TimeUnit.SECONDS);
        if (arrival == null) {
            throw new IOException("nothing arrived");
        }
        return arrival;
    }
}
