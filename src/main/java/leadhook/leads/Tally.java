package leadhook.leads;

import org.jspecify.annotations.Nullable;

/**
 * What a lead has earned.
 *
 * @param score points, never below 0
 * @param custom the part of the score that callers set and added (contract Q29); may be negative
 * @param referrals direct referrals that count (contract Q35)
 * @param influence all referrals
 * @param verified the verified of them; null while the campaign has no verification (contract Q22)
 */
record Tally(
        long score,
        long custom,
        long referrals,
        Influence influence,
        @Nullable Influence verified) {
    static final Tally NONE = new Tally(0, 0, 0, Influence.NONE, null);

    /** One referral more; a direct one counts for the lead (contract Q35). */
    Tally referred(boolean first) {
        var more = first
                ? new Influence(influence.direct + 1, influence.indirect)
                : new Influence(influence.direct, influence.indirect + 1);
        return new Tally(score, custom, first ? referrals + 1 : referrals, more, verified);
    }

    /** With points given or taken; the score never falls below 0. */
    Tally plus(long points) {
        return new Tally(Math.max(0, score + points), custom, referrals, influence, verified);
    }

    /** The same with points of a caller. */
    Tally plusCustom(long points) {
        var after = plus(points);
        return new Tally(after.score, custom + after.score - score, referrals, influence, verified);
    }

    /** The referrals not yet verified; none while the campaign has no verification. */
    Influence unverified() {
        return verified == null
                ? Influence.NONE
                : new Influence(influence.direct - verified.direct, influence.indirect - verified.indirect);
    }

    /** Leads referred by a lead, and by those it referred; deeper levels do not count (contract 7.1). */
    record Influence(long direct, long indirect) {
        static final Influence NONE = new Influence(0, 0);
    }
}
