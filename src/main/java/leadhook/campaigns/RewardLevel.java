package leadhook.campaigns;

import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a lead gets when its score first reaches the required points (contract 7.4).
 *
 * @param subject of the mail that tells of it; null when none is to be sent
 * @param visible whether it is shown to people who have not reached it
 */
public record RewardLevel(
        long id,
        String title,
        String description,
        long requiredPoints,
        @Nullable String subject,
        @Nullable String body,
        @Nullable String imageUrl,
        boolean visible) {
    static final Row<RewardLevel> ROW = row -> new RewardLevel(
            row.getLong("id"),
            row.getString("title"),
            row.getString("description"),
            row.getLong("required_points"),
            row.getString("subject"),
            row.getString("body"),
            row.getString("image_url"),
            row.getBoolean("visible"));

    /** How events call it: the subject of its mail, else its title. */
    public String calledInEvents() {
        return subject == null ? title : subject;
    }

    RewardLevel withId(long other) {
        return new RewardLevel(other, title, description, requiredPoints, subject, body, imageUrl, visible);
    }
}
