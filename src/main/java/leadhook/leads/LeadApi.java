package leadhook.leads;

import java.util.Optional;
import java.util.function.Supplier;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaigns;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;

/** {@code /v2/{campaign}}: leads made, updated and looked up with a key (contract 2.1, 2.2). */
public final class LeadApi {
    private static final String SOURCE = "API";

    private final Leads leads;
    private final Campaigns campaigns;
    private final ApiKeys keys;

    public LeadApi(Leads leads, Campaigns campaigns, ApiKeys keys) {
        this.leads = leads;
        this.campaigns = campaigns;
        this.keys = keys;
    }

    /** Creates or updates; 200 for both (contract Q5). */
    public Answer create(Call call) {
        long campaign = keys.campaign(call);
        var signup = SignupForm.read(call.fields(), () -> campaigns.defaultCountry(campaign))
                .withDefaults(SOURCE, IpText.normalise(call.peer()).orElse(null));
        return Answer.json(200, leads.signUp(campaign, signup, Optional.empty()).payload());
    }

    public Answer find(Call call) {
        long campaign = keys.campaign(call);
        var fields = call.fields();
        return found(campaign, name(fields, campaign), fields);
    }

    /** The alias {@code /leads/{lead}}, for callers who followed the third-party summary (contract Q10). */
    public Answer findByPath(Call call) {
        long campaign = keys.campaign(call);
        var text = call.path("lead");
        var name = text.contains("@")
                ? new Leads.Name(orNobody(() -> Email.normalise(text)), null, null)
                : new Leads.Name(null, null, SocialId.id(text).orElseThrow(LeadApi::noLead));
        return found(campaign, name, call.fields());
    }

    private Answer found(long campaign, Leads.Name name, Fields fields) {
        var payload = leads.find(campaign, name).orElseThrow(LeadApi::noLead);
        return Answer.json(
                200, LeadPayload.without(payload, fields.flag("__skip_urls"), fields.flag("__skip_actions")));
    }

    /** The first that is given of email, phone number and social id (contract Q8). What cannot be one names nobody. */
    private Leads.Name name(Fields fields, long campaign) {
        var email = fields.text("email");
        if (email.isPresent()) {
            return new Leads.Name(orNobody(() -> Email.normalise(email.get())), null, null);
        }
        var phone = fields.text("phone_number");
        if (phone.isPresent()) {
            var country = fields.text("country_code").orElse(null);
            return new Leads.Name(
                    null,
                    orNobody(() -> PhoneNumber.normalise(phone.get(), country, campaigns.defaultCountry(campaign))),
                    null);
        }
        var id = fields.text("kid")
                .or(() -> fields.text("social_id"))
                .orElseThrow(() -> Refusal.invalid("Please include a lead id or email"));
        return new Leads.Name(null, null, SocialId.id(id).orElseThrow(LeadApi::noLead));
    }

    private static String orNobody(Supplier<String> normalised) {
        try {
            return normalised.get();
        } catch (Refusal _) {
            throw noLead();
        }
    }

    private static Refusal noLead() {
        return Refusal.notFound("No lead found");
    }
}
