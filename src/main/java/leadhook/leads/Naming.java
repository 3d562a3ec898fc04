package leadhook.leads;

import java.util.function.Supplier;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** Which lead a call means (contract 1.5). What cannot be an email, a number or an id names nobody: 404. */
final class Naming {
    private Naming() {}

    /** The first that is given of email, phone number and social id (contract Q8). */
    static Leads.Name of(Fields fields, @Nullable String defaultCountry) {
        var email = fields.text("email");
        if (email.isPresent()) {
            return ofEmail(email.get());
        }
        var phone = fields.text("phone_number");
        if (phone.isPresent()) {
            var country = fields.text("country_code").orElse(null);
            return Leads.Name.ofPhoneNumber(
                    orNobody(() -> PhoneNumber.normalise(phone.get(), country, defaultCountry)));
        }
        return fields.text("kid")
                .or(() -> fields.text("social_id"))
                .map(Naming::ofSocialId)
                .orElseThrow(() -> Refusal.invalid("Please include a lead id or email"));
    }

    /** An email address, if it looks like one, else a social id. */
    static Leads.Name ofEither(String text) {
        return text.contains("@") ? ofEmail(text) : ofSocialId(text);
    }

    private static Leads.Name ofEmail(String text) {
        return Leads.Name.ofEmail(orNobody(() -> Email.normalise(text)));
    }

    private static Leads.Name ofSocialId(String text) {
        return Leads.Name.ofId(SocialId.id(text).orElseThrow(Naming::nobody));
    }

    private static String orNobody(Supplier<String> normalised) {
        try {
            return normalised.get();
        } catch (Refusal _) {
            throw nobody();
        }
    }

    static Refusal nobody() {
        return Refusal.notFound("No lead found");
    }
}
