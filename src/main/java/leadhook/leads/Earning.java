package leadhook.leads;

import leadhook.leads.Decision.Told;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;

/** Points that callers give, and actions that they report (contract 2.6, 2.8, 2.9). */
final class Earning {
    /** Of those who are found, so many get points from one call; further ones are passed over (contract 1.8). */
    private static final int MOST_LEADS = 100;

    private Earning() {}

    static Told points(Draft draft, Request.AddPoints request) {
        var leads = draft.find(request.names());
        if (leads.isEmpty()) {
            throw Refusal.notFound("No leads found");
        }
        leads.stream()
                .limit(MOST_LEADS)
                .forEach(profile ->
                        draft.score(Change.Scored.custom(profile.id(), request.points(), request.message())));
        draft.tellScores();
        return new Told.InWords(200, Answer.envelope("Custom Points added"));
    }

    static Told action(Draft draft, Request.Complete request) {
        var named = draft.book().find(request.name());
        var lead = (request.byReferrer() ? named.flatMap(profile -> draft.parentOf(profile.lead())) : named)
                .orElseThrow(Decision::noLead);
        var action = draft.rules().action(request.action()).orElseThrow(() -> Refusal.notFound("No action found"));
        if (action.tagId() != null) {
            throw Refusal.invalid("This action is completed by adding its lead tag");
        }
        draft.complete(lead.id(), action, action.points());
        draft.tellScores();
        return new Told.InWords(200, Answer.envelope("Lead added to action"));
    }
}
