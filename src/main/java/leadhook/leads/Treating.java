package leadhook.leads;

import java.util.List;
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
        if (tag != null) {
            leads.forEach(profile -> draft.tag(profile.id(), tag));
        } else {
            treat(draft, leads, request.treatment());
        }
        draft.tellScores();
        return new Told.InWords(
                ACCEPTED,
                Answer.envelope("Your leads have been equeued for changes").put("updated", leads.size()));
    }

    /** First all are changed, then they are told of: a score that several of them move is told once (contract Q34). */
    private static void treat(Draft draft, List<Profile> leads, Treatment treatment) {
        var changed = leads.stream()
                .map(Profile::lead)
                .filter(lead -> !lead.with(treatment.applyTo(lead)).equals(lead))
                .toList();
        changed.forEach(lead -> draft.update(lead, lead.with(treatment.applyTo(lead))));
        for (var lead : changed) {
            treatment.event(lead, draft.one(lead.id()).lead()).ifPresent(draft::tell);
            if (treatment == Treatment.APPROVE && lead.fraudulent()) {
                acquit(draft, lead);
            }
        }
    }

    /** What was held back of a lead is told in the order of a signup (contract 6.4, Q35). */
    private static void acquit(Draft draft, Lead lead) {
        draft.tellScore(lead.id());
        draft.reward(lead.id());
        if (!lead.status().welcomed()) {
            draft.tellReferrer(lead);
        }
    }
}
