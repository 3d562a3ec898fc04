package leadhook.dashboard;

import static java.util.Objects.requireNonNull;

import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.users.Sessions;
import leadhook.users.SignInLimit;
import leadhook.users.Users;
import org.jspecify.annotations.Nullable;

/** Signing in and out. Who is refused is not told whether there is such a user. */
final class SignInPage {
    private static final int LONGEST_DAYS = 30;

    private final Users users;
    private final Sessions sessions;
    private final SignInLimit limit;
    private final Gate gate;
    private final Html html;
    private final String publicUrl;

    /** @param publicUrl where people find this server */
    SignInPage(Users users, Sessions sessions, SignInLimit limit, Gate gate, Html html, String publicUrl) {
        this.users = users;
        this.sessions = sessions;
        this.limit = limit;
        this.gate = gate;
        this.html = html;
        this.publicUrl = publicUrl;
    }

    /**
     * @param to the page to go on to
     * @param refused why it did not work before; null at first
     */
    record Shown(String to, String name, @Nullable String refused) {}

    Answer show(Call call) {
        var to = to(call);
        return gate.session(call).isPresent() ? Answer.seeOther(to) : html.page("sign-in", new Shown(to, "", null));
    }

    Answer signIn(Call call) {
        var name = call.fields().text("name").orElse("");
        requireOwnForm(call);
        try {
            limit.take(name, call.peer());
        } catch (Refusal refusal) {
            return tooOften(call, name, requireNonNull(refusal.retryAfter()).toSeconds());
        }
        var token = users.signIn(sessions, name, password(call));
        if (token.isEmpty()) {
            return again(call, 403, name, "The name or the password is not right.");
        }
        limit.succeeded(name, call.peer());
        // The one before does not stay open behind the new one.
        call.cookie(Gate.COOKIE).ifPresent(sessions::end);
        return Answer.seeOther(to(call)).with("Set-Cookie", cookie(call, token.get(), LONGEST_DAYS));
    }

    /** A page of another site may not sign anybody in, as somebody else, either. */
    private void requireOwnForm(Call call) {
        call.header("Sec-Fetch-Site")
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .ifPresent(_ -> {
                    throw Refusal.of(403, "This form comes from another site.");
                });
        // What browsers send that do not send the other, such as over plain HTTP.
        call.header("Origin").filter(origin -> !isOurs(origin, call)).ifPresent(_ -> {
            throw Refusal.of(
                    403,
                    "This form comes from another site than this server knows of. Behind a proxy, set LEADHOOK_PUBLIC_URL to the address in your browser.");
        });
    }

    /** As it was asked for, or as it is known outside: a proxy may ask for another host. */
    private boolean isOurs(String origin, Call call) {
        return origin.equals(publicUrl)
                || origin.replaceFirst("^https?://", "")
                        .equals(call.header("Host").orElse(""));
    }

    private static String password(Call call) {
        // As it was typed: blanks at the ends may be part of it.
        return call.fields().value("password").map(value -> value.asText()).orElse("");
    }

    private Answer tooOften(Call call, String name, long seconds) {
        var wait = seconds < 90 ? Words.count(seconds, "second") : Words.count(Math.ceilDiv(seconds, 60), "minute");
        return again(call, 429, name, "That was tried too often. Try again in " + wait + ".")
                .with("Retry-After", Long.toString(seconds));
    }

    private Answer again(Call call, int status, String name, String refused) {
        return html.page(status, "sign-in", new Shown(to(call), name, refused));
    }

    private static String to(Call call) {
        return call.fields().text("to").map(Gate::ownPage).orElse(Gate.HOME);
    }

    Answer signOut(Visit visit) {
        visit.call().cookie(Gate.COOKIE).ifPresent(sessions::end);
        return signedOut(visit.call());
    }

    Answer signOutEverywhere(Visit visit) {
        sessions.endAll(visit.user().id());
        return signedOut(visit.call());
    }

    private Answer signedOut(Call call) {
        return Answer.seeOther(Gate.HOME + "/sign-in").with("Set-Cookie", cookie(call, "", 0));
    }

    private String cookie(Call call, String token, int days) {
        return "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(
                        Gate.COOKIE,
                        token,
                        Gate.HOME,
                        days * 86_400,
                        publicUrl.startsWith("https:") || call.isForwardedFromTls() ? "; Secure" : "");
    }
}
