package leadhook.leads;

import java.util.List;
import leadhook.campaigns.Rules;

/**
 * All that a payload shows of a lead.
 *
 * @param optOutToken the unguessable part of the lead's opt-out link
 */
record LeadView(
        Lead lead,
        Tally tally,
        Standing standing,
        List<LeadTag> tags,
        List<Long> completedActions,
        Rules rules,
        LeadPages pages,
        String optOutToken) {}
