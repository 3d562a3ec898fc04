package leadhook.campaigns;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** What leads of a campaign can earn and be given: its tags, actions and reward levels. */
public final class Incentives {
    private static final int MOST = 1_000;

    private static final String NEXT_TAG = "select nextval('tag_ids')";
    private static final String NEXT_ACTION = "select nextval('action_ids')";
    private static final String NEXT_LEVEL = "select nextval('reward_level_ids')";

    private static final String TAGS = """
            select id, name, description, points from tags where campaign_id = ? order by id
            """;
    private static final String ACTIONS = """
            select id, text, points, kind, url, tag_id from actions where campaign_id = ? order by id
            """;
    private static final String LEVELS = """
            select id, title, description, required_points, subject, body, image_url, visible
            from reward_levels where campaign_id = ? order by required_points, id
            """;

    private final Database database;

    public Incentives(Database database) {
        this.database = database;
    }

    public List<Tag> tags(long campaign) {
        return database.list(TAGS, Tag.ROW, campaign);
    }

    public List<Action> actions(long campaign) {
        return database.list(ACTIONS, Action.ROW, campaign);
    }

    /** By rising points. */
    public List<RewardLevel> levels(long campaign) {
        return database.list(LEVELS, RewardLevel.ROW, campaign);
    }

    /** Makes a tag; with an id of one's own when it moves in. @throws Refusal 409 when the id is taken */
    public Tag create(long campaign, @Nullable Long id, Tag draft) {
        return database.transaction(transaction -> {
            var ids = ids(transaction, campaign, TAGS, Tag.ROW, Tag::id);
            var tag = draft.withId(newId(transaction, NEXT_TAG, ids, id, "tag"));
            transaction.update(
                    "insert into tags (campaign_id, id, name, description, points) values (?, ?, ?, ?, ?)",
                    campaign,
                    tag.id(),
                    tag.name(),
                    tag.description(),
                    tag.points());
            return tag;
        });
    }

    /** Changes a tag; who has it already keeps the points it gave. */
    Tag changeTag(long campaign, long id, UnaryOperator<Tag> change) {
        return database.transaction(transaction -> {
            var tag = change.apply(one(transaction, campaign, TAGS, Tag.ROW, Tag::id, id, "Tag not found"));
            transaction.update(
                    "update tags set name = ?, description = ?, points = ? where campaign_id = ? and id = ?",
                    tag.name(),
                    tag.description(),
                    tag.points(),
                    campaign,
                    id);
            return tag;
        });
    }

    /** Deletes a tag; the points it gave stay. @throws Refusal 409 while an action is completed by it */
    void deleteTag(long campaign, long id) {
        database.transaction(transaction -> {
            one(transaction, campaign, TAGS, Tag.ROW, Tag::id, id, "Tag not found");
            transaction.list(ACTIONS, Action.ROW, campaign).stream()
                    .filter(action -> action.tagId() != null && action.tagId() == id)
                    .findFirst()
                    .ifPresent(action -> {
                        throw Refusal.invalid("Action " + action.id() + " is completed by this tag");
                    });
            return transaction.update("delete from tags where campaign_id = ? and id = ?", campaign, id);
        });
    }

    Action create(long campaign, @Nullable Long id, Action draft) {
        return database.transaction(transaction -> {
            var ids = ids(transaction, campaign, ACTIONS, Action.ROW, Action::id);
            requireTag(transaction, campaign, draft);
            var action = draft.withId(newId(transaction, NEXT_ACTION, ids, id, "action"));
            transaction.update(
                    """
                    insert into actions (campaign_id, id, text, points, kind, url, tag_id)
                    values (?, ?, ?, ?, ?, ?, ?::bigint)
                    """,
                    campaign,
                    action.id(),
                    action.text(),
                    action.points(),
                    action.kind(),
                    action.url(),
                    action.tagId());
            return action;
        });
    }

    Action changeAction(long campaign, long id, UnaryOperator<Action> change) {
        return database.transaction(transaction -> {
            var action =
                    change.apply(one(transaction, campaign, ACTIONS, Action.ROW, Action::id, id, "Action not found"));
            requireTag(transaction, campaign, action);
            transaction.update(
                    """
                    update actions set text = ?, points = ?, kind = ?, url = ?, tag_id = ?::bigint
                    where campaign_id = ? and id = ?
                    """, action.text(), action.points(), action.kind(), action.url(), action.tagId(), campaign, id);
            return action;
        });
    }

    void deleteAction(long campaign, long id) {
        database.transaction(transaction -> {
            one(transaction, campaign, ACTIONS, Action.ROW, Action::id, id, "Action not found");
            return transaction.update("delete from actions where campaign_id = ? and id = ?", campaign, id);
        });
    }

    private static void requireTag(Transaction transaction, long campaign, Action action) {
        if (action.tagId() != null
                && transaction.list(TAGS, Tag.ROW, campaign).stream().noneMatch(tag -> tag.id() == action.tagId())) {
            throw Refusal.invalid("tag_id is no tag of this campaign");
        }
    }

    RewardLevel create(long campaign, @Nullable Long id, RewardLevel draft) {
        return database.transaction(transaction -> {
            var ids = ids(transaction, campaign, LEVELS, RewardLevel.ROW, RewardLevel::id);
            var level = draft.withId(newId(transaction, NEXT_LEVEL, ids, id, "reward level"));
            transaction.update(
                    """
                    insert into reward_levels (campaign_id, id, title, description, required_points, subject, body,
                        image_url, visible)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    campaign,
                    level.id(),
                    level.title(),
                    level.description(),
                    level.requiredPoints(),
                    level.subject(),
                    level.body(),
                    level.imageUrl(),
                    level.visible());
            return level;
        });
    }

    RewardLevel changeLevel(long campaign, long id, UnaryOperator<RewardLevel> change) {
        return database.transaction(transaction -> {
            var level = change.apply(
                    one(transaction, campaign, LEVELS, RewardLevel.ROW, RewardLevel::id, id, "Reward level not found"));
            transaction.update(
                    """
                    update reward_levels set title = ?, description = ?, required_points = ?, subject = ?, body = ?,
                        image_url = ?, visible = ?
                    where campaign_id = ? and id = ?
                    """,
                    level.title(),
                    level.description(),
                    level.requiredPoints(),
                    level.subject(),
                    level.body(),
                    level.imageUrl(),
                    level.visible(),
                    campaign,
                    id);
            return level;
        });
    }

    /** Deletes a level; to whom it was granted it stays granted. */
    void deleteLevel(long campaign, long id) {
        database.transaction(transaction -> {
            one(transaction, campaign, LEVELS, RewardLevel.ROW, RewardLevel::id, id, "Reward level not found");
            return transaction.update("delete from reward_levels where campaign_id = ? and id = ?", campaign, id);
        });
    }

    /** The one of that id, under the campaign's lock, with its config version raised. */
    private static <T> T one(
            Transaction transaction,
            long campaign,
            String all,
            Row<T> row,
            Function<T, Long> idOf,
            long id,
            String otherwise) {
        Campaigns.changeRules(transaction, campaign);
        return transaction.list(all, row, campaign).stream()
                .filter(each -> idOf.apply(each) == id)
                .findFirst()
                .orElseThrow(() -> Refusal.notFound(otherwise));
    }

    /** The ids there are, under the campaign's lock, with its config version raised. */
    private static <T> List<Long> ids(
            Transaction transaction, long campaign, String all, Row<T> row, Function<T, Long> idOf) {
        Campaigns.changeRules(transaction, campaign);
        return transaction.list(all, row, campaign).stream().map(idOf).toList();
    }

    private static long newId(
            Transaction transaction, String next, List<Long> taken, @Nullable Long wanted, String what) {
        if (taken.size() >= MOST) {
            throw Refusal.invalid("A campaign has at most %,d of each: no more %s can be made".formatted(MOST, what));
        }
        if (wanted != null && taken.contains(wanted)) {
            throw Refusal.invalid("The id " + wanted + " is taken");
        }
        return wanted != null
                ? wanted
                : Campaigns.nextFree(
                        () -> transaction.first(next, row -> row.getLong(1)),
                        id -> taken.contains(id) ? Optional.of(1) : Optional.empty());
    }
}
