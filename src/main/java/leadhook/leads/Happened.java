package leadhook.leads;

import leadhook.log.EventType;
import org.jspecify.annotations.Nullable;

/** An event that a decision raises, before it has a number: of which lead, and its own member of the payload. */
record Happened(
        EventType type,
        long lead,
        @Nullable Long other,
        @Nullable String extra) {
    static Happened of(EventType type, long lead) {
        return new Happened(type, lead, null, null);
    }
}
