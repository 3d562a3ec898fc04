package leadhook.platform.http;

import java.util.List;
import leadhook.platform.Refusal;
import leadhook.platform.secrets.Tokens;

/** Lets a call through that brings the admin token as {@code Authorization: Bearer}. Knows only the token's hash. */
public final class AdminGuard {
    private static final String SCHEME = "bearer ";

    private final List<byte[]> hashes;

    /** Each of these tokens is let through. */
    public AdminGuard(List<byte[]> hashes) {
        this.hashes = List.copyOf(hashes);
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

    /** The same for what this machine may see without a token. */
    public Route.Handler behindOrLocal(Route.Handler handler) {
        var guarded = behind(handler);
        return call -> call.isLocal() ? handler.answer(call) : guarded.answer(call);
    }

    /** Whether the call may see what is nobody else's business: it comes from this machine, or brings the token. */
    public boolean lets(Call call) {
        return call.isLocal() || isAdmin(call);
    }

    private boolean isAdmin(Call call) {
        var token = call.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
        return token.map(Tokens::hash)
                .filter(hash -> hashes.stream().anyMatch(each -> Tokens.same(each, hash)))
                .isPresent();
    }
}
