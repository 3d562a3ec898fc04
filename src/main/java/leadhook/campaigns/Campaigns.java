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
import java.util.function.UnaryOperator;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.http.Call;
import leadhook.platform.jobs.Jobs;
import org.jspecify.annotations.Nullable;

/** All campaigns of the installation: made, listed, and their rules read. */
public final class Campaigns {
    /** The kind of job that looks at the leads of a campaign anew, since its rules are others. */
    public static final String REVIEW = "review_leads";

    private static final int MAX_NAME = 255;
    private static final int MAX_KNOWN = 200_000;
    private static final int MAX_PASSED_OVER = 1_000;

    private final Database database;
    private final InstantSource clock;
    private final RulesCache rules = new RulesCache();
    private final Cache<Long, Campaign> lately = Caffeine.newBuilder()
            .maximumWeight(MAX_KNOWN)
            .weigher((Long id, Campaign campaign) -> 10 + campaign.fraud().size())
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public Campaigns(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Makes a campaign and the state its batches lock; with an id of one's own when it moves in. @throws Refusal 409 when that is taken */
    public Campaign create(@Nullable Long id, Campaign draft) {
        return database.transaction(transaction -> create(transaction, id, draft));
    }

    /** The same as part of a transaction. */
    public Campaign create(Transaction transaction, @Nullable Long id, Campaign draft) {
        var campaign = draft.withId(id != null ? id : nextId(transaction), clock.instant());
        insert(transaction, campaign);
        return campaign;
    }

    private static long nextId(Transaction transaction) {
        return nextFree(
                () -> transaction.first("select nextval('campaign_ids')", row -> row.getLong(1)),
                id -> transaction.first("select 1 from campaigns where id = ?", row -> row.getInt(1), id));
    }

    /** The next number that nothing has: ids that moved in with a campaign from elsewhere are passed over. */
    static long nextFree(Supplier<Optional<Long>> next, LongFunction<Optional<Integer>> taken) {
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
                "insert into campaigns (id, name, created_at) values (?, ?, ?) on conflict (id) do nothing",
                campaign.id(),
                campaign.name(),
                campaign.createdAt());
        if (inserted == 0) {
            throw Refusal.invalid("Campaign " + campaign.id() + " exists already");
        }
        update(transaction, campaign);
        transaction.update(
                "insert into campaign_state (campaign_id, last_at) values (?, ?)", campaign.id(), campaign.createdAt());
    }

    private static void update(Transaction transaction, Campaign campaign) {
        var scoring = campaign.scoring();
        var fraud = campaign.fraud();
        transaction.update(
                """
                update campaigns set name = ?, url = ?, thanks_url = ?, verified_url = ?, default_country = ?,
                    jump_start = ?, keyless = ?, hosted_forms = ?, verification = ?,
                    points_signup = ?, points_direct = ?, points_indirect = ?, points_verified_direct = ?,
                    points_verified_indirect = ?, referrals_need_verification = ?, signups_per_address = ?,
                    trusted_addresses = ?, blocked_email_domains = ?, blocked_referrer_domains = ?
                where id = ?
                """,
                campaign.name(),
                campaign.url(),
                campaign.thanksUrl(),
                campaign.verifiedUrl(),
                campaign.defaultCountry(),
                campaign.jumpStart(),
                campaign.keyless(),
                campaign.hostedForms(),
                campaign.verification(),
                scoring.signup(),
                scoring.direct(),
                scoring.indirect(),
                scoring.verifiedDirect(),
                scoring.verifiedIndirect(),
                scoring.needsVerification(),
                fraud.signupsPerAddress(),
                fraud.trustedAddresses().toArray(String[]::new),
                fraud.emailDomains().sorted(),
                fraud.referrerDomains().sorted(),
                campaign.id());
    }

    /**
     * Changes what may be changed; at other nodes it is seen within seconds, by batches at once. Leads that were there before
     * are looked at anew by a job when the change concerns them.
     */
    public Campaign change(long id, UnaryOperator<Campaign> change) {
        var changed = database.transaction(transaction -> {
            changeRules(transaction, id);
            var before = transaction
                    .first("select * from campaigns where id = ?", Campaign.ROW, id)
                    .orElseThrow();
            var after = change.apply(before);
            update(transaction, after);
            if (after.judgesOtherwiseThan(before)) {
                Jobs.restart(transaction, REVIEW, id, "rules", clock.instant());
            }
            return after;
        });
        lately.invalidate(id);
        return changed;
    }

    /** Campaigns in the order of their ids, above the given one. */
    public List<Campaign> list(long after, int limit) {
        return database.list("""
                select * from campaigns where id > ? order by id limit ?
                """, Campaign.ROW, after, limit);
    }

    public boolean exists(long campaign) {
        return database.first("select 1 from campaigns where id = ?", row -> row.getInt(1), campaign)
                .isPresent();
    }

    /** The {@code {campaign}} of an operator's URL. @throws Refusal 404 when there is none */
    public long existing(Call call) {
        return call.number("campaign").filter(this::exists).orElseThrow(() -> Refusal.notFound("Campaign not found"));
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

    /** The campaign as it is now; empty when there is none. */
    public Optional<Campaign> find(long campaign) {
        return database.first("select * from campaigns where id = ?", Campaign.ROW, campaign);
    }

    /** The rules of these campaigns, at least as new as the config versions read in this transaction. */
    public Map<Long, Rules> rulesAt(Transaction transaction, Map<Long, Long> versions) {
        return rules.at(transaction, versions);
    }

    /** Whether the campaign has that tag, asked in a transaction of somebody else's. */
    public boolean hasTag(Transaction transaction, long campaign, long tag) {
        return transaction
                .first("select 1 from tags where campaign_id = ? and id = ?", row -> row.getInt(1), campaign, tag)
                .isPresent();
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

    /** A name as it is kept. @throws Refusal 409 when it is none */
    public static String named(String name) {
        var stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > MAX_NAME || stripped.indexOf('\0') >= 0) {
            throw Refusal.invalid("A name has 1 to " + MAX_NAME + " characters");
        }
        return stripped;
    }
}
