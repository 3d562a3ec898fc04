package leadhook.campaigns;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leadhook.platform.AddressBlocks;

/**
 * A campaign with its tags, actions and reward levels as of a config version: all that deciding and showing its leads
 * depends on.
 *
 * @param levels by rising points
 * @param trusted addresses from which any number of signups may come
 */
public record Rules(
        Campaign campaign,
        long version,
        Map<Long, Tag> tags,
        Map<Long, Action> actions,
        List<RewardLevel> levels,
        AddressBlocks trusted) {

    /** Rules of a campaign with these things. */
    public static Rules of(
            Campaign campaign, long version, Map<Long, Tag> tags, Map<Long, Action> actions, List<RewardLevel> levels) {
        return new Rules(
                campaign,
                version,
                Map.copyOf(tags),
                Map.copyOf(actions),
                levels.stream()
                        .sorted(Comparator.comparingLong(RewardLevel::requiredPoints)
                                .thenComparingLong(RewardLevel::id))
                        .toList(),
                campaign.fraud().trusted());
    }

    public Scoring scoring() {
        return campaign.scoring();
    }

    public FraudRules fraud() {
        return campaign.fraud();
    }

    public Optional<Tag> tag(long id) {
        return Optional.ofNullable(tags.get(id));
    }

    public Optional<Action> action(long id) {
        return Optional.ofNullable(actions.get(id));
    }

    /** The actions that this tag completes, in the order of their ids. */
    public List<Action> actionsOf(Tag tag) {
        return actions.values().stream()
                .filter(action -> action.tagId() != null && action.tagId() == tag.id())
                .sorted(Comparator.comparingLong(Action::id))
                .toList();
    }
}
