package leadhook.delivery;

import java.time.Instant;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code webhook_changes}: what was done to a webhook, and when. */
final class ChangesTable {
    private ChangesTable() {}

    static void insert(
            Transaction transaction, long campaign, long webhook, Instant at, String change, @Nullable String detail) {
        transaction.update(
                "insert into webhook_changes (campaign_id, webhook_id, at, change, detail) values (?, ?, ?, ?, ?)",
                campaign,
                webhook,
                at,
                change,
                detail);
    }
}
