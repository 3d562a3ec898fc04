package leadhook.leads;

import org.jspecify.annotations.Nullable;

/** One thing that a decision does to a campaign. Applied to the {@link Book} in order, then written once for all. */
sealed interface Change {
    /** A lead that was not there before. */
    record Added(Lead lead, Origin origin) implements Change {}

    /** A lead with something about it changed. */
    record Updated(Lead lead) implements Change {}

    /** A tag put on a lead that did not have it. */
    record Tagged(long lead, long tag) implements Change {}

    /** Referrals counted for a lead: one more on the first or on the second level (contract 7.1). */
    record Referred(long lead, boolean direct) implements Change {}

    /** Points for the ledger. Less is taken when the score would fall below zero. */
    record Scored(
            long lead,
            long points,
            String reason,
            @Nullable Long other,
            @Nullable Long tag) implements Change {
        private static final String CUSTOM = "custom";

        /** Points that a caller gives or takes (contract Q29). */
        static Scored custom(long lead, long points) {
            return new Scored(lead, points, CUSTOM, null, null);
        }

        Tally addTo(Tally tally) {
            return reason.equals(CUSTOM) ? tally.plusCustom(points) : tally.plus(points);
        }
    }
}
