package leadhook.leads;

import java.util.Optional;
import leadhook.campaigns.Doors;
import leadhook.platform.Json;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import leadhook.platform.http.RateLimit;

/** {@code /v1/{campaign}}: what forms and pages call, from browsers too (contract 2.21, 2.22). */
public final class EmbedApi {
    private final Leads leads;
    private final Doors doors;
    private final RateLimit guesses;
    private final String publicUrl;

    /** @param guesses how often an address without a key may look for leads (contract Q17) */
    public EmbedApi(Leads leads, Doors doors, RateLimit guesses, String publicUrl) {
        this.leads = leads;
        this.doors = doors;
        this.guesses = guesses;
        this.publicUrl = publicUrl;
    }

    /** Makes or updates a lead, as the answer to a form. */
    public Answer subscribe(Call call) {
        return subscribe(call, call.fields());
    }

    /** The same from the address line: JSONP has no other way. */
    public Answer subscribeByGet(Call call) {
        var callback = Jsonp.callback(call.fields());
        var answer = subscribe(call, withPlus(call.fields()));
        return callback.map(name -> Jsonp.answer(name, answer)).orElse(answer);
    }

    private Answer subscribe(Call call, Fields fields) {
        var visitor = doors.enter(call);
        var signup = SignupForm.read(fields, visitor, call.peer());
        var campaign = visitor.campaign();
        var done = leads.signUp(campaign.id(), signup, Optional.empty(), visitor.once(call, "embed"));
        return Answer.json(
                200, signup.skipUrls() ? done.json() : LeadPayload.with(done.json(), "url", campaign.page(publicUrl)));
    }

    public Answer info(Call call) {
        var callback = Jsonp.callback(call.fields());
        var visitor = doors.enter(call);
        if (!visitor.hasKey()) {
            guesses.take(call);
        }
        var campaign = visitor.campaign();
        var name = Naming.of(withPlus(call.fields()), campaign.defaultCountry());
        var lead = LeadPayload.with(
                leads.find(campaign.id(), name).orElseThrow(Naming::nobody), "url", campaign.page(publicUrl));
        var answer = Answer.json(200, visitor.hasKey() ? lead : LeadPayload.only(lead, LeadPayload.FOR_STRANGERS));
        return callback.map(each -> Jsonp.answer(each, answer)).orElse(answer);
    }

    /** One client does not encode the plus of an address (contract 4.4), and no local part has a space. */
    private static Fields withPlus(Fields fields) {
        return fields.text("email")
                .filter(email -> email.indexOf(' ') >= 0)
                .map(email -> fields.with(Fields.of(Json.object().put("email", email.replace(' ', '+')))))
                .orElse(fields);
    }
}
