package leadhook.leads;

import static leadhook.leads.CampaignInMemory.FIVE_POINTS;
import static leadhook.leads.CampaignInMemory.ID;
import static leadhook.leads.CampaignInMemory.TAKES_THREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import leadhook.campaigns.Action;
import leadhook.campaigns.FraudRules;
import leadhook.campaigns.RewardLevel;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Scoring;
import leadhook.leads.Tally.Parts;
import leadhook.platform.Refusal;
import org.junit.jupiter.api.Test;

/** What leads earn and are given for it (contract 7.2, 7.4, Q34 to Q36). */
class ScoringTest {
    private static final Action VISIT = new Action(21, "Visit us", 3, "visit_url", null, null);
    private static final Action INSTALL = new Action(22, "Install", 50, "custom", null, FIVE_POINTS.id());
    private static final Action FINE = new Action(23, "Fine", -4, "custom", null, null);

    private static final Scoring CUSTOM = new Scoring(2, 10, 1, 30, 5, false);
    private static final Scoring GATED = new Scoring(0, 10, 1, 30, 5, true);

    private static Rules rules(Scoring scoring, RewardLevel... levels) {
        return CampaignInMemory.rules(scoring, FraudRules.USUAL, List.of(VISIT, INSTALL, FINE), List.of(levels));
    }

    private static CampaignInMemory scoring(Scoring scoring, RewardLevel... levels) {
        return new CampaignInMemory(rules(scoring, levels), CampaignInMemory.FRAUD);
    }

    private static RewardLevel level(long id, long points) {
        return new RewardLevel(id, "Level " + id, "", points, null, null, null, true);
    }

    private static Command lead(long id) {
        return Commands.signUp(ID, id, "lead" + id + "@example.com");
    }

    private static Command lead(long id, long referrer) {
        return Commands.of(ID, id)
                .email("lead" + id + "@example.com")
                .referredBy(referrer)
                .command();
    }

    /** Ada (101) brings Bob (102), who brings Cid (103). */
    private static CampaignInMemory threeInARow(Scoring scoring) {
        return scoring(scoring).batch(lead(101), lead(102, 101), lead(103, 102));
    }

    private static List<Long> scores(CampaignInMemory of, long... leads) {
        return LongStream.of(leads).mapToObj(of::score).toList();
    }

    private static List<String> after(CampaignInMemory campaign, Command... commands) {
        campaign.news();
        return campaign.batch(commands).news();
    }

    private static String score(long lead, long before, long after) {
        return "score_change %d \"__score_change\":{\"previous_contest_score\":%d,\"current_contest_score\":%d}"
                .formatted(lead, before, after);
    }

    private static String reward(long lead, RewardLevel level) {
        return "reward_level %d \"__reward_level\":{\"reward_level_id\":%d,\"subject\":\"%s\",\"required_points\":%d,\"emailed\":false}"
                .formatted(lead, level.id(), level.calledInEvents(), level.requiredPoints());
    }

    // For signing up and for referrals

    @Test
    void by_the_basic_rule_a_direct_referral_is_a_point_and_nothing_else_is() {
        var campaign = threeInARow(Scoring.BASIC);

        assertThat(scores(campaign, 101, 102, 103)).containsExactly(1L, 1L, 0L);
    }

    @Test
    void by_rules_of_its_own_a_campaign_gives_points_for_signing_up_and_on_two_levels() {
        var campaign = threeInARow(CUSTOM);
        campaign.batch(lead(104, 103));

        assertThat(scores(campaign, 101, 102, 103, 104)).containsExactly(2L + 10 + 1, 2L + 10 + 1, 2L + 10, 2L);
        assertThat(campaign.lead(101).tally().parts()).isEqualTo(new Parts(2, 11, 0, 0));
    }

    @Test
    void what_was_spent_before_it_was_taken_back_is_paid_by_what_comes_next_and_nobody_gains_by_it() {
        var campaign = threeInARow(Scoring.BASIC).batch(Commands.points(-1, 101));
        assertThat(campaign.score(101)).isZero();

        campaign.batch(Commands.treat(Treatment.BLOCK, 102));
        assertThat(campaign.lead(101).tally().parts()).isEqualTo(new Parts(0, 0, -1, 1));
        assertThat(after(campaign, Commands.treat(Treatment.APPROVE, 102))).isEmpty();
        assertThat(campaign.lead(101).tally().parts()).isEqualTo(new Parts(0, 1, -1, 0));

        campaign.batch(Commands.treat(Treatment.BLOCK, 102));
        campaign.batch(lead(104, 101));
        assertThat(campaign.score(101))
                .as("the new referral pays for the spent one")
                .isZero();
        campaign.batch(lead(105, 101));
        assertThat(campaign.score(101)).isEqualTo(1);
        campaign.batch(Commands.treat(Treatment.APPROVE, 102));
        assertThat(campaign.score(101)).as("three referrals, one spent").isEqualTo(2);
    }

    @Test
    void points_for_signing_up_come_once() {
        var campaign = scoring(CUSTOM);

        assertThat(after(campaign, lead(101), lead(101)))
                .containsExactly(
                        "new_signup 101", "new_signup_not_excluded 101", score(101, 0, 2), "repeat_signup 101");
    }

    @Test
    void a_referral_that_is_verified_is_worth_what_verified_ones_are() {
        var campaign = threeInARow(CUSTOM);

        assertThat(after(campaign, Commands.treat(Treatment.VERIFY, 103)))
                .containsExactly("verified 103", score(102, 12, 32), score(101, 13, 17));
        assertThat(campaign.lead(102).tally().direct()).isEqualTo(new Counts(1, 1, 1, 1));
        assertThat(campaign.lead(101).tally().indirect()).isEqualTo(new Counts(1, 1, 1, 1));
    }

    @Test
    void where_verification_is_needed_a_referral_scores_with_it_and_is_told_of_at_once() {
        var campaign = scoring(GATED).batch(lead(101), lead(102, 101));

        assertThat(after(campaign, lead(103, 102)))
                .containsExactly(
                        "new_signup 103",
                        "new_signup_not_excluded 103",
                        "referral 102 \"__referral\":{\"social_id\":\"37\",\"email\":\"lead103@example.com\"}");
        assertThat(campaign.lead(102).tally().referrals(GATED)).isZero();

        assertThat(after(campaign, Commands.treat(Treatment.VERIFY, 103)))
                .containsExactly("verified 103", score(102, 0, 30), score(101, 0, 5));
        assertThat(campaign.lead(102).tally().referrals(GATED)).isEqualTo(1);
    }

    @Test
    void a_lead_that_is_verified_and_flagged_gives_nothing_until_it_is_approved() {
        var campaign = threeInARow(GATED).batch(Commands.treat(Treatment.BLOCK, 103));

        assertThat(after(campaign, Commands.treat(Treatment.VERIFY, 103))).containsExactly("verified 103");
        assertThat(after(campaign, Commands.treat(Treatment.APPROVE, 103)))
                .containsExactly(score(102, 0, 30), score(101, 0, 5));
    }

    // Actions, tags, and points that callers give

    @Test
    void an_action_gives_its_points_once() {
        var campaign = scoring(Scoring.BASIC).batch(lead(101));

        assertThat(after(campaign, Commands.complete(VISIT.id(), 101), Commands.complete(VISIT.id(), 101)))
                .containsExactly(score(101, 0, 3));
        assertThat(after(campaign, Commands.complete(VISIT.id(), 101))).isEmpty();
        assertThat(campaign.lead(101).actions()).containsExactly(VISIT.id());
        assertThat(campaign.ledger).containsExactly(Change.Scored.action(101, 3, VISIT.id()));
    }

    @Test
    void an_action_behind_a_tag_is_completed_by_it_and_adds_nothing() {
        var campaign = scoring(Scoring.BASIC).batch(lead(101));

        assertThat(after(campaign, Commands.tag(FIVE_POINTS.id(), 101)))
                .containsExactly(
                        "tagged 101 \"__tagged\":{\"tag_id\":1,\"name\":\"Beta\",\"points\":5}", score(101, 0, 5));
        assertThat(campaign.lead(101).actions()).containsExactly(INSTALL.id());
        assertThat(campaign.ledger).containsExactly(Change.Scored.tag(101, 5, FIVE_POINTS.id()));
        assertThatThrownBy(() -> campaign.batch(Commands.complete(INSTALL.id(), 101)))
                .isInstanceOf(Refusal.class)
                .hasMessage("This action is completed by adding its lead tag");
    }

    @Test
    void a_score_never_falls_below_zero_whatever_is_taken() {
        var campaign = scoring(Scoring.BASIC).batch(lead(101), lead(102, 101));

        campaign.batch(Commands.complete(FINE.id(), 101), Commands.tag(TAKES_THREE.id(), 101));
        campaign.batch(Commands.points(-99_999, 101), Commands.points(4, 101));

        assertThat(campaign.score(101)).isEqualTo(4);
        assertThat(campaign.ledger).extracting(Change.Scored::points).containsExactly(1L, -1L, 4L);
    }

    @Test
    void points_that_come_and_go_in_one_request_leave_no_score_change() {
        var campaign = scoring(Scoring.BASIC).batch(lead(101));

        assertThat(after(campaign, Commands.points(-5, 101), Commands.points(0, 101)))
                .isEmpty();
    }

    // Reward levels

    @Test
    void a_level_is_granted_when_the_score_first_reaches_it() {
        var level = level(11, 3);
        var campaign = scoring(Scoring.BASIC, level).batch(lead(101), Commands.points(2, 101));
        assertThat(campaign.lead(101).levels()).isEmpty();

        assertThat(after(campaign, Commands.points(1, 101))).containsExactly(score(101, 2, 3), reward(101, level));
    }

    @Test
    void several_are_granted_at_once_by_rising_points() {
        var campaign = scoring(Scoring.BASIC, level(11, 9), level(12, 1), level(13, 5), level(14, 10), level(15, 5))
                .batch(lead(101));

        assertThat(after(campaign, Commands.points(9, 101)))
                .containsExactly(
                        score(101, 0, 9),
                        reward(101, level(12, 1)),
                        reward(101, level(13, 5)),
                        reward(101, level(15, 5)),
                        reward(101, level(11, 9)));
    }

    @Test
    void a_level_is_not_taken_back_and_not_granted_again() {
        var campaign = scoring(Scoring.BASIC, level(11, 3)).batch(lead(101), Commands.points(3, 101));

        campaign.news();
        campaign.batch(Commands.points(-3, 101), Commands.points(3, 101), Commands.points(50, 101));

        assertThat(campaign.lead(101).levels()).containsExactly(11L);
        assertThat(campaign.news()).noneMatch(event -> event.startsWith("reward_level"));
    }

    @Test
    void a_level_that_was_passed_before_it_existed_is_granted_when_the_score_next_changes() {
        var late = level(12, 2);
        var campaign = scoring(Scoring.BASIC, level(11, 3)).batch(lead(101), Commands.points(5, 101));
        campaign.ruledBy(rules(Scoring.BASIC, late, level(11, 3)));

        assertThat(after(campaign, lead(101), Commands.treat(Treatment.VERIFY, 101)))
                .containsExactly("repeat_signup 101", "verified 101");
        assertThat(after(campaign, Commands.points(-1, 101))).containsExactly(score(101, 5, 4), reward(101, late));
    }

    @Test
    void a_level_that_the_score_no_longer_reaches_when_it_changes_is_not_granted() {
        var campaign = scoring(Scoring.BASIC).batch(lead(101), Commands.points(5, 101));
        campaign.ruledBy(rules(Scoring.BASIC, level(12, 5)));

        assertThat(after(campaign, Commands.points(-1, 101))).containsExactly(score(101, 5, 4));
    }

    @Test
    void a_signup_may_reach_a_level_and_so_may_those_who_brought_it() {
        var level = level(11, 2);
        var campaign = scoring(new Scoring(2, 1, 1, 1, 1, false), level).batch(lead(101));

        assertThat(campaign.lead(101).levels()).containsExactly(11L);
        campaign.ruledBy(rules(new Scoring(0, 2, 2, 2, 2, false), level));
        campaign.batch(lead(102), lead(103, 102), lead(104, 103));

        assertThat(campaign.lead(102).levels()).containsExactly(11L);
        assertThat(campaign.lead(103).levels()).containsExactly(11L);
        assertThat(campaign.lead(104).levels()).isEmpty();
    }

    // Other rules

    @Test
    void other_rules_hold_for_what_is_counted_already_once_a_lead_is_looked_at_again() {
        var campaign = threeInARow(Scoring.BASIC).ruledBy(rules(CUSTOM));
        campaign.batch(Commands.tag(FIVE_POINTS.id(), 101), Commands.points(7, 102));

        assertThat(after(campaign, Commands.review(101, 102, 103)))
                .containsExactlyInAnyOrder(score(101, 6, 18), score(102, 8, 19), score(103, 0, 2));
        assertThat(after(campaign, Commands.review(101, 102, 103))).isEmpty();
    }

    @Test
    void rules_that_give_less_take_away_what_those_before_gave_and_no_more() {
        var campaign = threeInARow(CUSTOM).batch(Commands.points(-12, 102));
        assertThat(campaign.score(102)).isZero();

        campaign.ruledBy(rules(new Scoring(0, 0, 0, 0, 0, false)));
        campaign.batch(Commands.review(101, 102, 103));

        assertThat(scores(campaign, 101, 102, 103)).containsExactly(0L, 0L, 0L);
    }
}
