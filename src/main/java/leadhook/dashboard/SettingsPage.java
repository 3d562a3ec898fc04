package leadhook.dashboard;

import java.time.Instant;
import java.util.List;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;
import leadhook.users.User;
import org.jspecify.annotations.Nullable;

/** The name of a campaign, and its API keys: only their hashes are kept, so that a key is shown when it is made and never again. */
final class SettingsPage {
    private static final int SHOWN = 50;

    private final Database database;
    private final Campaigns campaigns;
    private final ApiKeys keys;
    private final Html html;
    private final Notices notices;
    private final String publicUrl;

    SettingsPage(Database database, Campaigns campaigns, ApiKeys keys, Html html, Notices notices, String publicUrl) {
        this.database = database;
        this.campaigns = campaigns;
        this.keys = keys;
        this.html = html;
        this.notices = notices;
        this.publicUrl = publicUrl;
    }

    /**
     * @param keys the newest first
     * @param older where the list of keys goes on; null at its end
     * @param made a key that was just made, as it is shown this once; null otherwise
     */
    record Shown(
            Frame frame,
            List<Key> keys,
            @Nullable Long older,
            @Nullable String made,
            String publicUrl) {}

    /** @param campaigns how many it opens */
    record Key(long id, Instant createdAt, int campaigns) {
        /** A key that opens campaigns which one may not see is nothing to take away. */
        boolean mayBeRevokedBy(User user) {
            return user.isOwner() && (user.seesAll() || campaigns == 1);
        }
    }

    Answer show(Visit visit, Campaign campaign) {
        return page(visit, campaign, null);
    }

    private Answer page(Visit visit, Campaign campaign, @Nullable String made) {
        var frame = Frame.of("Settings", visit, campaign, "settings", notices);
        var found = keys(campaign.id(), visit.number("before").orElse(Long.MAX_VALUE), SHOWN + 1);
        boolean more = found.size() > SHOWN;
        var keys = more ? found.subList(0, SHOWN) : found;
        return html.page("settings", new Shown(frame, keys, more ? keys.getLast().id : null, made, publicUrl));
    }

    private List<Key> keys(long campaign, long before, int limit) {
        return database.list(
                """
                select k.id, k.created_at, (select count(*) from api_key_campaigns o where o.key_id = k.id) as campaigns
                from api_key_campaigns c join api_keys k on k.id = c.key_id
                where c.campaign_id = ? and k.id < ? order by k.id desc limit ?
                """,
                row -> new Key(row.getLong("id"), Row.instant(row, "created_at"), row.getInt("campaigns")),
                campaign,
                before,
                limit);
    }

    Answer rename(Visit visit, Campaign campaign) {
        var name = Campaigns.named(visit.call().fields().text("name").orElse(""));
        campaigns.change(campaign.id(), before -> before.withName(name));
        return notices.goTo(
                visit, Gate.HOME + "/campaigns/" + campaign.id() + "/settings", "It is called “" + name + "” now.");
    }

    /** Answers with the page itself: the key is in this answer and nowhere else. */
    Answer createKey(Visit visit, Campaign campaign) {
        return page(visit, campaign, keys.create(List.of(campaign.id())).key());
    }

    Answer revokeKey(Visit visit, Campaign campaign) {
        long key = visit.call()
                .number("key")
                .filter(id -> keys(campaign.id(), id + 1, 1).stream()
                        .anyMatch(each -> each.id == id && each.mayBeRevokedBy(visit.user())))
                .orElseThrow(() ->
                        Refusal.notFound("There is no such key, or it opens campaigns that are not yours to see."));
        keys.revoke(campaign.id(), key);
        return notices.goTo(
                visit,
                Gate.HOME + "/campaigns/" + campaign.id() + "/settings",
                "The key is revoked: it opens nothing any more.");
    }
}
