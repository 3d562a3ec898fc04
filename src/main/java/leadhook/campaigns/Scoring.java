package leadhook.campaigns;

/**
 * What a campaign gives points for by itself; tags and actions bring their own (contract 7.2).
 *
 * @param signup points for signing up
 * @param direct points for who referred a lead that is not verified
 * @param indirect points for who referred that one
 * @param verifiedDirect points for who referred a verified lead
 * @param verifiedIndirect points for who referred that one
 * @param needsVerification whether a referral counts only once the lead is verified
 */
public record Scoring(
        long signup,
        long direct,
        long indirect,
        long verifiedDirect,
        long verifiedIndirect,
        boolean needsVerification) {
    /** The basic rule: a point for each direct referral. */
    public static final Scoring BASIC = new Scoring(0, 1, 0, 1, 0, false);

    /** Points for so many referrals of the first level, with the verified ones among them. */
    public long forDirect(long referrals, long verified) {
        return points(referrals, verified, direct, verifiedDirect);
    }

    /** The same for those of the second level. */
    public long forIndirect(long referrals, long verified) {
        return points(referrals, verified, indirect, verifiedIndirect);
    }

    private long points(long referrals, long verified, long each, long eachVerified) {
        return verified * eachVerified + (needsVerification ? 0 : (referrals - verified) * each);
    }
}
