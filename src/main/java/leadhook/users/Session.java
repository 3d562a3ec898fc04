package leadhook.users;

import java.nio.charset.StandardCharsets;
import leadhook.platform.secrets.Tokens;

/**
 * A user who is signed in.
 *
 * @param formToken what every form of this session must bring, derived from the session's token: a page of another site
 *     cannot know it
 */
public record Session(User user, String formToken) {
    /** Whether a form that brings this is one of this session's; takes as long whatever it brings. */
    public boolean isForm(String token) {
        return Tokens.same(formToken.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the token, which is for forms alone. */
    @Override
    public String toString() {
        return "Session[" + user + "]";
    }
}
