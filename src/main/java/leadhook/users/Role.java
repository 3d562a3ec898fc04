package leadhook.users;

import java.util.Arrays;
import java.util.Locale;
import leadhook.platform.Refusal;

/** What a user may do with what he sees: an owner changes it, a viewer looks. */
public enum Role {
    OWNER,
    VIEWER;

    /** As it is sent and kept. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that text. @throws Refusal 409 when there is none */
    public static Role named(String text) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("role is owner or viewer"));
    }
}
