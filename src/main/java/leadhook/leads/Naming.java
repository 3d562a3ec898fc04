package leadhook.leads;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** Which lead a call means (contract 1.5). What cannot be an email, a number or an id names nobody: 404. */
final class Naming {
    /** Items in one call (contract 1.8). */
    private static final int MOST = 250;

    /** No identifier of any kind. */
    private static final String NOBODYS = "?";

    private Naming() {}

    /** The first that is given of email, phone number and social id (contract Q8). */
    static Leads.Name of(Fields fields, @Nullable String defaultCountry) {
        return one(fields, defaultCountry).orElseThrow(Naming::nobody);
    }

    /** The same; empty when what is given cannot be anybody's. */
    private static Optional<Leads.Name> one(Fields fields, @Nullable String defaultCountry) {
        var email = fields.text("email");
        if (email.isPresent()) {
            return ofEmail(email.get());
        }
        var phone = fields.text("phone_number");
        if (phone.isPresent()) {
            return ofPhoneNumber(phone.get(), fields.text("country_code").orElse(null), defaultCountry);
        }
        return fields.text("kid")
                .or(() -> fields.text("social_id"))
                .map(Naming::ofSocialId)
                .orElseThrow(Naming::none);
    }

    private static Refusal none() {
        return Refusal.invalid("Please include a lead id or email");
    }

    /**
     * The leads that a call about many means, each as often as it is named: one kind of identifier, single or many (contract
     * 2.4, Q11). What cannot be one is left out, for nobody has it.
     *
     * @throws Refusal 409 without an identifier or with two kinds, 413 for too many
     */
    static List<Leads.Name> many(Fields fields, @Nullable String defaultCountry) {
        var emails = items(fields, "email", "emails");
        var phones = items(fields, "phone_number", "phone_numbers");
        var ids = items(fields, "social_id", "social_ids", "kid");
        long kinds =
                Stream.of(emails, phones, ids).filter(each -> !each.isEmpty()).count();
        if (kinds == 0) {
            throw none();
        }
        if (kinds > 1) {
            throw Refusal.invalid("Please use only one type of lead identifier");
        }
        if (emails.size() + phones.size() + ids.size() > MOST) {
            throw Refusal.of(413, "Too many items to update or delete");
        }
        var country = fields.text("country_code").orElse(null);
        return Stream.of(
                        names(emails, Naming::ofEmail),
                        names(phones, text -> ofPhoneNumber(text, country, defaultCountry)),
                        names(ids, Naming::ofSocialId))
                .flatMap(Function.identity())
                .toList();
    }

    /** Who gets points: email addresses before other identifiers, so many at most (contract 2.6). */
    static List<Leads.Name> rewarded(Fields fields, @Nullable String defaultCountry, int most) {
        var emails = items(fields, "email", "emails");
        return emails.isEmpty()
                ? one(fields, defaultCountry).stream().toList()
                : names(emails, Naming::ofEmail).distinct().limit(most).toList();
    }

    private static Stream<Leads.Name> names(List<String> items, Function<String, Optional<Leads.Name>> name) {
        return items.stream().flatMap(item -> name.apply(item).stream());
    }

    /** Blank ones are none; what is no text or number is an item that fits nobody. */
    private static List<String> items(Fields fields, String... names) {
        return Stream.of(names)
                .flatMap(name -> fields.list(name).stream())
                .map(item -> item.isContainerNode() || item.isNull()
                        ? NOBODYS
                        : item.asText().strip())
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** An email address, if it looks like one, else a social id. */
    static Leads.Name ofEither(String text) {
        return (text.contains("@") ? ofEmail(text) : ofSocialId(text)).orElseThrow(Naming::nobody);
    }

    private static Optional<Leads.Name> ofEmail(String text) {
        return unlessRefused(() -> Email.normalise(text)).map(Leads.Name::ofEmail);
    }

    private static Optional<Leads.Name> ofPhoneNumber(
            String text, @Nullable String country, @Nullable String defaultCountry) {
        return unlessRefused(() -> PhoneNumber.normalise(text, country, defaultCountry))
                .map(Leads.Name::ofPhoneNumber);
    }

    private static Optional<Leads.Name> ofSocialId(String text) {
        return SocialId.id(text).map(Leads.Name::ofId);
    }

    private static Optional<String> unlessRefused(Supplier<String> normalised) {
        try {
            return Optional.of(normalised.get());
        } catch (Refusal _) {
            return Optional.empty();
        }
    }

    static Refusal nobody() {
        return Refusal.notFound("No lead found");
    }
}
