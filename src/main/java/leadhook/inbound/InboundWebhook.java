package leadhook.inbound;

import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/** A URL for third parties: which campaign its leads join, the tag they get, the source they are counted under. */
record InboundWebhook(
        long id,
        long campaign,
        @Nullable Long tag,
        @Nullable String source) {
    static final Row<InboundWebhook> ROW = row -> new InboundWebhook(
            row.getLong("id"),
            row.getLong("campaign_id"),
            row.getObject("tag_id", Long.class),
            row.getString("source"));
}
