package leadhook.delivery;

import java.util.Locale;

/** In what order the events of a lead, or all, reach a webhook. First attempts of a lead arrive in order in each of them. */
enum Order {
    /** A failed event is tried again later, and others go past it. */
    RETRIES,
    /** Later events of a lead wait until its earlier ones are delivered or given up. */
    LEAD,
    /** One exchange at a time, and nothing goes past an event that failed. */
    STRICT;

    /** Its name in the database and the API. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Order named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
