package leadhook.campaigns;

import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * Something that a lead can do once for points (contract 2.7).
 *
 * @param kind what it is, such as {@code visit_url}; a word of the operator's
 * @param tagId the tag that completes it; the points are the tag's then, and its own count for nothing
 */
public record Action(
        long id,
        String text,
        long points,
        String kind,
        @Nullable String url,
        @Nullable Long tagId) {
    static final Row<Action> ROW = row -> new Action(
            row.getLong("id"),
            row.getString("text"),
            row.getLong("points"),
            row.getString("kind"),
            row.getString("url"),
            row.getObject("tag_id", Long.class));

    Action withId(long other) {
        return new Action(other, text, points, kind, url, tagId);
    }
}
