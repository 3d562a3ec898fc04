package leadhook.leads;

import org.jspecify.annotations.Nullable;

/**
 * How many leads of a campaign are what (contract 2.15).
 *
 * @param leads all of them
 * @param scored those in the contest, so not flagged, with a score above zero
 * @param flagged those held for fraudulent
 * @param unwaitlisted those taken off the waitlist
 * @param referred those whom another lead brought
 */
record Census(long leads, long scored, long flagged, long verified, long optedOut, long unwaitlisted, long referred) {
    static final Census NONE = new Census(0, 0, 0, 0, 0, 0, 0);

    /** Of one lead; null for none. */
    static Census of(@Nullable Profile profile) {
        if (profile == null) {
            return NONE;
        }
        var lead = profile.lead();
        var status = lead.status();
        return new Census(
                1,
                one(!status.fraudulent() && profile.tally().score() > 0),
                one(status.fraudulent()),
                one(status.verified()),
                one(status.optedOut()),
                one(!status.waitlisted()),
                one(lead.parentId() != null));
    }

    private static long one(boolean counts) {
        return counts ? 1 : 0;
    }

    Census plus(Census more) {
        return new Census(
                leads + more.leads,
                scored + more.scored,
                flagged + more.flagged,
                verified + more.verified,
                optedOut + more.optedOut,
                unwaitlisted + more.unwaitlisted,
                referred + more.referred);
    }

    Census minus(Census less) {
        return new Census(
                leads - less.leads,
                scored - less.scored,
                flagged - less.flagged,
                verified - less.verified,
                optedOut - less.optedOut,
                unwaitlisted - less.unwaitlisted,
                referred - less.referred);
    }

    /** Leads that take part in the contest. */
    long ranked() {
        return leads - flagged;
    }

    /** The same with leads that nobody referred any more, since who did is gone. */
    Census orphaned(long children) {
        return new Census(leads, scored, flagged, verified, optedOut, unwaitlisted, referred - children);
    }
}
