package leadhook.campaigns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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

    private final Database database;

    public Incentives(Database database) {
        this.database = database;
    }

    /**
     * One kind of thing that a campaign has: its statements, and how it is read and written. {@code insert} takes campaign, id
     * and columns, {@code update} columns, campaign and id.
     */
    private record Kind<T>(
            String what,
            String all,
            String nextId,
            String insert,
            String update,
            String delete,
            Row<T> row,
            Function<T, Long> id,
            BiFunction<T, Long, T> withId,
            Function<T, @Nullable Object[]> columns) {
        List<T> of(Transaction transaction, long campaign) {
            return transaction.list(all, row, campaign);
        }

        List<Long> ids(Transaction transaction, long campaign) {
            return of(transaction, campaign).stream().map(id).toList();
        }

        T one(Transaction transaction, long campaign, long wanted) {
            return of(transaction, campaign).stream()
                    .filter(each -> id.apply(each) == wanted)
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound(what + " not found"));
        }
    }

    private static final Kind<Tag> TAG = new Kind<>(
            "Tag",
            "select id, name, description, points from tags where campaign_id = ? order by id",
            "select nextval('tag_ids')",
            "insert into tags (campaign_id, id, name, description, points) values (?, ?, ?, ?, ?)",
            "update tags set name = ?, description = ?, points = ? where campaign_id = ? and id = ?",
            "delete from tags where campaign_id = ? and id = ?",
            Tag.ROW,
            Tag::id,
            Tag::withId,
            tag -> new Object[] {tag.name(), tag.description(), tag.points()});

    private static final Kind<Action> ACTION = new Kind<>(
            "Action",
            "select id, text, points, kind, url, tag_id from actions where campaign_id = ? order by id",
            "select nextval('action_ids')",
            """
            insert into actions (campaign_id, id, text, points, kind, url, tag_id) values (?, ?, ?, ?, ?, ?, ?::bigint)
            """,
            """
            update actions set text = ?, points = ?, kind = ?, url = ?, tag_id = ?::bigint where campaign_id = ? and id = ?
            """,
            "delete from actions where campaign_id = ? and id = ?",
            Action.ROW,
            Action::id,
            Action::withId,
            action ->
                    new @Nullable Object[] {action.text(), action.points(), action.kind(), action.url(), action.tagId()
                    });

    /** By rising points. */
    private static final Kind<RewardLevel> LEVEL = new Kind<>(
            "Reward level",
            """
            select id, title, description, required_points, subject, body, image_url, visible
            from reward_levels where campaign_id = ? order by required_points, id
            """,
            "select nextval('reward_level_ids')",
            """
            insert into reward_levels (campaign_id, id, title, description, required_points, subject, body, image_url, visible)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            """
            update reward_levels set title = ?, description = ?, required_points = ?, subject = ?, body = ?, image_url = ?,
                visible = ?
            where campaign_id = ? and id = ?
            """,
            "delete from reward_levels where campaign_id = ? and id = ?",
            RewardLevel.ROW,
            RewardLevel::id,
            RewardLevel::withId,
            level -> new @Nullable Object[] {
                level.title(),
                level.description(),
                level.requiredPoints(),
                level.subject(),
                level.body(),
                level.imageUrl(),
                level.visible()
            });

    public List<Tag> tags(long campaign) {
        return database.transaction(transaction -> TAG.of(transaction, campaign));
    }

    public List<Action> actions(long campaign) {
        return database.transaction(transaction -> ACTION.of(transaction, campaign));
    }

    /** By rising points. */
    public List<RewardLevel> levels(long campaign) {
        return database.transaction(transaction -> LEVEL.of(transaction, campaign));
    }

    /** Makes a tag; with an id of one's own when it moves in. @throws Refusal 409 when the id is taken */
    public Tag create(long campaign, @Nullable Long id, Tag draft) {
        return create(TAG, campaign, id, draft);
    }

    Action create(long campaign, @Nullable Long id, Action draft) {
        return create(ACTION, campaign, id, draft);
    }

    RewardLevel create(long campaign, @Nullable Long id, RewardLevel draft) {
        return create(LEVEL, campaign, id, draft);
    }

    /** Changes a tag; who has it already keeps the points it gave. */
    Tag changeTag(long campaign, long id, UnaryOperator<Tag> change) {
        return change(TAG, campaign, id, change);
    }

    Action changeAction(long campaign, long id, UnaryOperator<Action> change) {
        return change(ACTION, campaign, id, change);
    }

    RewardLevel changeLevel(long campaign, long id, UnaryOperator<RewardLevel> change) {
        return change(LEVEL, campaign, id, change);
    }

    /** Deletes a tag; the points it gave stay. @throws Refusal 409 while an action is completed by it */
    void deleteTag(long campaign, long id) {
        delete(TAG, campaign, id);
    }

    void deleteAction(long campaign, long id) {
        delete(ACTION, campaign, id);
    }

    /** Deletes a level; to whom it was granted it stays granted. */
    void deleteLevel(long campaign, long id) {
        delete(LEVEL, campaign, id);
    }

    private <T> T create(Kind<T> kind, long campaign, @Nullable Long id, T draft) {
        return database.transaction(transaction -> {
            Campaigns.changeRules(transaction, campaign);
            requireItsTag(transaction, campaign, draft);
            var made = kind.withId.apply(draft, newId(transaction, kind, kind.ids(transaction, campaign), id));
            transaction.update(
                    kind.insert, values(List.of(campaign, kind.id.apply(made)), kind.columns.apply(made), List.of()));
            return made;
        });
    }

    private <T> T change(Kind<T> kind, long campaign, long id, UnaryOperator<T> change) {
        return database.transaction(transaction -> {
            Campaigns.changeRules(transaction, campaign);
            var changed = change.apply(kind.one(transaction, campaign, id));
            requireItsTag(transaction, campaign, changed);
            transaction.update(kind.update, values(List.of(), kind.columns.apply(changed), List.of(campaign, id)));
            return changed;
        });
    }

    private <T> void delete(Kind<T> kind, long campaign, long id) {
        database.transaction(transaction -> {
            Campaigns.changeRules(transaction, campaign);
            requireNoAction(transaction, campaign, kind.one(transaction, campaign, id));
            return transaction.update(kind.delete, campaign, id);
        });
    }

    private static @Nullable Object[] values(List<Object> before, @Nullable Object[] columns, List<Object> after) {
        var all = new ArrayList<@Nullable Object>(before);
        all.addAll(Arrays.asList(columns));
        all.addAll(after);
        return all.toArray();
    }

    /** What is completed by a tag needs one of its own campaign. */
    private static <T> void requireItsTag(Transaction transaction, long campaign, T thing) {
        if (thing instanceof Action action
                && action.tagId() != null
                && !TAG.ids(transaction, campaign).contains(action.tagId())) {
            throw Refusal.invalid("tag_id is no tag of this campaign");
        }
    }

    private static <T> void requireNoAction(Transaction transaction, long campaign, T thing) {
        if (thing instanceof Tag tag) {
            ACTION.of(transaction, campaign).stream()
                    .filter(action -> action.tagId() != null && action.tagId() == tag.id())
                    .findFirst()
                    .ifPresent(action -> {
                        throw Refusal.invalid("Action " + action.id() + " is completed by this tag");
                    });
        }
    }

    private static long newId(Transaction transaction, Kind<?> kind, List<Long> taken, @Nullable Long wanted) {
        if (taken.size() >= MOST) {
            throw Refusal.invalid("A campaign has at most %,d of each: no more can be made".formatted(MOST));
        }
        if (wanted != null && taken.contains(wanted)) {
            throw Refusal.invalid("The id " + wanted + " is taken");
        }
        return wanted != null
                ? wanted
                : Campaigns.nextFree(
                        () -> transaction.first(kind.nextId, row -> row.getLong(1)),
                        id -> taken.contains(id) ? Optional.of(1) : Optional.empty());
    }
}
