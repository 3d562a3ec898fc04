package leadhook.leads;

import leadhook.campaigns.Tag;
import leadhook.leads.Decision.Told;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** Tags put on leads (contract 2.11, 2.12). */
final class Tagging {
    private Tagging() {}

    /** @throws Refusal 404 when the campaign has no such tag (contract Q21) */
    static Tag wanted(Draft draft, @Nullable Long id) {
        var tag = id == null ? null : draft.rules().tag(id).orElse(null);
        if (tag == null) {
            throw Refusal.notFound("No tag found");
        }
        return tag;
    }

    static Told referrer(Draft draft, Request.TagReferrer request) {
        var tag = wanted(draft, request.tag());
        var referrer = draft.book()
                .find(request.name())
                .flatMap(profile -> draft.parentOf(profile.lead()))
                .orElseThrow(Decision::noLead);
        draft.tag(referrer.id(), tag);
        draft.tellScores();
        return new Told.OfLead(referrer.id(), false);
    }
}
