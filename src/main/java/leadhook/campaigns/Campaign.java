package leadhook.campaigns;

import java.time.Instant;
import java.time.OffsetDateTime;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * Whose leads they are, and by which rules they are shown. A null {@code url} means the server's public address, a null
 * {@code thanksUrl} the campaign page; {@code jumpStart} lifts the shown count of leads (contract 7.3); {@code keyless} says whether leads may be
 * made without a key (Q4).
 */
public record Campaign(
        long id,
        String name,
        @Nullable String url,
        @Nullable String thanksUrl,
        @Nullable String defaultCountry,
        long jumpStart,
        boolean keyless,
        Instant createdAt) {
    static final Row<Campaign> ROW = row -> new Campaign(
            row.getLong("id"),
            row.getString("name"),
            row.getString("url"),
            row.getString("thanks_url"),
            row.getString("default_country"),
            row.getLong("jump_start"),
            row.getBoolean("keyless"),
            row.getObject("created_at", OffsetDateTime.class).toInstant());

    /** The page that a shared link opens, on a server of this public address. */
    public String page(String publicUrl) {
        return url == null ? publicUrl + "/" : url;
    }
}
