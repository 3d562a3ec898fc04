package leadhook.users;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import leadhook.platform.Refusal;

/** What a user is called: one spelling of it, on whatever keyboard it was typed. */
final class UserName {
    static final int MAX_LENGTH = 100;

    private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private UserName() {}

    /** The name of somebody new. @throws Refusal 409 when nobody can be called so */
    static String given(String typed) {
        return of(typed)
                .orElseThrow(() -> Refusal.invalid(
                        "A name has 1 to " + MAX_LENGTH + " characters, none of them a control character"));
    }

    /** The name as it is kept; empty when nobody can be called so. */
    static Optional<String> of(String typed) {
        var stripped = typed.strip();
        if (stripped.isEmpty()
                || stripped.length() > MAX_LENGTH
                || NOT_SHOWN.matcher(stripped).find()) {
            return Optional.empty();
        }
        return Optional.of(Normalizer.normalize(stripped, Form.NFC));
    }

    /** The same for all spellings of one user's name; all that nobody can be called are one. */
    static String folded(String typed) {
        return of(typed).map(name -> name.toLowerCase(Locale.ROOT)).orElse("");
    }
}
