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
     * @param referral what its referrals count for
     * @param custom what callers have really given and taken (contract Q29); may be negative
     * @param debt what was to be taken back for the first two and could not be, since it was spent: what they bring next goes
     *     there first
     */
    record Parts(long signup, long referral, long custom, long debt) {
        static final Parts NONE = new Parts(0, 0, 0, 0);

        private Parts with(Reason reason, long meant, long given) {
            return switch (reason) {
                case SIGNUP -> new Parts(signup + meant, referral, custom, debt + given - meant);
                case REFERRAL -> new Parts(signup, referral + meant, custom, debt + given - meant);
                case CUSTOM -> new Parts(signup, referral, custom + given, debt);
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
        boolean paysDebt = points > 0 && (reason == Reason.SIGNUP || reason == Reason.REFERRAL);
        long after = Math.max(0, score + points - (paysDebt ? Math.min(points, parts.debt) : 0));
        return new Tally(after, parts.with(reason, points, after - score), direct, indirect);
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
