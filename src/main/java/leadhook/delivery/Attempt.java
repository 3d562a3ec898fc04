package leadhook.delivery;

import java.time.Instant;
import leadhook.log.Event;

/** One try to deliver an event: the first has number 1. */
record Attempt(Lane lane, Event event, int number, Instant startedAt) {
    boolean isFirst() {
        return number == 1;
    }

    /** Why it was made, as the diary calls it. */
    String trigger() {
        return isFirst() ? "first" : "retry";
    }

    /** An attempt whose exchange is over. */
    record Ended(Attempt attempt, Sent sent) {}
}
