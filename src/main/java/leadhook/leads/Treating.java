package leadhook.leads;

import leadhook.leads.Decision.Told;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;

/** The same done to many leads: those that are as they should be already change nothing and raise nothing (contract 2.4). */
final class Treating {
    private static final int ACCEPTED = 202;

    private Treating() {}

    static Told all(Draft draft, Request.Treat request) {
        var tag = request.treatment() == Treatment.TAG ? Tagging.wanted(draft, request.tag()) : null;
        var leads = draft.find(request.names());
        if (leads.isEmpty()) {
            throw Refusal.of(400, "No leads to update");
        }
        for (var profile : leads) {
            if (tag != null) {
                draft.tag(profile.id(), tag);
            } else {
                treat(draft, profile.lead(), request.treatment());
            }
        }
        if (request.treatment() == Treatment.APPROVE) {
            leads.forEach(profile -> welcome(draft, profile.lead()));
        }
        draft.tellScores();
        return new Told.InWords(
                ACCEPTED,
                Answer.envelope("Your leads have been equeued for changes").put("updated", leads.size()));
    }

    private static void treat(Draft draft, Lead lead, Treatment treatment) {
        var after = lead.with(treatment.applyTo(lead));
        if (after.equals(lead)) {
            return;
        }
        draft.update(lead, after);
        treatment.event(lead, after).ifPresent(draft::tell);
    }

    /** What an approval brings, once all that are approved count: one of them may have referred another. */
    private static void welcome(Draft draft, Lead before) {
        if (before.fraudulent()) {
            draft.rewardHeldBack(before.id());
            if (!before.status().welcomed()) {
                draft.tellReferrer(before);
            }
        }
    }
}
