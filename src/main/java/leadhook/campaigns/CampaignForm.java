package leadhook.campaigns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import leadhook.platform.AddressBlocks;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.AdminFields;

/** A campaign as an operator writes it and reads it. */
final class CampaignForm {
    private static final Set<String> NAMES = Set.of(
            "id",
            "name",
            "url",
            "thanks_url",
            "verified_url",
            "default_country",
            "jump_start",
            "keyless",
            "hosted_forms",
            "verification",
            "scoring",
            "fraud",
            "created_at");
    private static final Set<String> SCORING_NAMES =
            Set.of("signup", "direct", "indirect", "verified_direct", "verified_indirect", "needs_verification");
    private static final Set<String> FRAUD_NAMES =
            Set.of("signups_per_address", "trusted_addresses", "blocked_email_domains", "blocked_referrer_domains");

    private static final long MAX_JUMP_START = 1_000_000_000;
    private static final long MAX_POINTS = 99_999;
    /** So many at most are counted for each signup from an address. */
    private static final long MAX_SIGNUPS = 1_000;

    private static final int MAX_ADDRESSES = 200;
    private static final int MAX_DOMAINS = 5_000;

    private CampaignForm() {}

    /** The campaign with what the fields change; what is absent stays as it was. @throws Refusal 409 for what cannot be */
    static Campaign read(AdminFields fields, Campaign before) {
        fields.only(NAMES);
        return new Campaign(
                before.id(),
                Campaigns.named(fields.required("name", before.name())),
                fields.url("url", before.url()),
                fields.url("thanks_url", before.thanksUrl()),
                fields.url("verified_url", before.verifiedUrl()),
                fields.country("default_country", before.defaultCountry()),
                fields.number("jump_start", before.jumpStart(), 0, MAX_JUMP_START),
                fields.flag("keyless", before.keyless()),
                fields.flag("hosted_forms", before.hostedForms()),
                fields.flag("verification", before.verification()),
                scoring(fields.in("scoring").only(SCORING_NAMES), before.scoring()),
                fraud(fields.in("fraud").only(FRAUD_NAMES), before.fraud()),
                before.createdAt());
    }

    /** Verified referrals bring what others do unless they have points of their own. */
    private static Scoring scoring(AdminFields fields, Scoring before) {
        long direct = points(fields, "direct", before.direct());
        long indirect = points(fields, "indirect", before.indirect());
        boolean alike = before.verifiedDirect() == before.direct();
        boolean indirectAlike = before.verifiedIndirect() == before.indirect();
        return new Scoring(
                points(fields, "signup", before.signup()),
                direct,
                indirect,
                points(fields, "verified_direct", alike ? direct : before.verifiedDirect()),
                points(fields, "verified_indirect", indirectAlike ? indirect : before.verifiedIndirect()),
                fields.flag("needs_verification", before.needsVerification()));
    }

    private static long points(AdminFields fields, String name, long before) {
        return fields.number(name, before, 0, MAX_POINTS);
    }

    private static FraudRules fraud(AdminFields fields, FraudRules before) {
        return new FraudRules(
                (int) fields.number("signups_per_address", before.signupsPerAddress(), 0, MAX_SIGNUPS),
                addresses(fields.texts("trusted_addresses", before.trustedAddresses(), MAX_ADDRESSES)),
                domains(fields, "blocked_email_domains", before.emailDomains()),
                domains(fields, "blocked_referrer_domains", before.referrerDomains()));
    }

    private static List<String> addresses(List<String> texts) {
        texts.stream().filter(text -> !AddressBlocks.isBlock(text)).findFirst().ifPresent(text -> {
            throw Refusal.quoting("No address or CIDR block: " + text, "a trusted address that is none");
        });
        return texts;
    }

    private static Domains domains(AdminFields fields, String name, Domains before) {
        return Domains.of(fields.texts(name, List.of(before.sorted()), MAX_DOMAINS).stream()
                .map(text -> Domains.normal(text)
                        .orElseThrow(() -> Refusal.quoting("No domain: " + text, "a blocked domain that is none")))
                .toList());
    }

    static ObjectNode json(Campaign campaign) {
        var json = Json.object()
                .put("id", campaign.id())
                .put("name", campaign.name())
                .put("url", campaign.url())
                .put("thanks_url", campaign.thanksUrl())
                .put("verified_url", campaign.verifiedUrl())
                .put("default_country", campaign.defaultCountry())
                .put("jump_start", campaign.jumpStart())
                .put("keyless", campaign.keyless())
                .put("hosted_forms", campaign.hostedForms())
                .put("verification", campaign.verification());
        json.set("scoring", json(campaign.scoring()));
        json.set("fraud", json(campaign.fraud()));
        return json.put("created_at", campaign.createdAt().toString());
    }

    private static ObjectNode json(Scoring scoring) {
        return Json.object()
                .put("signup", scoring.signup())
                .put("direct", scoring.direct())
                .put("indirect", scoring.indirect())
                .put("verified_direct", scoring.verifiedDirect())
                .put("verified_indirect", scoring.verifiedIndirect())
                .put("needs_verification", scoring.needsVerification());
    }

    private static ObjectNode json(FraudRules fraud) {
        var json = Json.object().put("signups_per_address", fraud.signupsPerAddress());
        var addresses = json.putArray("trusted_addresses");
        fraud.trustedAddresses().forEach(addresses::add);
        put(json, "blocked_email_domains", fraud.emailDomains());
        put(json, "blocked_referrer_domains", fraud.referrerDomains());
        return json;
    }

    private static void put(ObjectNode json, String name, Domains domains) {
        var array = json.putArray(name);
        for (var domain : domains.sorted()) {
            array.add(domain);
        }
    }
}
