package leadhook.leads;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import leadhook.campaigns.Doors;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import leadhook.platform.http.RateLimit;
import leadhook.platform.idempotency.IdempotencyKey;

/** What the original's own hosted forms call from browsers, without a key; off unless the campaign allows it (contract 2.23). */
public final class HostedApi {
    /** What strangers may see, and what these pages read beside (contract Q53). */
    private static final List<String> SHOWN = Stream.concat(
                    LeadPayload.FOR_STRANGERS.stream(), Stream.of("id", "verified", "waitlisted"))
            .toList();

    private final Leads leads;
    private final Doors doors;
    private final RateLimit guesses;

    /** @param guesses how often an address may look for leads (contract Q17) */
    public HostedApi(Leads leads, Doors doors, RateLimit guesses) {
        this.leads = leads;
        this.doors = doors;
        this.guesses = guesses;
    }

    public Answer signUp(Call call) {
        var visitor = doors.hosted(call);
        var signup = SignupForm.read(withCustom(call.fields()), visitor, call.peer());
        var done = leads.signUp(visitor.campaign().id(), signup, Optional.empty(), visitor.once(call, "hosted form"));
        return Answer.json(200, LeadPayload.only(done.json(), SHOWN));
    }

    /** The fields in {@code __custom} are custom fields, under those of the form. */
    private static Fields withCustom(Fields fields) {
        return fields.value("__custom")
                .filter(each -> each.isObject())
                .map(custom -> Fields.of(custom).with(fields))
                .orElse(fields);
    }

    public Answer find(Call call) {
        var visitor = doors.hosted(call);
        guesses.take(call);
        var payload = SocialId.id(call.path("lead"))
                .flatMap(id -> leads.find(visitor.campaign().id(), Leads.Name.ofId(id)))
                .orElseThrow(Naming::nobody);
        return Answer.json(200, LeadPayload.only(payload, SHOWN));
    }

    /** Completes the action {@code aid} for the lead {@code kid}. */
    public Answer complete(Call call) {
        var visitor = doors.hosted(call);
        guesses.take(call);
        var name = call.fields()
                .text("kid")
                .map(text -> Leads.Name.ofId(SocialId.id(text).orElseThrow(Naming::nobody)))
                .orElseThrow(() -> Refusal.invalid("Please include a lead id or email"));
        long action = call.fields()
                .text("aid")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElseThrow(() -> Refusal.invalid("Please include a campaign action id"));
        var done = leads.perform(
                visitor.campaign().id(),
                new Request.Complete(name, action, false),
                IdempotencyKey.of(call, "hosted action"));
        return Answer.json(done.status(), done.json());
    }
}
