package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import leadhook.delivery.Outcome.Delivered;
import leadhook.testkit.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SenderTest {
    private static final String SECRET = Signature.newSecret();
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final Receiver crm = Receiver.start();
    private final Sender sender =
            Sender.start(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), Duration.ofSeconds(15), 10);

    @AfterEach
    void close() {
        sender.close();
        crm.close();
    }

    @Test
    void an_event_arrives_with_the_documented_headers_and_a_valid_signature() {
        var sent = sender.send(shipment(crm.url("/hook?a=b%20c"))).join();

        assertThat(sent.outcome()).isEqualTo(new Delivered(200));
        var received = crm.last();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/hook?a=b%20c");
        assertThat(received.header("User-Agent")).isEqualTo("KickoffLabs");
        assertThat(received.header("Content-Type")).isEqualTo("application/json");
        assertThat(received.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(received.header("webhook-id")).isEqualTo("evt-1-1");
        assertThat(received.header("webhook-timestamp")).isEqualTo(Long.toString(AT.getEpochSecond()));
        assertThat(received.isSignedWith(SECRET)).isTrue();
        assertThat(crm.accepted()).extracting("email").containsExactly("ada@example.com");
    }

    private static Shipment shipment(String url) {
        var body = "{\"email\":\"ada@example.com\"}".getBytes(StandardCharsets.UTF_8);
        return new Shipment(1, new WebhookUrl(url), Shipment.JSON, body, "evt-1-1", AT, List.of(SECRET));
    }
}
