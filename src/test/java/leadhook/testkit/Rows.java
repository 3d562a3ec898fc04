package leadhook.testkit;

import leadhook.platform.database.Database;

/** How many rows there are of what a request can write. */
public record Rows(
        long leads,
        long events,
        long outboundWebhooks,
        long subscriptions,
        long inboundWebhooks,
        long tags,
        long keys,
        long users) {
    public static Rows of(Database database) {
        return database.first(
                        """
                        select (select count(*) from leads), (select count(*) from events),
                            (select count(*) from outbound_webhooks where deleted_at is null),
                            (select count(*) from subscriptions), (select count(*) from inbound_webhooks),
                            (select count(*) from tags), (select count(*) from api_keys),
                            (select count(*) from users)
                        """,
                        row -> new Rows(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8)))
                .orElseThrow();
    }
}
