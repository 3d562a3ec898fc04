package leadhook.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;
import leadhook.log.Event;

/** Packs an event for a webhook: JSON, or a form where the URL wants one (contract 6.6). */
final class Shipments {
    private Shipments() {}

    static Shipment of(OutboundWebhook webhook, Attempt attempt) {
        var json = attempt.event().payload().getBytes(StandardCharsets.UTF_8);
        boolean form = webhook.url().formEncoded();
        return new Shipment(
                webhook.id(),
                webhook.url(),
                form ? Shipment.FORM : Shipment.JSON,
                form ? FormEncoding.encode(json) : json,
                messageId(attempt.event()),
                attempt.startedAt(),
                List.of(webhook.secret()));
    }

    /** The same on every try: a receiver drops repeats by it, and can tell what is older (contract Q41). */
    private static String messageId(Event event) {
        return "evt-" + event.campaign() + "-" + event.seq();
    }
}
