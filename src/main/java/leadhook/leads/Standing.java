package leadhook.leads;

/**
 * Where a lead stands in its campaign.
 *
 * @param leadCount leads of the campaign, jump-start included (contract Q57)
 * @param scoreRank position by score, from 1; equal scores share one (contract Q18)
 */
record Standing(long leadCount, long scoreRank) {}
