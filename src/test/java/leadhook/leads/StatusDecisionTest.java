package leadhook.leads;

import static leadhook.leads.CampaignInMemory.FIVE_POINTS;
import static leadhook.leads.CampaignInMemory.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import leadhook.campaigns.Domains;
import leadhook.campaigns.FraudRules;
import leadhook.campaigns.RewardLevel;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Scoring;
import leadhook.platform.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Leads flagged, approved, blocked, verified, opted out and taken off the waitlist (contract 2.4, 7.3 to 7.7). */
class StatusDecisionTest {
    private static final RewardLevel AT_ONE = new RewardLevel(11, "First friend", "", 1, null, null, null, true);
    private static final RewardLevel AT_FIVE = new RewardLevel(15, "Five", "", 5, "You did it", null, null, true);

    private static final FraudRules STRICT =
            new FraudRules(5, List.of(), Domains.of(List.of("bad.example")), Domains.NONE);
    private static final Rules RULES =
            CampaignInMemory.rules(new Scoring(0, 1, 1, 1, 1, false), STRICT, List.of(), List.of(AT_FIVE, AT_ONE));

    private final CampaignInMemory campaign = new CampaignInMemory(RULES, CampaignInMemory.FRAUD);

    private static Command bad(long id, long referrer) {
        return Commands.of(ID, id)
                .email("lead" + id + "@bad.example")
                .referredBy(referrer)
                .command();
    }

    private static Command good(long id, long referrer) {
        return Commands.of(ID, id)
                .email("lead" + id + "@example.com")
                .referredBy(referrer)
                .command();
    }

    private static Command good(long id) {
        return Commands.signUp(ID, id, "lead" + id + "@example.com");
    }

    private List<String> after(Command... commands) {
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

    private static String referral(long referrer, long lead, String email) {
        return "referral %d \"__referral\":{\"social_id\":\"%s\",\"email\":\"%s\"}"
                .formatted(referrer, SocialId.of(lead), email);
    }

    // A lead that is flagged

    @Test
    void a_flagged_signup_is_told_of_as_such_and_gives_its_referrers_nothing() {
        campaign.batch(good(101), good(102, 101));

        assertThat(after(bad(103, 102)))
                .containsExactly("new_signup 103", "marked_as_fraudulent 103 \"__fraudulent\":[\"bad_email_domain\"]");
        assertThat(campaign.score(102)).isZero();
        assertThat(campaign.lead(102).tally().referrals(RULES.scoring())).isZero();
        assertThat(campaign.lead(102).tally().direct()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(campaign.lead(101).tally().indirect()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(campaign.state.census().flagged()).isEqualTo(1);
        assertThat(campaign.lead(103).lead().parentId()).isEqualTo(102);
    }

    @Test
    void flagged_leads_rank_after_all_others_and_take_no_place_among_them() {
        campaign.batch(good(101), good(102), bad(103, 0));
        campaign.batch(Commands.points(9, 103), Commands.points(3, 102));

        assertThat(campaign.standings).isEqualTo(Map.of(3L, 1L));
        campaign.batch(good(101), good(102), bad(103, 0));
        assertThat(campaign.shown.subList(3, 6))
                .extracting(CampaignInMemory.Shown::scoreRank)
                .containsExactly(2L, 1L, 3L);
        assertThat(campaign.state.census().scored()).isEqualTo(1);
    }

    @Test
    void a_flagged_lead_earns_points_and_gets_no_reward_for_them() {
        campaign.batch(bad(101, 0));

        assertThat(after(Commands.points(7, 101))).containsExactly(score(101, 0, 7));
        assertThat(campaign.lead(101).levels()).isEmpty();
    }

    // Approving

    @Test
    void approving_clears_all_flags_for_good() {
        campaign.batch(bad(101, 0), Commands.treat(Treatment.BLOCK, 101));
        assertThat(campaign.flags(101)).containsExactly("bad_email_domain", "blocked");

        campaign.batch(Commands.treat(Treatment.APPROVE, 101));
        campaign.batch(Commands.review(101));

        assertThat(campaign.flags(101)).isEmpty();
        assertThat(campaign.lead(101).lead().status().approved()).isTrue();
    }

    @Test
    void approving_tells_at_last_what_the_signup_would_have_told_and_in_that_order() {
        campaign.batch(good(101), good(102, 101), bad(103, 102), Commands.points(1, 103));

        assertThat(after(Commands.treat(Treatment.APPROVE, 103)))
                .containsExactly(
                        "new_signup_not_excluded 103",
                        reward(103, AT_ONE),
                        referral(102, 103, "lead103@bad.example"),
                        score(102, 0, 1),
                        reward(102, AT_ONE),
                        score(101, 1, 2));
        assertThat(campaign.standings).isEqualTo(Map.of(1L, 2L, 2L, 1L));
    }

    @Test
    void a_lead_is_told_of_as_not_excluded_and_as_a_referral_once_however_often_it_is_approved() {
        campaign.batch(good(101), bad(102, 101), Commands.treat(Treatment.APPROVE, 102));

        assertThat(after(Commands.treat(Treatment.BLOCK, 102), Commands.treat(Treatment.APPROVE, 102)))
                .containsExactly(
                        "marked_as_fraudulent 102 \"__fraudulent\":[\"blocked\"]", score(101, 1, 0), score(101, 0, 1));
        assertThat(after(Commands.treat(Treatment.APPROVE, 102))).isEmpty();
    }

    @Test
    void one_that_was_never_flagged_has_nothing_to_tell_when_it_is_approved() {
        campaign.batch(good(101), good(102, 101));

        assertThat(after(Commands.treat(Treatment.APPROVE, 101, 102))).isEmpty();
        assertThat(campaign.lead(102).lead().status().approved()).isTrue();
    }

    @Test
    void approving_one_that_was_never_flagged_grants_no_level_that_came_later() {
        campaign.batch(good(101), Commands.points(7, 101));
        var late = new RewardLevel(12, "Late", "", 2, null, null, null, true);
        campaign.ruledBy(CampaignInMemory.rules(RULES.scoring(), STRICT, List.of(), List.of(AT_ONE, late, AT_FIVE)));

        assertThat(after(Commands.treat(Treatment.APPROVE, 101))).isEmpty();
    }

    @Test
    void one_that_was_let_pass_and_blocked_later_is_not_told_of_as_new_again() {
        campaign.batch(good(101), good(102, 101), Commands.treat(Treatment.BLOCK, 102));

        assertThat(after(Commands.treat(Treatment.APPROVE, 102))).containsExactly(score(101, 0, 1));
    }

    @Test
    void several_are_approved_at_once_and_each_score_is_told_once() {
        campaign.batch(good(101), bad(102, 101), bad(103, 102), bad(104, 102));

        assertThat(after(Commands.treat(Treatment.APPROVE, 103, 102, 104)))
                .filteredOn(event -> event.startsWith("score_change"))
                .containsExactlyInAnyOrder(score(102, 0, 2), score(101, 0, 3));
        assertThat(campaign.lead(102).levels()).containsExactly(AT_ONE.id());
    }

    @Test
    void approved_leads_pass_every_later_check_by_itself_but_not_a_block_by_hand() {
        campaign.batch(Commands.of(ID, 101).phone("+420777000111").command());
        campaign.batch(Commands.treat(Treatment.APPROVE, 101));
        campaign.batch(Commands.of(ID, 102)
                .phone("+420777000111")
                .email("ada@bad.example")
                .command());
        assertThat(campaign.flags(101)).isEmpty();

        campaign.batch(Commands.treat(Treatment.BLOCK, 101));
        assertThat(campaign.flags(101)).containsExactly("blocked");
    }

    // Blocking

    @Test
    void blocking_flags_a_lead_and_its_referrers_lose_the_points_and_keep_the_rewards() {
        campaign.batch(good(101), good(102, 101), good(103, 102));

        assertThat(after(Commands.treat(Treatment.BLOCK, 103)))
                .containsExactly(
                        "marked_as_fraudulent 103 \"__fraudulent\":[\"blocked\"]", score(102, 1, 0), score(101, 2, 1));
        assertThat(campaign.lead(102).levels()).containsExactly(AT_ONE.id());
        assertThat(campaign.standings).isEqualTo(Map.of(1L, 1L));
    }

    @Test
    void a_blocked_lead_leaves_the_ranks_and_comes_back_with_its_score() {
        campaign.batch(good(101), Commands.points(4, 101));

        campaign.batch(Commands.treat(Treatment.BLOCK, 101));
        assertThat(campaign.standings).isEmpty();
        assertThat(campaign.score(101)).isEqualTo(4);

        campaign.batch(Commands.treat(Treatment.APPROVE, 101));
        assertThat(campaign.standings).isEqualTo(Map.of(4L, 1L));
    }

    @Test
    void a_reward_that_was_earned_while_flagged_is_granted_with_the_approval() {
        campaign.batch(good(101), Commands.treat(Treatment.BLOCK, 101), Commands.points(9, 101));

        assertThat(after(Commands.treat(Treatment.APPROVE, 101)))
                .containsExactly(reward(101, AT_ONE), reward(101, AT_FIVE));
    }

    // Verification

    @Test
    void verifying_turns_verified_true_once_and_the_address_with_it() {
        campaign.batch(good(101), Commands.of(ID, 102).phone("+420777000111").command());

        assertThat(after(Commands.treat(Treatment.VERIFY, 101, 102))).containsExactly("verified 101", "verified 102");
        assertThat(after(Commands.treat(Treatment.VERIFY, 101, 102))).isEmpty();
        assertThat(campaign.lead(101).lead().status().verifiedEmail()).isTrue();
        assertThat(campaign.lead(102).lead().status().verified()).isTrue();
        assertThat(campaign.lead(102).lead().status().verifiedEmail()).isFalse();
        assertThat(campaign.state.census().verified()).isEqualTo(2);
    }

    @Test
    void a_lead_that_is_verified_already_verifies_its_address_in_silence() {
        campaign.batch(Commands.of(ID, 101).phone("+420777000111").command());
        campaign.batch(Commands.treat(Treatment.VERIFY, 101));
        campaign.batch(Commands.of(ID, 102)
                .phone("+420777000111")
                .email("ada@example.com")
                .command());

        assertThat(after(Commands.treat(Treatment.VERIFY_EMAIL, 101))).isEmpty();
        assertThat(campaign.lead(101).lead().status().verifiedEmail()).isTrue();
    }

    @Test
    void another_phone_number_is_not_the_one_that_was_verified_and_the_lead_stays_verified() {
        campaign.batch(Commands.of(ID, 101)
                .email("ada@example.com")
                .phone("+420777000111")
                .command());
        var profile = campaign.lead(101);
        campaign.leads.put(
                101L,
                profile.with(profile.lead()
                        .with(new Status(true, false, false, true, false, true, List.of(), false, true))));

        campaign.batch(Commands.of(ID, 102)
                .email("ada@example.com")
                .phone("+420777000111")
                .command());
        assertThat(campaign.lead(101).lead().status().verifiedPhoneNumber()).isTrue();

        campaign.batch(Commands.of(ID, 102)
                .email("ada@example.com")
                .phone("+420777000222")
                .command());
        assertThat(campaign.lead(101).lead().status().verifiedPhoneNumber()).isFalse();
        assertThat(campaign.lead(101).lead().status().verified()).isTrue();
    }

    // Opting out and the waitlist

    @Test
    void opting_out_is_told_once_and_changes_no_score() {
        campaign.batch(good(101), good(102, 101));

        assertThat(after(Commands.treat(Treatment.OPT_OUT, 102))).containsExactly("opted_out 102");
        assertThat(after(Commands.treat(Treatment.OPT_OUT, 102))).isEmpty();
        assertThat(after(Commands.treat(Treatment.SMS_OPT_OUT, 102))).containsExactly("phone_number_opt_out 102");
        assertThat(after(Commands.treat(Treatment.SMS_OPT_OUT, 102))).isEmpty();
        assertThat(campaign.score(101)).isEqualTo(1);
        assertThat(campaign.state.census().optedOut()).isEqualTo(1);
    }

    @Test
    void signing_up_again_takes_back_an_opt_out_of_mail_and_none_of_messages() {
        campaign.batch(good(101), Commands.treat(Treatment.OPT_OUT, 101), Commands.treat(Treatment.SMS_OPT_OUT, 101));

        campaign.batch(good(101));

        assertThat(campaign.lead(101).lead().status().optedOut()).isFalse();
        assertThat(campaign.lead(101).lead().status().smsOptedOut()).isTrue();
        assertThat(campaign.state.census().optedOut()).isZero();
    }

    @Test
    void the_waitlist_is_left_and_joined_again_without_an_event() {
        campaign.batch(good(101));
        assertThat(campaign.lead(101).lead().status().waitlisted()).isTrue();

        assertThat(after(Commands.treat(Treatment.UNWAITLIST, 101))).isEmpty();
        assertThat(campaign.lead(101).lead().status().waitlisted()).isFalse();
        assertThat(campaign.state.census().unwaitlisted()).isEqualTo(1);

        campaign.batch(Commands.treat(Treatment.WAITLIST, 101));
        assertThat(campaign.lead(101).lead().status().waitlisted()).isTrue();
        assertThat(campaign.state.census().unwaitlisted()).isZero();
    }

    @Test
    void signing_up_again_does_not_put_a_lead_back_on_the_waitlist() {
        campaign.batch(good(101), Commands.treat(Treatment.UNWAITLIST, 101), good(101));

        assertThat(campaign.lead(101).lead().status().waitlisted()).isFalse();
    }

    // All of them

    @ParameterizedTest
    @EnumSource(value = Treatment.class, mode = Mode.EXCLUDE, names = "TAG")
    void what_is_done_twice_in_one_batch_is_told_once(Treatment treatment) {
        campaign.batch(bad(101, 0));

        var once = after(Commands.treat(treatment, 101));
        var again = after(Commands.treat(treatment, 101), Commands.treat(treatment, 101, 101));

        assertThat(once).hasSizeLessThanOrEqualTo(1);
        assertThat(again).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Treatment.class, mode = Mode.EXCLUDE, names = "TAG")
    void nobody_is_treated_whom_nobody_knows(Treatment treatment) {
        assertThatThrownBy(() -> campaign.batch(Commands.treat(treatment, 101)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @Test
    void a_signup_tells_its_own_things_before_those_of_whoever_brought_it() {
        campaign.ruledBy(
                CampaignInMemory.rules(new Scoring(1, 5, 1, 5, 1, false), STRICT, List.of(), List.of(AT_FIVE, AT_ONE)));
        campaign.batch(good(101), good(102, 101));

        assertThat(after(Commands.of(ID, 103)
                        .email("lead103@example.com")
                        .referredBy(102L)
                        .tagged(FIVE_POINTS.id())
                        .command()))
                .containsExactly(
                        "new_signup 103",
                        "new_signup_not_excluded 103",
                        "tagged 103 \"__tagged\":{\"tag_id\":1,\"name\":\"Beta\",\"points\":5}",
                        score(103, 0, 6),
                        reward(103, AT_ONE),
                        reward(103, AT_FIVE),
                        referral(102, 103, "lead103@example.com"),
                        score(102, 1, 6),
                        reward(102, AT_FIVE),
                        score(101, 6, 7));
    }
}
