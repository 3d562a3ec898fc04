package leadhook.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** TestShipments of tests: one event, one secret. */
final class TestShipments {
    static final String SECRET = Signature.newSecret();
    static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private TestShipments() {}

    static Shipment to(String url) {
        return to(1, url);
    }

    static Shipment to(long webhookId, String url) {
        var body = "{\"email\":\"ada@example.com\"}".getBytes(StandardCharsets.UTF_8);
        return new Shipment(webhookId, new WebhookUrl(url), Shipment.JSON, body, "evt-1-1", AT, List.of(SECRET), false);
    }
}
