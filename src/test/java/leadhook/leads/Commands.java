package leadhook.leads;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commands as a form makes them, for tests that need no form. */
record Commands(
        long campaign,
        long newId,
        @Nullable String email,
        @Nullable String phone,
        @Nullable Long referrer,
        @Nullable Long tag,
        String field) {
    private static final Origin ORIGIN = new Origin(null, null, null, null, null, null);

    static Commands of(long campaign, long newId) {
        return new Commands(campaign, newId, null, null, null, null, "");
    }

    static Command signUp(long campaign, long newId, String email) {
        return of(campaign, newId).email(email).command();
    }

    Commands email(@Nullable String other) {
        return new Commands(campaign, newId, other, phone, referrer, tag, field);
    }

    Commands phone(@Nullable String other) {
        return new Commands(campaign, newId, email, other, referrer, tag, field);
    }

    Commands referredBy(@Nullable Long lead) {
        return new Commands(campaign, newId, email, phone, lead, tag, field);
    }

    Commands tagged(@Nullable Long id) {
        return new Commands(campaign, newId, email, phone, referrer, id, field);
    }

    /** With a custom field of that value. */
    Commands saying(String value) {
        return new Commands(campaign, newId, email, phone, referrer, tag, value);
    }

    Command command() {
        return Command.of(campaign, newId, new Request.SignUp(signup(), Optional.ofNullable(tag)), Optional.empty());
    }

    Signup signup() {
        var fields = field.isEmpty() ? CustomFields.NONE : CustomFields.read("{\"note\":\"" + field + "\"}");
        return new Signup(
                new Contact(email, phone),
                fields,
                Map.of(),
                referrer,
                null,
                null,
                null,
                null,
                null,
                ORIGIN,
                false,
                false,
                false,
                false);
    }
}
