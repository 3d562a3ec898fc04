package leadhook.campaigns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.platform.database.Transaction;

/**
 * The rules of campaigns, kept by config version. A change of rules raises the version under the campaign's lock, so
 * whoever holds the lock, or has read the version, knows whether what is kept still holds.
 */
final class RulesCache {
    /** Things that are kept altogether: tags, domains and so on, and a few for each campaign; 100 bytes each, more or less. */
    private static final long MAX_THINGS = 1_000_000;

    private static final int THINGS_OF_A_CAMPAIGN = 10;

    private final Cache<Long, Rules> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_THINGS)
            .weigher(RulesCache::things)
            .build();

    /** The rules of these campaigns, by id, at least as new as the versions given; four statements when any is not kept. */
    Map<Long, Rules> at(Transaction transaction, Map<Long, Long> versions) {
        var rules = new HashMap<Long, Rules>();
        var missing = new ArrayList<Long>();
        versions.forEach((campaign, version) -> {
            var known = kept.getIfPresent(campaign);
            if (known != null && known.version() >= version) {
                rules.put(campaign, known);
            } else {
                missing.add(campaign);
            }
        });
        if (!missing.isEmpty()) {
            var loaded = load(transaction, missing.toArray(Long[]::new), versions);
            kept.putAll(loaded);
            rules.putAll(loaded);
        }
        return rules;
    }

    private static int things(Long campaign, Rules rules) {
        return THINGS_OF_A_CAMPAIGN
                + rules.fraud().size()
                + rules.tags().size()
                + rules.actions().size()
                + rules.levels().size();
    }

    private static Map<Long, Rules> load(Transaction transaction, Long[] campaigns, Map<Long, Long> versions) {
        var tags = new HashMap<Long, Map<Long, Tag>>();
        transaction.list(
                "select * from tags where campaign_id = any(?)",
                row -> tags.computeIfAbsent(row.getLong("campaign_id"), _ -> new HashMap<>())
                        .put(row.getLong("id"), Tag.ROW.read(row)),
                (Object) campaigns);
        var actions = new HashMap<Long, Map<Long, Action>>();
        transaction.list(
                "select * from actions where campaign_id = any(?)",
                row -> actions.computeIfAbsent(row.getLong("campaign_id"), _ -> new HashMap<>())
                        .put(row.getLong("id"), Action.ROW.read(row)),
                (Object) campaigns);
        var levels = new HashMap<Long, List<RewardLevel>>();
        transaction.list(
                "select * from reward_levels where campaign_id = any(?)",
                row -> levels.computeIfAbsent(row.getLong("campaign_id"), _ -> new ArrayList<>())
                        .add(RewardLevel.ROW.read(row)),
                (Object) campaigns);
        var rules = new HashMap<Long, Rules>();
        transaction
                .list("select * from campaigns where id = any(?)", Campaign.ROW, (Object) campaigns)
                .forEach(campaign -> rules.put(
                        campaign.id(),
                        Rules.of(
                                campaign,
                                versions.getOrDefault(campaign.id(), 0L),
                                tags.getOrDefault(campaign.id(), Map.of()),
                                actions.getOrDefault(campaign.id(), Map.of()),
                                levels.getOrDefault(campaign.id(), List.of()))));
        return rules;
    }
}
