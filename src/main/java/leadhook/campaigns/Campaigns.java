package leadhook.campaigns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** All campaigns of the installation: made, listed, and their rules read. */
public final class Campaigns {
    private static final int MAX_TAGS = 1_000;
    private static final int MAX_NAME = 255;
    private static final int MAX_KNOWN = 10_000;
    private static final int MAX_PASSED_OVER = 1_000;

    private final Database database;
    private final InstantSource clock;
    private final RulesCache rules = new RulesCache();
    private final Cache<Long, Campaign> lately = Caffeine.newBuilder()
            .maximumSize(MAX_KNOWN)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public Campaigns(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What a new campaign is made of; without an id it gets the next free one. */
    public record Draft(
            @Nullable Long id,
            String name,
            @Nullable String url,
            @Nullable String thanksUrl,
            @Nullable String defaultCountry,
            boolean keyless) {
        public Draft {
            name = named(name);
            if (id != null && id < 1) {
                throw Refusal.invalid("A campaign id is a positive whole number");
            }
        }
    }

    /** Makes a campaign and the state its batches lock. Refuses an id that is taken. */
    public Campaign create(Draft draft) {
        return database.transaction(transaction -> create(transaction, draft));
    }

    /** The same as part of a transaction. */
    public Campaign create(Transaction transaction, Draft draft) {
        var id = draft.id() != null ? draft.id() : nextId(transaction);
        var campaign = new Campaign(
                id,
                draft.name(),
                draft.url(),
                draft.thanksUrl(),
                draft.defaultCountry(),
                0,
                draft.keyless(),
                clock.instant());
        insert(transaction, campaign);
        return campaign;
    }

    private static long nextId(Transaction transaction) {
        return nextFree(
                () -> transaction.first("select nextval('campaign_ids')", row -> row.getLong(1)),
                id -> transaction.first("select 1 from campaigns where id = ?", row -> row.getInt(1), id));
    }

    /** The next number that nothing has: ids that moved in with a campaign from elsewhere are passed over. */
    private static long nextFree(Supplier<Optional<Long>> next, LongFunction<Optional<Integer>> taken) {
        for (int tries = 0; tries < MAX_PASSED_OVER; tries++) {
            long id = next.get().orElseThrow();
            if (taken.apply(id).isEmpty()) {
                return id;
            }
        }
        throw new IllegalStateException(MAX_PASSED_OVER + " ids in a row are taken");
    }

    private static void insert(Transaction transaction, Campaign campaign) {
        int inserted = transaction.update(
                """
                insert into campaigns (id, name, url, thanks_url, default_country, jump_start, keyless, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do nothing
                """,
                campaign.id(),
                campaign.name(),
                campaign.url(),
                campaign.thanksUrl(),
                campaign.defaultCountry(),
                campaign.jumpStart(),
                campaign.keyless(),
                campaign.createdAt());
        if (inserted == 0) {
            throw Refusal.invalid("Campaign " + campaign.id() + " exists already");
        }
        transaction.update(
                "insert into campaign_state (campaign_id, last_at) values (?, ?)", campaign.id(), campaign.createdAt());
    }

    /** Campaigns in the order of their ids, above the given one. */
    public List<Campaign> list(long after, int limit) {
        return database.list("""
                select id, name, url, thanks_url, default_country, jump_start, keyless, created_at
                from campaigns where id > ? order by id limit ?
                """, Campaign.ROW, after, limit);
    }

    public boolean exists(long campaign) {
        return database.first("select 1 from campaigns where id = ?", row -> row.getInt(1), campaign)
                .isPresent();
    }

    /** A campaign as its keys see it: the count of leads includes the jump-start (contract 2.16). */
    public record Summary(long id, String name, long leadCount) {}

    public List<Summary> summaries(Long[] campaigns) {
        return database.list(
                """
                select id, name, jump_start + lead_count as lead_count
                from campaigns join campaign_state on campaign_id = id
                where id = any(?) order by id
                """, row -> new Summary(row.getLong("id"), row.getString("name"), row.getLong("lead_count")), (Object)
                        campaigns);
    }

    /** The campaign as it was at most five seconds ago; empty when there is none. */
    public Optional<Campaign> lately(long campaign) {
        var known = lately.getIfPresent(campaign);
        if (known != null) {
            return Optional.of(known);
        }
        var found = find(campaign);
        found.ifPresent(each -> lately.put(campaign, each));
        return found;
    }

    private Optional<Campaign> find(long campaign) {
        return database.first("""
                select id, name, url, thanks_url, default_country, jump_start, keyless, created_at
                from campaigns where id = ?
                """, Campaign.ROW, campaign);
    }

    /** Lets leads be made without a key from now on, or no more; at other nodes within seconds. */
    public Campaign setKeyless(long campaign, boolean keyless) {
        database.update("update campaigns set keyless = ? where id = ?", keyless, campaign);
        lately.invalidate(campaign);
        return find(campaign).orElseThrow(() -> Refusal.notFound("Campaign not found"));
    }

    /** The rules of these campaigns, at least as new as the config versions read in this transaction. */
    public Map<Long, Rules> rulesAt(Transaction transaction, Map<Long, Long> versions) {
        return rules.at(transaction, versions);
    }

    public List<Tag> tags(long campaign) {
        return database.list("""
                select id, name, description, points from tags where campaign_id = ? order by id
                """, Tag.ROW, campaign);
    }

    /** Makes a tag; with an id of one's own when it moves in. Refuses an id that is taken. */
    public Tag createTag(long campaign, @Nullable Long id, String name, String description, long points) {
        var checkedName = named(name);
        return database.transaction(transaction -> {
            changeRules(transaction, campaign);
            if (countTags(transaction, campaign) >= MAX_TAGS) {
                throw Refusal.invalid("A campaign has at most " + MAX_TAGS + " tags");
            }
            var tag = new Tag(id != null ? id : nextTagId(transaction, campaign), checkedName, description, points);
            int inserted = transaction.update("""
                    insert into tags (campaign_id, id, name, description, points) values (?, ?, ?, ?, ?)
                    on conflict do nothing
                    """, campaign, tag.id(), tag.name(), tag.description(), tag.points());
            if (inserted == 0) {
                throw Refusal.invalid("Tag " + tag.id() + " exists already");
            }
            return tag;
        });
    }

    /** Whether the campaign has that tag, asked in a transaction of somebody else's. */
    public boolean hasTag(Transaction transaction, long campaign, long tag) {
        return transaction
                .first("select 1 from tags where campaign_id = ? and id = ?", row -> row.getInt(1), campaign, tag)
                .isPresent();
    }

    private static long countTags(Transaction transaction, long campaign) {
        return transaction
                .first("select count(*) from tags where campaign_id = ?", row -> row.getLong(1), campaign)
                .orElse(0L);
    }

    private static long nextTagId(Transaction transaction, long campaign) {
        return nextFree(
                () -> transaction.first("select nextval('tag_ids')", row -> row.getLong(1)),
                id -> transaction.first(
                        "select 1 from tags where campaign_id = ? and id = ?", row -> row.getInt(1), campaign, id));
    }

    /** Raises the config version under the campaign's lock, so that a batch sees the change whole or not at all. */
    public static void changeRules(Transaction transaction, long campaign) {
        int changed = transaction.update(
                "update campaign_state set config_version = config_version + 1 where campaign_id = ?", campaign);
        if (changed == 0) {
            throw Refusal.notFound("Campaign not found");
        }
    }

    /** Lets nobody else change anything of the campaign until the transaction ends. */
    public static void lock(Transaction transaction, long campaign) {
        transaction.list(
                "select 1 from campaign_state where campaign_id = ? for no key update", row -> row.getInt(1), campaign);
    }

    private static String named(String name) {
        var stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > MAX_NAME || stripped.indexOf('\0') >= 0) {
            throw Refusal.invalid("A name has 1 to " + MAX_NAME + " characters");
        }
        return stripped;
    }
}
