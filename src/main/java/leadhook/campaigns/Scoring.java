package leadhook.campaigns;

/**
 * What a campaign gives for referrals (contract 7.2).
 *
 * @param direct points for who referred a new lead
 * @param indirect points for who referred that one
 */
public record Scoring(long direct, long indirect) {
    /** The basic rule: a point for each direct referral. */
    public static final Scoring BASIC = new Scoring(1, 0);
}
