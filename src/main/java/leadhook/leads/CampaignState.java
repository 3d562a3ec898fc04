package leadhook.leads;

import java.time.Instant;
import java.time.OffsetDateTime;
import leadhook.platform.database.Row;

/**
 * The narrow row that a batch locks: the last numbers of events and signups, counts, and the campaign's clock, none of
 * which ever goes back.
 *
 * @param scoredCount leads with a score above zero
 */
record CampaignState(
        long campaign,
        long lastSeq,
        long lastNumber,
        long leadCount,
        long scoredCount,
        Instant lastAt,
        long configVersion) {
    static final Row<CampaignState> ROW = row -> new CampaignState(
            row.getLong("campaign_id"),
            row.getLong("last_seq"),
            row.getLong("last_number"),
            row.getLong("lead_count"),
            row.getLong("scored_count"),
            row.getObject("last_at", OffsetDateTime.class).toInstant(),
            row.getLong("config_version"));
}
