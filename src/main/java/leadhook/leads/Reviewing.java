package leadhook.leads;

import leadhook.leads.Decision.Told;
import leadhook.platform.http.Answer;

/** Leads that were there before the rules of now: judged and scored by these (contract 7.5). */
final class Reviewing {
    private Reviewing() {}

    static Told all(Draft draft, Request.Review request, FraudCheck fraud) {
        var leads = draft.find(request.names());
        for (var profile : leads) {
            judge(draft, profile.lead(), fraud);
        }
        for (var profile : leads) {
            score(draft, profile.id());
        }
        draft.tellScores();
        return new Told.InWords(200, Answer.envelope("Leads reviewed").put("leads", leads.size()));
    }

    private static void judge(Draft draft, Lead lead, FraudCheck fraud) {
        if (lead.status().approved()) {
            return;
        }
        var after = lead.with(lead.status().flagged(fraud.flagsOf(lead.email(), lead.referrer(), draft.rules())));
        if (!after.equals(lead)) {
            draft.update(lead, after);
            draft.tell(Happened.flagged(after));
        }
    }

    private static void score(Draft draft, long lead) {
        var scoring = draft.rules().scoring();
        var tally = draft.one(lead).tally();
        draft.score(Change.Scored.referral(lead, tally.missingForReferrals(scoring), null));
        draft.score(Change.Scored.signup(lead, scoring.signup() - tally.parts().signup()));
    }
}
