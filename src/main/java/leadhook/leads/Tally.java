package leadhook.leads;

import leadhook.campaigns.Scoring;

/**
 * What a lead has earned.
 *
 * @param score points, never below 0
 * @param parts what of the score may become another number
 * @param direct leads that it referred
 * @param indirect leads that those referred; deeper levels do not count (contract 7.1)
 */
record Tally(long score, Parts parts, Counts direct, Counts indirect) {
    static final Tally NONE = new Tally(0, Parts.NONE, Counts.NONE, Counts.NONE);

    /**
     * Parts of a score that may become another number.
     *
     * @param signup what signing up counts for
     * @param referral what its referrals count for; when that becomes less, no more is taken than the score has, and the rest
     *     is forgiven
     * @param custom what callers have really given and taken (contract Q29); may be negative
     */
    record Parts(long signup, long referral, long custom) {
        static final Parts NONE = new Parts(0, 0, 0);

        private Parts plus(Reason reason, long points) {
            return switch (reason) {
                case SIGNUP -> new Parts(signup + points, referral, custom);
                case REFERRAL -> new Parts(signup, referral + points, custom);
                case CUSTOM -> new Parts(signup, referral, custom + points);
                case TAG, ACTION -> this;
            };
        }
    }

    /** Other referrals. */
    Tally with(Counts first, Counts second) {
        return new Tally(score, parts, first, second);
    }

    /** With points given or taken; the score never falls below 0, and no more is taken than that. */
    Tally plus(Reason reason, long points) {
        long after = Math.max(0, score + points);
        return new Tally(after, parts.plus(reason, reason == Reason.CUSTOM ? after - score : points), direct, indirect);
    }

    /** By how much what referrals count for differs from what these rules give for them. */
    long missingForReferrals(Scoring scoring) {
        return scoring.forDirect(direct.counting(), direct.countingVerified())
                + scoring.forIndirect(indirect.counting(), indirect.countingVerified())
                - parts.referral;
    }

    /** Direct referrals that count (contract Q35). */
    long referrals(Scoring scoring) {
        return scoring.needsVerification() ? direct.countingVerified() : direct.counting();
    }
}
