package leadhook.campaigns;

import leadhook.platform.database.Row;

/** A lead tag of a campaign; its points count once per lead (contract 7.2). */
public record Tag(long id, String name, String description, long points) {
    static final Row<Tag> ROW = row ->
            new Tag(row.getLong("id"), row.getString("name"), row.getString("description"), row.getLong("points"));

    Tag withId(long other) {
        return new Tag(other, name, description, points);
    }
}
