package leadhook.leads;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.FraudRules;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Scoring;
import org.jspecify.annotations.Nullable;

/** The lead of the contract's example (2.1), as it is or with something else in its place. */
record ExampleLead(
        @Nullable String email,
        @Nullable String phoneNumber,
        @Nullable String firstName,
        @Nullable String lastName,
        CustomFields customFields,
        @Nullable String redirectUrl,
        List<String> flags,
        Tally tally,
        List<LeadTag> tags,
        List<Long> completedActions,
        boolean verification) {
    private static final CustomFields FIELDS = CustomFields.read("""
            {"first_name":"Tomas","city":"Brno"}""");
    private static final LeadPages PAGES = new LeadPages(
            "https://launch.example.org/", "https://launch.example.org/thanks", "https://kol.example.net");

    static ExampleLead asPublished() {
        return reachedBy("tomas@example.org", null, "Tomas", null);
    }

    static ExampleLead reachedBy(
            @Nullable String email,
            @Nullable String phoneNumber,
            @Nullable String firstName,
            @Nullable String lastName) {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                FIELDS,
                null,
                List.of(),
                Tally.NONE,
                List.of(),
                List.of(),
                false);
    }

    ExampleLead with(CustomFields fields) {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                fields,
                redirectUrl,
                flags,
                tally,
                tags,
                completedActions,
                verification);
    }

    ExampleLead with(Tally other) {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                redirectUrl,
                flags,
                other,
                tags,
                completedActions,
                verification);
    }

    ExampleLead redirectingTo(String url) {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                url,
                flags,
                tally,
                tags,
                completedActions,
                verification);
    }

    /** In a campaign that asks its leads to verify themselves. */
    ExampleLead verifying() {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                redirectUrl,
                flags,
                tally,
                tags,
                completedActions,
                true);
    }

    ExampleLead flagged(String flag) {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                redirectUrl,
                List.of(flag),
                tally,
                tags,
                completedActions,
                verification);
    }

    ExampleLead with(List<LeadTag> someTags, List<Long> someActions) {
        return new ExampleLead(
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                redirectUrl,
                flags,
                tally,
                someTags,
                someActions,
                verification);
    }

    Lead lead() {
        return new Lead(
                48213,
                61730215,
                412,
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                Map.of("utm_source", "newsletter"),
                null,
                "203.0.113.7",
                null,
                redirectUrl,
                58120394L,
                Instant.parse("2026-03-02T09:15:44.987Z"),
                1,
                Status.first(flags));
    }

    LeadView view() {
        var campaign = new Campaign(
                48213,
                "Spring launch",
                null,
                null,
                null,
                null,
                0,
                false,
                false,
                verification,
                Scoring.BASIC,
                FraudRules.USUAL,
                Instant.EPOCH);
        return new LeadView(
                lead(),
                tally,
                new Standing(412, 388),
                tags,
                completedActions,
                Rules.of(campaign, 1, Map.of(), Map.of(), List.of()),
                PAGES,
                "3f0c");
    }
}
