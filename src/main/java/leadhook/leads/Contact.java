package leadhook.leads;

import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** How a person can be reached, both in normal form. At least one of the two is present (contract 2.1, Q6). */
public record Contact(@Nullable String email, @Nullable String phoneNumber) {
    public Contact {
        if (email == null && phoneNumber == null) {
            throw Refusal.invalid("Please include an email or phone number");
        }
    }
}
