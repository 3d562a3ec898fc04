package leadhook.leads;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Commands as a form makes them, for tests that need no form. */
record Commands(
        long campaign,
        long newId,
        @Nullable String email,
        @Nullable String phone,
        @Nullable Long referrer,
        @Nullable Long tag,
        String field,
        Whence whence) {
    /** Where a signup comes from. */
    private record Whence(
            @Nullable String ip,
            @Nullable String source,
            @Nullable String page) {
        private static final Whence ANYWHERE = new Whence(null, null, null);
    }

    static Commands of(long campaign, long newId) {
        return new Commands(campaign, newId, null, null, null, null, "", Whence.ANYWHERE);
    }

    static Command signUp(long campaign, long newId, String email) {
        return of(campaign, newId).email(email).command();
    }

    Commands email(@Nullable String other) {
        return new Commands(campaign, newId, other, phone, referrer, tag, field, whence);
    }

    Commands phone(@Nullable String other) {
        return new Commands(campaign, newId, email, other, referrer, tag, field, whence);
    }

    Commands referredBy(@Nullable Long lead) {
        return new Commands(campaign, newId, email, phone, lead, tag, field, whence);
    }

    Commands tagged(@Nullable Long id) {
        return new Commands(campaign, newId, email, phone, referrer, id, field, whence);
    }

    /** With a custom field of that value. */
    Commands saying(String value) {
        return new Commands(campaign, newId, email, phone, referrer, tag, value, whence);
    }

    Commands from(@Nullable String ip) {
        return whence(new Whence(ip, whence.source, whence.page));
    }

    Commands by(@Nullable String source) {
        return whence(new Whence(whence.ip, source, whence.page));
    }

    /** Led there by that page. */
    Commands after(@Nullable String page) {
        return whence(new Whence(whence.ip, whence.source, page));
    }

    private Commands whence(Whence other) {
        return new Commands(campaign, newId, email, phone, referrer, tag, field, other);
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
                whence.ip,
                null,
                whence.page,
                null,
                new Origin(whence.source, null, null, null, null, whence.ip),
                false,
                false,
                false,
                false);
    }

    // What happens to leads that are there: of the campaign in memory.

    static Command treat(Treatment treatment, long... leads) {
        return about(new Request.Treat(names(leads), treatment, null));
    }

    static Command tag(long tag, long... leads) {
        return about(new Request.Treat(names(leads), Treatment.TAG, tag));
    }

    static Command points(long points, long... leads) {
        return about(new Request.AddPoints(names(leads), points, null));
    }

    static Command complete(long action, long lead) {
        return about(new Request.Complete(Leads.Name.ofId(lead), action, false));
    }

    static Command review(long... leads) {
        return about(new Request.Review(names(leads)));
    }

    private static Command about(Request request) {
        return Command.of(CampaignInMemory.ID, 0, request, Optional.empty());
    }

    private static List<Leads.Name> names(long... leads) {
        return LongStream.of(leads).mapToObj(Leads.Name::ofId).toList();
    }
}
