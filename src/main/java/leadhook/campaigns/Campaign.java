package leadhook.campaigns;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * Whose leads they are, and by which rules they are made, shown and counted.
 *
 * @param url page that a shared link opens; null means the server's public address
 * @param thanksUrl page after a signup; null means the campaign page
 * @param verifiedUrl page after the link of a verification mail; null means the page after a signup
 * @param defaultCountry ISO code for national phone numbers (contract Q27)
 * @param jumpStart lifts the shown count of leads (contract 7.3)
 * @param keyless whether leads may be made without a key (contract Q4)
 * @param hostedForms whether the calls of hosted forms are answered (contract 2.23)
 * @param verification whether leads are asked to verify themselves, so that it is counted who did (contract Q22)
 */
public record Campaign(
        long id,
        String name,
        @Nullable String url,
        @Nullable String thanksUrl,
        @Nullable String verifiedUrl,
        @Nullable String defaultCountry,
        long jumpStart,
        boolean keyless,
        boolean hostedForms,
        boolean verification,
        Scoring scoring,
        FraudRules fraud,
        Instant createdAt) {
    static final Row<Campaign> ROW = row -> new Campaign(
            row.getLong("id"),
            row.getString("name"),
            row.getString("url"),
            row.getString("thanks_url"),
            row.getString("verified_url"),
            row.getString("default_country"),
            row.getLong("jump_start"),
            row.getBoolean("keyless"),
            row.getBoolean("hosted_forms"),
            row.getBoolean("verification"),
            new Scoring(
                    row.getLong("points_signup"),
                    row.getLong("points_direct"),
                    row.getLong("points_indirect"),
                    row.getLong("points_verified_direct"),
                    row.getLong("points_verified_indirect"),
                    row.getBoolean("referrals_need_verification")),
            new FraudRules(
                    row.getInt("signups_per_address"),
                    List.of((String[]) row.getArray("trusted_addresses").getArray()),
                    Domains.of(List.of(
                            (String[]) row.getArray("blocked_email_domains").getArray())),
                    Domains.of(List.of(
                            (String[]) row.getArray("blocked_referrer_domains").getArray()))),
            row.getObject("created_at", OffsetDateTime.class).toInstant());

    /** One of which nothing is known but what it is called. */
    public static Campaign named(long id, String name, Instant createdAt) {
        return new Campaign(
                id, name, null, null, null, null, 0, false, false, false, Scoring.BASIC, FraudRules.USUAL, createdAt);
    }

    /** The same under another name. */
    public Campaign withName(String other) {
        return with(id, other, createdAt);
    }

    Campaign withId(long other, Instant created) {
        return with(other, name, created);
    }

    private Campaign with(long other, String called, Instant created) {
        return new Campaign(
                other,
                called,
                url,
                thanksUrl,
                verifiedUrl,
                defaultCountry,
                jumpStart,
                keyless,
                hostedForms,
                verification,
                scoring,
                fraud,
                created);
    }

    /** Whether leads that are there already may be held for something else, or have another score. */
    boolean judgesOtherwiseThan(Campaign before) {
        return !scoring.equals(before.scoring)
                || fraud.emailDomains().hasMoreThan(before.fraud.emailDomains())
                || fraud.referrerDomains().hasMoreThan(before.fraud.referrerDomains());
    }

    /** The page that a shared link opens, on a server of this public address. */
    public String page(String publicUrl) {
        return url == null ? publicUrl + "/" : url;
    }
}
