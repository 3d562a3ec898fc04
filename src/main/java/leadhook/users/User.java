package leadhook.users;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may look at pages.
 *
 * @param campaigns the only ones he sees; null means all
 */
public record User(
        long id, String name, Role role, @Nullable Set<Long> campaigns) {
    public User {
        campaigns = campaigns == null ? null : Set.copyOf(campaigns);
    }

    static User read(ResultSet row) throws SQLException {
        var campaigns = row.getArray("campaigns");
        return new User(
                row.getLong("id"),
                row.getString("name"),
                Role.named(row.getString("role")),
                campaigns == null ? null : Set.copyOf(List.of((Long[]) campaigns.getArray())));
    }

    /** Whether the campaign is one of his. */
    public boolean sees(long campaign) {
        return campaigns == null || campaigns.contains(campaign);
    }

    /** Whether all campaigns are his, those too that are made later. */
    public boolean seesAll() {
        return campaigns == null;
    }

    /** Whether he may change what he sees. */
    public boolean isOwner() {
        return role == Role.OWNER;
    }

    boolean ownsAll() {
        return isOwner() && seesAll();
    }

    /** The same user, who may do and see something else. */
    User with(Role newRole, @Nullable Set<Long> newCampaigns) {
        return new User(id, name, newRole, newCampaigns);
    }
}
