package leadhook.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import leadhook.log.Event;

/** Packs an event for a webhook: JSON, or a form where the URL wants one (contract 6.6). */
final class Shipments {
    private Shipments() {}

    static Shipment of(OutboundWebhook webhook, Attempt attempt) {
        var event = attempt.event();
        return of(webhook, event.payload(), messageId(event), attempt.startedAt(), false);
    }

    /** What an operator sends: it takes no connection from the lane, and waits for none of these. */
    static Shipment byHand(OutboundWebhook webhook, String payload, String messageId, Instant at) {
        return of(webhook, payload, messageId, at, true);
    }

    private static Shipment of(OutboundWebhook webhook, String payload, String messageId, Instant at, boolean apart) {
        var json = payload.getBytes(StandardCharsets.UTF_8);
        boolean form = webhook.url().formEncoded();
        return new Shipment(
                webhook.id(),
                webhook.url(),
                form ? Shipment.FORM : Shipment.JSON,
                form ? FormEncoding.encode(json) : json,
                messageId,
                at,
                List.of(webhook.secret()),
                apart);
    }

    /** The same on every try: a receiver drops repeats by it, and can tell what is older (contract Q41). */
    static String messageId(Event event) {
        return "evt-" + event.campaign() + "-" + event.seq();
    }
}
