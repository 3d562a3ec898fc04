package leadhook.leads;

import org.jspecify.annotations.Nullable;

/** One thing that a decision does to a lead. Applied to the {@link Book} in order, then written once for all. */
sealed interface Change {
    /** Whom it is done to. */
    long id();

    /** A lead that was not there before. */
    record Added(Lead lead, Origin origin) implements Change {
        @Override
        public long id() {
            return lead.id();
        }
    }

    /** A lead with something about it changed. */
    record Updated(Lead lead) implements Change {
        @Override
        public long id() {
            return lead.id();
        }
    }

    /** A tag put on a lead that did not have it. */
    record Tagged(long id, long tag) implements Change {}

    /** An action that a lead had not completed before. */
    record Completed(long id, long action) implements Change {}

    /** A reward level granted to a lead that did not have it. */
    record Rewarded(long id, long level) implements Change {}

    /**
     * Leads that a lead has brought, on the first or on the second level, count otherwise than before (contract 7.1).
     */
    record Recounted(long id, boolean direct, Counts before, Counts after) implements Change {
        Tally applyTo(Tally tally) {
            return direct
                    ? tally.with(tally.direct().minus(before).plus(after), tally.indirect())
                    : tally.with(tally.direct(), tally.indirect().minus(before).plus(after));
        }
    }

    /**
     * Points for the ledger. Less is taken when the score would fall below zero.
     *
     * @param other the lead that they are for, of a referral
     * @param thing the tag or action that they are for
     * @param message why, in the words of a caller
     */
    record Scored(
            long id,
            long points,
            Reason reason,
            @Nullable Long other,
            @Nullable Long thing,
            @Nullable String message) implements Change {
        static Scored signup(long lead, long points) {
            return new Scored(lead, points, Reason.SIGNUP, null, null, null);
        }

        static Scored referral(long lead, long points, @Nullable Long referred) {
            return new Scored(lead, points, Reason.REFERRAL, referred, null, null);
        }

        static Scored tag(long lead, long points, long tag) {
            return new Scored(lead, points, Reason.TAG, null, tag, null);
        }

        static Scored action(long lead, long points, long action) {
            return new Scored(lead, points, Reason.ACTION, null, action, null);
        }

        static Scored custom(long lead, long points, @Nullable String message) {
            return new Scored(lead, points, Reason.CUSTOM, null, null, message);
        }

        Scored of(long given) {
            return new Scored(id, given, reason, other, thing, message);
        }
    }

    /** A lead that is gone, with everything about it; those it referred were referred by nobody from now on. */
    record Removed(long id) implements Change {}

    /** A lead that is to go, but has brought so many others that a job has to see to it. */
    record PutOff(long id) implements Change {}

    /** The lead as this change leaves it. @throws IllegalStateException for a lead that is not there after it */
    default Profile applyTo(@Nullable Profile before) {
        if (this instanceof Added(var lead, var origin)) {
            return Profile.of(lead, origin);
        }
        if (before == null) {
            throw new IllegalStateException("a change of a lead that was not loaded");
        }
        return switch (this) {
            case PutOff _ -> before;
            case Added _, Removed _ -> throw new IllegalStateException("there is no such lead after this");
            case Updated(var lead) -> before.with(lead);
            case Tagged change -> before.withTag(change.tag);
            case Completed change -> before.withAction(change.action);
            case Rewarded change -> before.withLevel(change.level);
            case Recounted recounted -> before.with(recounted.applyTo(before.tally()));
            case Scored scored -> before.with(before.tally().plus(scored.reason, scored.points));
        };
    }
}
