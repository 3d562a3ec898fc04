package leadhook.log;

import java.time.LocalDate;
import java.util.Optional;
import leadhook.platform.database.Transaction;

/** In which day of the log an event lies, so that a look at it opens no partition of another day. */
public final class LogDays {
    private LogDays() {}

    /** The day in which an event of that number lies, if there is such an event; empty when it is no longer kept. */
    public static Optional<LocalDate> of(Transaction transaction, long campaign, long seq) {
        return transaction.first(
                "select day from log_days where campaign_id = ? and first_seq <= ? order by day desc limit 1",
                row -> row.getObject("day", LocalDate.class),
                campaign,
                seq);
    }
}
