package leadhook.platform.http;

import java.util.Optional;
import leadhook.platform.Refusal;
import leadhook.platform.secrets.Tokens;

/** Lets a call through that brings the admin token as {@code Authorization: Bearer}. Knows only the token's hash. */
public final class AdminGuard {
    private static final String SCHEME = "bearer ";

    private final Optional<byte[]> hash;

    /** Without a hash nobody is let through. */
    public AdminGuard(Optional<byte[]> hash) {
        this.hash = hash;
    }

    /** The handler behind the guard. */
    public Route.Handler behind(Route.Handler handler) {
        return call -> {
            if (!isAdmin(call)) {
                throw Refusal.of(401, "Please send the admin token as Authorization: Bearer TOKEN");
            }
            return handler.answer(call);
        };
    }

    private boolean isAdmin(Call call) {
        var token = call.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
        return hash.isPresent() && token.isPresent() && Tokens.same(hash.get(), Tokens.hash(token.get()));
    }
}
