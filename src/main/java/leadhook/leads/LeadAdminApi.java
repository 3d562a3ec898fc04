package leadhook.leads;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import leadhook.campaigns.Campaigns;
import leadhook.leads.Links.Link;
import leadhook.platform.Json;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;

/** {@code /admin/v1/campaigns/{campaign}/leads/{lead}}: one lead as an operator sees it. */
public final class LeadAdminApi {
    private final Leads leads;
    private final Campaigns campaigns;
    private final String publicUrl;

    public LeadAdminApi(Leads leads, Campaigns campaigns, String publicUrl) {
        this.leads = leads;
        this.campaigns = campaigns;
        this.publicUrl = publicUrl;
    }

    /** The lead's payload, with the link by which it verifies its address: for the mail that an operator's system sends. */
    public Answer one(Call call) {
        long campaign = campaigns.existing(call);
        var payload = leads.find(campaign, name(call)).orElseThrow(Naming::nobody);
        long id = Json.readOwn(new String(payload, StandardCharsets.UTF_8))
                .path("id")
                .asLong();
        return Answer.json(200, LeadPayload.with(payload, "verification_url", verificationUrl(campaign, id)));
    }

    /** As the original's mails write it (contract 2.24). */
    private String verificationUrl(long campaign, long lead) {
        return "%s/verify-email?c=%s&t=%s&s=%s"
                .formatted(publicUrl, campaign, leads.links().code(Link.VERIFY_EMAIL, campaign, lead), lead);
    }

    /** What an SMS provider reports, or somebody says: this lead wants no more messages (contract Q38). */
    public Answer smsOptOut(Call call) {
        long campaign = campaigns.existing(call);
        var name = name(call);
        if (leads.find(campaign, name).isPresent()) {
            leads.perform(campaign, new Request.Treat(List.of(name), Treatment.SMS_OPT_OUT, null), Optional.empty());
        }
        return Answer.json(200, leads.find(campaign, name).orElseThrow(Naming::nobody));
    }

    private static Leads.Name name(Call call) {
        return Naming.ofEither(call.path("lead"));
    }
}
