package leadhook.campaigns;

import java.time.Instant;
import java.time.OffsetDateTime;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * Whose leads they are, and by which rules they are shown. A null {@code url} means the server's public address, a null
 * {@code thanksUrl} the campaign page; {@code jumpStart} lifts the shown count of leads (contract 7.3).
 */
public record Campaign(
        long id,
        String name,
        @Nullable String url,
        @Nullable String thanksUrl,
        @Nullable String defaultCountry,
        long jumpStart,
        Instant createdAt) {
    static final Row<Campaign> ROW = row -> new Campaign(
            row.getLong("id"),
            row.getString("name"),
            row.getString("url"),
            row.getString("thanks_url"),
            row.getString("default_country"),
            row.getLong("jump_start"),
            row.getObject("created_at", OffsetDateTime.class).toInstant());
}
