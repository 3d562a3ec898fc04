package leadhook.delivery;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import leadhook.platform.secrets.Tokens;

/** Standard Webhooks signatures, by which a receiver knows who sent an event and when (contract Q41). */
final class Signature {
    static final String ID_HEADER = "webhook-id";
    static final String TIMESTAMP_HEADER = "webhook-timestamp";
    static final String SIGNATURE_HEADER = "webhook-signature";

    private static final String SECRET_PREFIX = "whsec_";
    private static final int SECRET_BYTES = 32;

    private Signature() {}

    /** The value of {@code webhook-signature}: one signature per secret, separated by spaces. */
    static String of(List<String> secrets, String messageId, Instant at, byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        var signatures = new ArrayList<String>();
        for (var secret : secrets) {
            signatures.add(sign(secret, messageId, at, text));
        }
        return String.join(" ", signatures);
    }

    /** A new secret: {@code whsec_} and 32 random bytes in base64. */
    static String newSecret() {
        return SECRET_PREFIX + Base64.getEncoder().encodeToString(Tokens.randomBytes(SECRET_BYTES));
    }

    private static String sign(String secret, String messageId, Instant at, String text) {
        try {
            return new Webhook(secret).sign(messageId, at.getEpochSecond(), text);
        } catch (EmptyWebhookSecretException | WebhookSigningException e) {
            throw new IllegalStateException("a webhook's secret cannot sign", e);
        }
    }
}
