package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import leadhook.log.Event;

/**
 * One try to deliver an event.
 *
 * @param number 1 is the first of the event; a probe has the number of the attempt in whose place it is made
 * @param debt whether the event is owed, a row of {@code retries}; otherwise it is read from the log for the first time
 * @param probe whether it is made to see if the receiver is back
 */
record Attempt(Lane lane, Event event, int number, boolean debt, boolean probe, Instant startedAt) {
    /** Why it was made, as the diary calls it. */
    String trigger() {
        if (probe) {
            return "probe";
        }
        return number == 1 ? "first" : "retry";
    }

    /** The day whose partition of the diary holds it, in UTC. */
    LocalDate day() {
        return LocalDate.ofInstant(startedAt, ZoneOffset.UTC);
    }

    /** The event as it is owed when this attempt has failed. */
    Owed owed(Instant dueAt) {
        return new Owed(event.seq(), event.day(), event.lead(), number, dueAt);
    }
}
