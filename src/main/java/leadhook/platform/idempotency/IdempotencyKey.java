package leadhook.platform.idempotency;

import java.util.HexFormat;
import java.util.Optional;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Call;
import leadhook.platform.secrets.Tokens;

/**
 * The key of a call at one door of a campaign, and what was asked with it; both as hashes, for either may hold what is
 * nobody else's business (contract Q60).
 *
 * @param hash of the door and the key: the same key at another door is another one
 * @param request of the parameters, so that a key used for something else is noticed
 */
public record IdempotencyKey(String hash, String request) {
    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_CHARACTERS = 255;
    private static final String OF_THE_CALLER = "api_key";

    /**
     * The key that came with the call; empty when none did.
     *
     * @param door what is called and as whom, such as {@code inbound TOKEN}
     * @throws Refusal 409 when the key is too long
     */
    public static Optional<IdempotencyKey> of(Call call, String door) {
        return call.header(HEADER)
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .map(key -> {
                    if (key.length() > MAX_CHARACTERS) {
                        throw Refusal.invalid("An Idempotency-Key has at most " + MAX_CHARACTERS + " characters");
                    }
                    return new IdempotencyKey(hash(door + "\n" + key), hash(asked(call)));
                });
    }

    private static String asked(Call call) {
        var asked = Json.object();
        call.fields().all().forEach(asked::set);
        // How the caller says who he is may change between two tries.
        asked.remove(OF_THE_CALLER);
        return Json.text(asked);
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Tokens.hash(text));
    }

    /** Lets the same request through. @throws Refusal 409 when something else was asked with this key before */
    public void requireSame(String otherRequest) {
        if (!request.equals(otherRequest)) {
            throw Refusal.invalid("This Idempotency-Key was used for another request");
        }
    }
}
