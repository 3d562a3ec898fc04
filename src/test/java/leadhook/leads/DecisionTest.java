package leadhook.leads;

import static leadhook.leads.CampaignInMemory.FIVE_POINTS;
import static leadhook.leads.CampaignInMemory.ID;
import static leadhook.leads.CampaignInMemory.MORNING;
import static leadhook.leads.CampaignInMemory.NO_POINTS;
import static leadhook.leads.CampaignInMemory.TAKES_THREE;
import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leadhook.campaigns.Scoring;
import leadhook.leads.CampaignInMemory.Shown;
import leadhook.leads.Tally.Parts;
import leadhook.platform.Refusal;
import org.junit.jupiter.api.Test;

/** What signups do to a campaign, decided on values alone. */
class DecisionTest {
    private final CampaignInMemory campaign = new CampaignInMemory();

    private static Command signUp(long id, String email) {
        return Commands.signUp(ID, id, email);
    }

    private static Command referred(long id, String email, long referrer) {
        return Commands.of(ID, id).email(email).referredBy(referrer).command();
    }

    private static Command tagged(long id, String email, long tag) {
        return Commands.of(ID, id).email(email).tagged(tag).command();
    }

    private List<String> told() {
        return told(campaign);
    }

    /** The events so far, with what each has of its own. */
    private static List<String> told(CampaignInMemory of) {
        return of.told.stream()
                .map(told -> told.event() + " " + told.lead() + (told.extra() == null ? "" : " " + told.extra()))
                .toList();
    }

    @Test
    void the_same_email_twice_in_a_batch_is_one_lead_and_one_repeat() {
        campaign.batch(List.of(signUp(101, "ada@example.com"), signUp(102, "ada@example.com")));

        assertThat(campaign.leads).containsOnlyKeys(101L);
        assertThat(campaign.lead(101).lead().counter()).isEqualTo(2);
        assertThat(campaign.shown).extracting(Shown::created).containsExactly(true, false);
        assertThat(campaign.state.lastNumber()).isEqualTo(1);
        assertThat(campaign.seqs).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_first_signup_and_a_repeat_raise_their_events() {
        campaign.batch(List.of(signUp(101, "ada@example.com"), signUp(102, "ada@example.com")));

        assertThat(told()).containsExactly("new_signup 101", "new_signup_not_excluded 101", "repeat_signup 101");
        assertThat(campaign.told).extracting(Told::extra).containsOnlyNulls();
    }

    @Test
    void a_signup_is_told_of_the_lead_then_of_its_referrer_then_of_the_referrers() {
        var generous = new CampaignInMemory(new Scoring(0, 2, 1, 2, 1, false));
        generous.batch(List.of(signUp(101, "ada@example.com"), referred(102, "bob@example.com", 101)));
        generous.told.clear();

        generous.batch(List.of(Commands.of(ID, 103)
                .email("cid@example.com")
                .referredBy(102L)
                .tagged(FIVE_POINTS.id())
                .command()));

        assertThat(told(generous))
                .containsExactly(
                        "new_signup 103",
                        "new_signup_not_excluded 103",
                        "tagged 103 \"__tagged\":{\"tag_id\":1,\"name\":\"Beta\",\"points\":5}",
                        "score_change 103 \"__score_change\":{\"previous_contest_score\":0,\"current_contest_score\":5}",
                        "referral 102 \"__referral\":{\"social_id\":\"37\",\"email\":\"cid@example.com\"}",
                        "score_change 102 \"__score_change\":{\"previous_contest_score\":0,\"current_contest_score\":2}",
                        "score_change 101 \"__score_change\":{\"previous_contest_score\":2,\"current_contest_score\":3}");
        assertThat(generous.told).extracting(Told::other).containsExactly(null, null, null, null, 103L, null, null);
    }

    @Test
    void every_event_of_a_request_shows_its_lead_as_the_request_left_it() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                Commands.of(ID, 102)
                        .email("bob@example.com")
                        .referredBy(101L)
                        .tagged(FIVE_POINTS.id())
                        .command(),
                referred(103, "cid@example.com", 101)));

        assertThat(campaign.told)
                .filteredOn(told -> told.request() == 1)
                .extracting(told -> told.event() + " " + told.score() + " " + told.scoreRank())
                .containsExactly(
                        "new_signup 5 1",
                        "new_signup_not_excluded 5 1",
                        "tagged 5 1",
                        "score_change 5 1",
                        "referral 1 2",
                        "score_change 1 2");
    }

    @Test
    void by_the_basic_rule_the_referrers_referrer_has_nothing_to_tell() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                referred(102, "bob@example.com", 101),
                referred(103, "cid@example.com", 102)));

        assertThat(campaign.told)
                .filteredOn(told -> told.request() == 2)
                .extracting(Told::lead)
                .containsExactly(103L, 103L, 102L, 102L);
    }

    @Test
    void a_referral_names_what_is_known_of_the_lead_and_whatever_it_holds_stays_text() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                Commands.of(ID, 102).phone("+420777000111").referredBy(101L).command(),
                Commands.of(ID, 103)
                        .email("\"},\"id\":\"1\\@example.com")
                        .phone("+420777000222")
                        .referredBy(101L)
                        .command()));

        assertThat(campaign.told)
                .filteredOn(told -> told.event().equals("referral"))
                .extracting(told -> json("{" + told.extra() + "}"))
                .containsExactly(json("""
                        {"__referral": {"social_id": "36", "phone_number": "+420777000111"}}"""), json("""
                        {"__referral": {"social_id": "37", "email": "\\"},\\"id\\":\\"1\\\\@example.com",
                            "phone_number": "+420777000222"}}"""));
    }

    @Test
    void a_repeat_that_gains_a_tag_with_points_tells_its_new_score_and_refers_nobody_again() {
        campaign.batch(List.of(signUp(101, "ada@example.com"), referred(102, "bob@example.com", 101)));
        campaign.told.clear();

        campaign.batch(List.of(
                tagged(103, "bob@example.com", FIVE_POINTS.id()),
                tagged(104, "bob@example.com", FIVE_POINTS.id()),
                tagged(105, "bob@example.com", NO_POINTS.id()),
                tagged(106, "bob@example.com", TAKES_THREE.id())));

        assertThat(told())
                .containsExactly(
                        "repeat_signup 102",
                        "tagged 102 \"__tagged\":{\"tag_id\":1,\"name\":\"Beta\",\"points\":5}",
                        "score_change 102 \"__score_change\":{\"previous_contest_score\":0,\"current_contest_score\":5}",
                        "repeat_signup 102",
                        "repeat_signup 102",
                        "tagged 102 \"__tagged\":{\"tag_id\":3,\"name\":\"Seen\",\"points\":0}",
                        "repeat_signup 102",
                        "tagged 102 \"__tagged\":{\"tag_id\":2,\"name\":\"Late\",\"points\":-3}",
                        "score_change 102 \"__score_change\":{\"previous_contest_score\":5,\"current_contest_score\":2}");
    }

    @Test
    void points_taken_from_who_has_none_change_no_score() {
        campaign.batch(List.of(tagged(101, "ada@example.com", TAKES_THREE.id())));

        assertThat(told())
                .containsExactly(
                        "new_signup 101",
                        "new_signup_not_excluded 101",
                        "tagged 101 \"__tagged\":{\"tag_id\":2,\"name\":\"Late\",\"points\":-3}");
    }

    @Test
    void an_email_wins_over_a_phone_number_of_another_lead() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                Commands.of(ID, 102).phone("+420777000111").command(),
                Commands.of(ID, 103)
                        .email("ada@example.com")
                        .phone("+420777000111")
                        .command()));

        assertThat(campaign.leads).containsOnlyKeys(101L, 102L);
        assertThat(campaign.lead(101).lead().counter()).isEqualTo(2);
        assertThat(campaign.lead(101).lead().phoneNumber()).isNull();
        assertThat(campaign.lead(102).lead().counter()).isEqualTo(1);
    }

    @Test
    void a_phone_number_that_a_lead_gave_up_finds_it_no_more_in_the_same_batch() {
        campaign.batch(List.of(
                Commands.of(ID, 101)
                        .email("ada@example.com")
                        .phone("+420777000111")
                        .command(),
                Commands.of(ID, 102)
                        .email("ada@example.com")
                        .phone("+420777000222")
                        .command(),
                Commands.of(ID, 103).phone("+420777000111").command()));

        assertThat(campaign.lead(101).lead().phoneNumber()).isEqualTo("+420777000222");
        assertThat(campaign.lead(103).lead().phoneNumber()).isEqualTo("+420777000111");
    }

    @Test
    void a_referrer_may_be_born_in_the_same_batch() {
        campaign.batch(List.of(signUp(101, "ada@example.com"), referred(102, "bob@example.com", 101)));

        assertThat(campaign.lead(102).lead().parentId()).isEqualTo(101);
        assertThat(campaign.lead(101).tally())
                .isEqualTo(new Tally(1, new Parts(0, 1, 0, 0), new Counts(1, 0, 1, 0), Counts.NONE));
        assertThat(campaign.ledger).containsExactly(Change.Scored.referral(101, 1, 102L));
    }

    @Test
    void a_grandparent_counts_on_the_second_level_and_gets_no_point() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                referred(102, "bob@example.com", 101),
                referred(103, "cid@example.com", 102),
                referred(104, "dan@example.com", 103)));

        assertThat(campaign.lead(101).tally().direct().all()).isEqualTo(1);
        assertThat(campaign.lead(101).tally().indirect().all()).isEqualTo(1);
        assertThat(campaign.lead(101).tally().score()).isEqualTo(1);
        assertThat(campaign.lead(102).tally().direct().all()).isEqualTo(1);
        assertThat(campaign.lead(102).tally().indirect().all()).isEqualTo(1);
    }

    @Test
    void a_grandparent_that_is_gone_gets_nothing_and_stops_nothing() {
        campaign.batch(List.of(signUp(101, "ada@example.com"), referred(102, "bob@example.com", 101)));
        campaign.leads.remove(101L);

        campaign.batch(List.of(referred(103, "cid@example.com", 102)));

        assertThat(campaign.lead(102).tally().score()).isEqualTo(1);
        assertThat(campaign.leads).doesNotContainKey(101L);
    }

    @Test
    void nobody_refers_himself_and_nobody_unknown_refers() {
        campaign.batch(List.of(
                referred(101, "ada@example.com", 101),
                referred(102, "bob@example.com", 999),
                referred(103, "ada@example.com", 101)));

        assertThat(campaign.lead(101).lead().parentId()).isNull();
        assertThat(campaign.lead(102).lead().parentId()).isNull();
        assertThat(campaign.ledger).isEmpty();
        assertThat(campaign.told).extracting(Told::event).doesNotContain("referral", "score_change");
    }

    @Test
    void nobody_is_referred_by_his_own_followers() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                referred(102, "bob@example.com", 101),
                referred(103, "cid@example.com", 102)));
        campaign.told.clear();

        campaign.batch(List.of(
                referred(104, "ada@example.com", 102),
                referred(105, "ada@example.com", 103),
                referred(106, "bob@example.com", 103)));

        assertThat(campaign.lead(101).lead().parentId()).isNull();
        assertThat(campaign.lead(102).lead().parentId()).isEqualTo(101);
        assertThat(campaign.lead(103).tally().score()).isZero();
        assertThat(told()).containsExactly("repeat_signup 101", "repeat_signup 101", "repeat_signup 102");
    }

    @Test
    void a_referrer_is_set_once_and_a_lead_that_came_without_one_gets_none_later() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                signUp(102, "bob@example.com"),
                referred(103, "cid@example.com", 101),
                referred(104, "cid@example.com", 102),
                referred(105, "bob@example.com", 101)));

        assertThat(campaign.lead(103).lead().parentId()).isEqualTo(101);
        assertThat(campaign.lead(102).lead().parentId()).isNull();
        assertThat(campaign.lead(102).tally()).isEqualTo(Tally.NONE);
        assertThat(campaign.lead(101).tally().score()).isEqualTo(1);
    }

    @Test
    void a_repeat_brings_no_second_referral() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                referred(102, "bob@example.com", 101),
                referred(103, "bob@example.com", 101)));

        assertThat(campaign.lead(101).tally().referrals(campaign.rules.scoring()))
                .isEqualTo(1);
    }

    @Test
    void a_tag_counts_once_in_one_batch_and_in_the_next() {
        campaign.batch(List.of(
                tagged(101, "ada@example.com", FIVE_POINTS.id()), tagged(102, "ada@example.com", FIVE_POINTS.id())));
        campaign.batch(List.of(tagged(103, "ada@example.com", FIVE_POINTS.id())));

        assertThat(campaign.lead(101).tags()).containsExactly(FIVE_POINTS.id());
        assertThat(campaign.lead(101).tally().score()).isEqualTo(5);
        assertThat(campaign.ledger).containsExactly(Change.Scored.tag(101, 5, FIVE_POINTS.id()));
    }

    @Test
    void a_tag_the_campaign_does_not_have_is_left_out_and_one_without_points_enters_no_ledger() {
        campaign.batch(List.of(tagged(101, "ada@example.com", 99), tagged(102, "bob@example.com", NO_POINTS.id())));

        assertThat(campaign.lead(101).tags()).isEmpty();
        assertThat(campaign.lead(102).tags()).containsExactly(NO_POINTS.id());
        assertThat(campaign.ledger).isEmpty();
    }

    @Test
    void a_score_never_falls_below_zero_and_the_ledger_tells_what_was_really_taken() {
        campaign.batch(List.of(
                signUp(101, "ada@example.com"),
                referred(102, "bob@example.com", 101),
                tagged(103, "ada@example.com", TAKES_THREE.id()),
                tagged(104, "bob@example.com", TAKES_THREE.id())));

        assertThat(campaign.lead(101).tally().score()).isZero();
        assertThat(campaign.ledger).extracting(Change.Scored::points).containsExactly(1L, -1L);
        assertThat(campaign.standings).isEmpty();
        assertThat(campaign.state.census().scored()).isZero();
    }

    @Test
    void equal_scores_share_a_rank_and_each_answer_shows_its_own_moment() {
        campaign.batch(List.of(
                tagged(101, "ada@example.com", FIVE_POINTS.id()),
                tagged(102, "bob@example.com", FIVE_POINTS.id()),
                signUp(103, "cid@example.com"),
                referred(104, "dan@example.com", 101),
                signUp(105, "bob@example.com")));

        assertThat(campaign.shown)
                .containsExactly(
                        new Shown(101, true, 1, 1),
                        new Shown(102, true, 1, 2),
                        new Shown(103, true, 3, 3),
                        new Shown(104, true, 3, 4),
                        new Shown(102, false, 2, 4));
        assertThat(campaign.standings).isEqualTo(Map.of(6L, 1L, 5L, 1L));
    }

    @Test
    void a_clock_that_goes_back_does_not_take_the_campaign_with_it() {
        campaign.batch(List.of(signUp(101, "ada@example.com")), MORNING.plusSeconds(60));
        campaign.batch(List.of(signUp(102, "bob@example.com")), MORNING.minus(Duration.ofDays(1)));

        assertThat(campaign.lead(102).lead().signedUpAt()).isEqualTo(MORNING.plusSeconds(60));
        assertThat(campaign.state.lastAt()).isEqualTo(MORNING.plusSeconds(60));
    }

    @Test
    void who_must_exist_and_does_not_is_refused_and_changes_nothing() {
        var signup = Commands.of(ID, 101).email("ada@example.com").signup();
        var mustExist = new Signup(
                signup.contact(),
                signup.customFields(),
                signup.utm(),
                null,
                null,
                null,
                null,
                null,
                null,
                signup.origin(),
                true,
                false,
                false,
                false);
        var book = new Book(campaign.state, campaign.rules, MORNING);

        assertThatThrownBy(() -> Decision.of(
                        Command.of(ID, 101, new Request.SignUp(mustExist, Optional.empty()), Optional.empty()),
                        book,
                        CampaignInMemory.FRAUD))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
        assertThat(book.changed()).isFalse();
    }
}
