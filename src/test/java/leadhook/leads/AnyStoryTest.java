package leadhook.leads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leadhook.campaigns.Action;
import leadhook.campaigns.Domains;
import leadhook.campaigns.FraudRules;
import leadhook.campaigns.RewardLevel;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Scoring;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to leads, and however it falls into batches: all counts are in the end what counting anew gives. */
class AnyStoryTest {
    private static final FraudRules STRICT =
            new FraudRules(2, List.of(), Domains.of(List.of(Doing.BLOCKED)), Domains.NONE);
    private static final List<Action> ACTIONS = List.of(
            new Action(21, "Visit us", 3, "visit_url", null, null),
            new Action(22, "Share", 2, "custom", null, null),
            new Action(23, "Install", 50, "custom", null, 1L));
    private static final List<RewardLevel> LEVELS = List.of(
            new RewardLevel(11, "Early", "", 3, null, null, null, true),
            new RewardLevel(12, "Often", "", 8, null, null, null, true));

    @Provide
    Arbitrary<List<Doing>> stories() {
        return Doing.some(40);
    }

    @Provide
    Arbitrary<Rules> rules() {
        var points = Arbitraries.longs().between(0, 3);
        return Combinators.combine(points, points, points, points, points, Arbitraries.of(true, false))
                .as(Scoring::new)
                .map(scoring -> CampaignInMemory.rules(scoring, STRICT, ACTIONS, LEVELS));
    }

    private static void happen(CampaignInMemory campaign, List<Doing> story, int from, int to) {
        var batch = new ArrayList<Command>();
        for (int i = from; i < to; i++) {
            batch.add(story.get(i).command(i));
            if (story.get(i).lastOfBatch() || i == to - 1) {
                campaign.batchOfWhatIsPossible(batch);
                batch.clear();
            }
        }
    }

    @Property
    void counts_are_what_counting_anew_gives(@ForAll("stories") List<Doing> story, @ForAll("rules") Rules rules) {
        var campaign = new CampaignInMemory(rules, CampaignInMemory.FRAUD);

        happen(campaign, story, 0, story.size());

        var anew = new CountedAnew(campaign);
        anew.compare();
        anew.compareLevels();
        anew.compareFlags(Doing.BLOCKED);
    }

    @Property
    void where_nothing_is_taken_scores_are_what_the_rules_give(
            @ForAll("stories") List<Doing> stories, @ForAll("rules") Rules rules) {
        var story = stories.stream().filter(doing -> !doing.takes()).toList();
        var campaign = new CampaignInMemory(rules, CampaignInMemory.FRAUD);

        happen(campaign, story, 0, story.size());

        var anew = new CountedAnew(campaign);
        anew.compare();
        anew.compareWithTheRules();
    }

    @Property
    void rules_may_change_in_the_middle_and_once_all_are_reviewed_hold_as_if_they_always_had(
            @ForAll("stories") List<Doing> stories,
            @ForAll("rules") Rules before,
            @ForAll("rules") Rules then,
            @ForAll boolean reviewed) {
        var story = stories.stream().filter(doing -> !doing.takes()).toList();
        var campaign = new CampaignInMemory(before, CampaignInMemory.FRAUD);
        int middle = story.size() / 2;

        happen(campaign, story, 0, middle);
        campaign.ruledBy(then);
        if (reviewed) {
            review(campaign);
        }
        happen(campaign, story, middle, story.size());
        review(campaign);

        var anew = new CountedAnew(campaign);
        anew.compare();
        anew.compareWithTheRules();
        anew.compareLevels();
    }

    /** In two parts, as by a job. */
    private static void review(CampaignInMemory campaign) {
        var ids = campaign.leads.keySet().stream().mapToLong(Long::longValue).toArray();
        for (int i = 0; i < ids.length; i += 3) {
            campaign.batch(Commands.review(Arrays.copyOfRange(ids, i, Math.min(ids.length, i + 3))));
        }
    }
}
