package leadhook.platform.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * Long work as it is stored.
 *
 * @param campaign null when it is of the whole installation
 * @param subject what it works on, such as a day
 * @param cursor where it goes on; empty at its beginning
 * @param total null when it is not known yet
 * @param claim counts who took it: what an older one still brings moves nothing
 * @param failures since it last came on
 * @param error why it failed last
 */
public record Job(
        long id,
        String kind,
        @Nullable Long campaign,
        String subject,
        String state,
        String cursor,
        long done,
        @Nullable Long total,
        int claim,
        int failures,
        Instant dueAt,
        @Nullable String owner,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String error) {
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    static final Row<Job> ROW = row -> new Job(
            row.getLong("id"),
            row.getString("kind"),
            row.getObject("campaign_id", Long.class),
            row.getString("subject"),
            row.getString("state"),
            row.getString("cursor"),
            row.getLong("done"),
            row.getObject("total", Long.class),
            row.getInt("claim"),
            row.getInt("failures"),
            row.getObject("due_at", OffsetDateTime.class).toInstant(),
            row.getString("owner"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            instant(row, "started_at"),
            instant(row, "ended_at"),
            row.getString("error"));

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Whether nothing is left to do. */
    public boolean ended() {
        return endedAt != null;
    }

    /** How long it is left alone after so many failures in a row. */
    static Duration waitAfter(int failures) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.clamp(failures - 1L, 0, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
