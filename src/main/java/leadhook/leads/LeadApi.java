package leadhook.leads;

import java.util.Optional;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.Doors;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import leadhook.platform.idempotency.IdempotencyKey;

/** {@code /v2/{campaign}}: leads made, updated, looked up and deleted (contract 2.1 to 2.3). */
public final class LeadApi {
    private final Leads leads;
    private final Campaigns campaigns;
    private final ApiKeys keys;
    private final Doors doors;

    public LeadApi(Leads leads, Campaigns campaigns, ApiKeys keys, Doors doors) {
        this.leads = leads;
        this.campaigns = campaigns;
        this.keys = keys;
        this.doors = doors;
    }

    /** Creates or updates; 200 for both (contract Q5). Without a key where the campaign allows it. */
    public Answer create(Call call) {
        var visitor = doors.enter(call);
        var signup = SignupForm.read(call.fields(), visitor, call.peer());
        return Answer.json(
                200,
                leads.signUp(visitor.campaign().id(), signup, Optional.empty(), visitor.once(call, "lead"))
                        .json());
    }

    public Answer find(Call call) {
        long campaign = keys.campaign(call);
        var country = campaigns.lately(campaign).map(Campaign::defaultCountry).orElse(null);
        return found(campaign, Naming.of(call.fields(), country), call.fields());
    }

    /** The alias {@code /leads/{lead}}, for callers who followed the third-party summary (contract Q10). */
    public Answer findByPath(Call call) {
        long campaign = keys.campaign(call);
        return found(campaign, Naming.ofEither(call.path("lead")), call.fields());
    }

    /** Deletes leads; when this answers they are gone, but for those who are left to a job (contract 2.3). */
    public Answer delete(Call call) {
        long campaign = keys.campaign(call);
        var country = campaigns.lately(campaign).map(Campaign::defaultCountry).orElse(null);
        var names = Naming.many(call.fields(), country);
        var done = leads.perform(campaign, new Request.Delete(names, null), IdempotencyKey.of(call, "delete"));
        return Answer.json(done.status(), done.json());
    }

    private Answer found(long campaign, Leads.Name name, Fields fields) {
        var payload = leads.find(campaign, name).orElseThrow(Naming::nobody);
        return Answer.json(
                200, LeadPayload.without(payload, fields.flag("__skip_urls"), fields.flag("__skip_actions")));
    }
}
