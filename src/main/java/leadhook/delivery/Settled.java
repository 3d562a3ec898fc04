package leadhook.delivery;

/** Something that has become of an event of a lane, and is to be written. */
sealed interface Settled {
    Lane lane();

    long seq();

    /** Of which lead the event is. */
    long lead();

    /** An exchange is over. */
    record Ended(Attempt attempt, Sent sent, Fate fate) implements Settled {
        @Override
        public Lane lane() {
            return attempt.lane();
        }

        @Override
        public long seq() {
            return attempt.event().seq();
        }

        @Override
        public long lead() {
            return attempt.event().lead();
        }
    }

    /** It waits behind an earlier event of its lead (order {@link Order#LEAD}). */
    record Parked(Lane lane, Owed row) implements Settled {
        @Override
        public long seq() {
            return row.seq();
        }

        @Override
        public long lead() {
            return row.lead();
        }
    }

    /** It was owed, and is gone from the log. */
    record Erased(Lane lane, Owed row) implements Settled {
        @Override
        public long seq() {
            return row.seq();
        }

        @Override
        public long lead() {
            return row.lead();
        }
    }
}
