package leadhook.command;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks what arrives with the secret that was given, or else with those that the server knows. */
final class SignatureCheck {
    private static final Pattern WEBHOOK_ID = Pattern.compile("evt-([0-9]{1,18})-[0-9]+");

    private final Optional<String> given;
    private final ServerSecrets server;

    SignatureCheck(Optional<String> given, ServerSecrets server) {
        this.given = given;
        this.server = server;
    }

    Signature of(Arrival arrival) {
        if (arrival.header("webhook-signature").isEmpty()) {
            return new Signature.NotChecked("the request carries none");
        }
        return given.map(secret -> check(arrival, List.of(secret))).orElseGet(() -> askServer(arrival));
    }

    private Signature askServer(Arrival arrival) {
        var id = WEBHOOK_ID.matcher(arrival.header("webhook-id").orElse(""));
        if (!id.matches()) {
            return new Signature.NotChecked("its webhook-id names no campaign; give the secret with --secret");
        }
        long campaign = Long.parseLong(id.group(1));
        var known = check(arrival, server.known(campaign));
        if (known instanceof Signature.Valid) {
            return known;
        }
        try {
            // A secret may be newer than what we know.
            return check(arrival, server.ask(campaign));
        } catch (CommandFailed failed) {
            return new Signature.NotChecked(failed.sentence());
        }
    }

    private static Signature check(Arrival arrival, List<String> secrets) {
        Signature last = new Signature.NotChecked("the server knows no webhook of this campaign on this port");
        for (var secret : secrets) {
            last = check(arrival, secret);
            if (last instanceof Signature.Valid) {
                return last;
            }
        }
        return last;
    }

    private static Signature check(Arrival arrival, String secret) {
        try {
            new Webhook(secret).verify(arrival.text(), arrival.headers());
            return new Signature.Valid();
        } catch (WebhookVerificationException e) {
            return new Signature.Invalid(String.valueOf(e.getMessage()));
        } catch (EmptyWebhookSecretException | IllegalArgumentException _) {
            return new Signature.NotChecked("the secret is none: it must be whsec_ and Base64");
        }
    }
}
