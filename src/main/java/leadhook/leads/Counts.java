package leadhook.leads;

import org.jspecify.annotations.Nullable;

/**
 * Leads, counted in the four ways that matter to who referred them.
 *
 * @param all how many
 * @param verified how many of them are verified
 * @param counting how many are not flagged
 * @param countingVerified how many are verified and not flagged
 */
record Counts(long all, long verified, long counting, long countingVerified) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    /** One lead; null for none. */
    static Counts of(@Nullable Lead lead) {
        if (lead == null) {
            return NONE;
        }
        long verified = lead.status().verified() ? 1 : 0;
        return lead.fraudulent() ? new Counts(1, verified, 0, 0) : new Counts(1, verified, 1, verified);
    }

    Counts plus(Counts more) {
        return new Counts(
                all + more.all,
                verified + more.verified,
                counting + more.counting,
                countingVerified + more.countingVerified);
    }

    Counts minus(Counts less) {
        return new Counts(
                all - less.all,
                verified - less.verified,
                counting - less.counting,
                countingVerified - less.countingVerified);
    }
}
