package leadhook.leads;

import java.time.Instant;
import java.time.OffsetDateTime;
import leadhook.platform.database.Row;

/**
 * The narrow row that a batch locks: the last numbers of events and signups and the campaign's clock, none of which ever
 * goes back, and how many leads are what.
 */
record CampaignState(long campaign, long lastSeq, long lastNumber, Census census, Instant lastAt, long configVersion) {
    static final Row<CampaignState> ROW = row -> new CampaignState(
            row.getLong("campaign_id"),
            row.getLong("last_seq"),
            row.getLong("last_number"),
            new Census(
                    row.getLong("lead_count"),
                    row.getLong("scored_count"),
                    row.getLong("flagged_count"),
                    row.getLong("verified_count"),
                    row.getLong("opted_out_count"),
                    row.getLong("unwaitlisted_count"),
                    row.getLong("referred_count")),
            row.getObject("last_at", OffsetDateTime.class).toInstant(),
            row.getLong("config_version"));
}
