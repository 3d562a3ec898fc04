package leadhook.delivery;

import java.time.Instant;
import java.util.List;

/**
 * One event on its way to one webhook.
 *
 * @param webhookId whose connections it uses: webhooks on the same host share none
 * @param messageId the {@code webhook-id} header, the same on every try
 * @param at the {@code webhook-timestamp} header: when this try starts
 * @param secrets each gives a signature, so that a receiver may know either while a secret is rotated
 * @param apart whether it has a connection of its own, which is closed then: it waits for no other, and no other for it
 */
record Shipment(
        long webhookId,
        WebhookUrl url,
        String contentType,
        byte[] body,
        String messageId,
        Instant at,
        List<String> secrets,
        boolean apart) {
    static final String JSON = "application/json";
    static final String FORM = "application/x-www-form-urlencoded";
}
