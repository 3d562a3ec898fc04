package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import leadhook.testkit.HandOver;
import leadhook.testkit.Subscriber;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other rules for leads that are there already: a job looks at all of them anew (contract 7.5). */
class ReviewTest {
    private static final String RIVALS = "{\"fraud\": {\"blocked_email_domains\": [\"rival.example\"]}}";

    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Subscriber crm = Subscriber.of(world, campaign);

    @AfterEach
    void close() {
        world.verify();
        crm.close();
        world.close();
    }

    private JsonNode signUp(String email, JsonNode referrer) {
        return campaign.signUpWith("{\"email\": \"%s\", \"kid\": \"%s\"}"
                .formatted(email, referrer.path("social_id").asText()));
    }

    private JsonNode lookedUp(String email) {
        return campaign.get("?email=" + email).json();
    }

    private void change(String what, String email) {
        assertThat(campaign.post("/" + what, "{\"email\": \"" + email + "\"}").status())
                .isEqualTo(202);
    }

    private List<JsonNode> jobs() {
        var reply = Web.get(world.url() + "/admin/v1/jobs", "Authorization", "Bearer " + World.ADMIN_TOKEN);
        assertThat(reply.status()).isEqualTo(200);
        return StreamSupport.stream(reply.json().path("data").spliterator(), false)
                .filter(job -> job.path("campaign").asLong() == campaign.id())
                .toList();
    }

    private static String state(JsonNode job) {
        return "%s %s of %s".formatted(job.path("state").asText(), job.path("done"), job.path("total"));
    }

    @Test
    void a_block_list_that_is_saved_flags_leads_already_there_and_their_referrers_lose_the_points() {
        var ada = campaign.signUp("ada@example.com");
        var bob = signUp("bob@example.com", ada);
        signUp("eve@mail.rival.example", bob);
        crm.news();

        campaign.ruledBy(RIVALS);
        assertThat(lookedUp("eve@mail.rival.example").path("fraudulent").booleanValue())
                .as("not yet")
                .isFalse();
        world.work();

        assertThat(crm.headlines())
                .containsExactly(
                        "marked_as_fraudulent eve@mail.rival.example [\"bad_email_domain\"]",
                        "score_change bob {\"previous_contest_score\":1,\"current_contest_score\":0}");
        assertThat(lookedUp("eve@mail.rival.example").path("fraudulent").booleanValue())
                .isTrue();
        assertThat(lookedUp("bob@example.com").path("referrals").asInt()).isZero();
        assertThat(lookedUp("ada@example.com").path("contest_score").asInt()).isEqualTo(1);
    }

    @Test
    void a_list_of_pages_flags_those_who_came_from_there() {
        campaign.signUpWith("{\"email\": \"eve@example.com\", \"__ref\": \"https://Win.Sweeps.example/x\"}");
        campaign.signUpWith("{\"email\": \"ada@example.com\", \"__ref\": \"https://news.example/x\"}");

        campaign.ruledBy("{\"fraud\": {\"blocked_referrer_domains\": [\"sweeps.example\"]}}");
        world.work();

        assertThat(lookedUp("eve@example.com").path("fraudulent").booleanValue())
                .isTrue();
        assertThat(lookedUp("ada@example.com").path("fraudulent").booleanValue())
                .isFalse();
    }

    @Test
    void who_was_approved_by_hand_is_passed_over() {
        var ada = campaign.signUp("ada@example.com");
        signUp("eve@rival.example", ada);
        change("approve", "eve@rival.example");
        crm.news();

        campaign.ruledBy(RIVALS);
        world.work();

        assertThat(crm.news()).isEmpty();
        assertThat(lookedUp("eve@rival.example").path("fraudulent").booleanValue())
                .isFalse();
        assertThat(lookedUp("ada@example.com").path("contest_score").asInt()).isEqualTo(1);
    }

    @Test
    void who_is_flagged_by_a_list_can_be_approved_and_a_list_that_shrinks_frees_nobody() {
        var ada = campaign.signUp("ada@example.com");
        signUp("eve@rival.example", ada);
        signUp("fay@rival.example", ada);
        campaign.ruledBy(RIVALS);
        world.work();
        assertThat(lookedUp("ada@example.com").path("contest_score").asInt()).isZero();

        campaign.ruledBy("{\"fraud\": {\"blocked_email_domains\": []}}");
        world.work();
        assertThat(lookedUp("fay@rival.example").path("fraudulent").booleanValue())
                .isTrue();

        crm.news();
        change("approve", "eve@rival.example");
        assertThat(crm.headlines())
                .as("that it is new and was referred was told when it came")
                .containsExactly("score_change ada {\"previous_contest_score\":0,\"current_contest_score\":1}");
    }

    @Test
    void changed_scoring_rules_count_all_scores_anew_and_leave_what_was_earned_otherwise() {
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"points\": 7}");
        var bob = signUp("bob@example.com", ada);
        signUp("cid@example.com", bob);
        signUp("dan@example.com", bob);
        change("verify", "dan@example.com");
        crm.news();

        campaign.ruledBy("{\"scoring\": {\"signup\": 1, \"direct\": 10, \"indirect\": 2, \"verified_direct\": 30}}");
        world.work();

        assertThat(scores()).containsExactly("ada 22", "bob 41", "cid 1", "dan 1");
        assertThat(crm.headlines())
                .containsExactlyInAnyOrder(
                        "score_change ada {\"previous_contest_score\":8,\"current_contest_score\":22}",
                        "score_change bob {\"previous_contest_score\":2,\"current_contest_score\":41}",
                        "score_change cid {\"previous_contest_score\":0,\"current_contest_score\":1}",
                        "score_change dan {\"previous_contest_score\":0,\"current_contest_score\":1}");

        campaign.ruledBy("{\"scoring\": {\"needs_verification\": true, \"signup\": 0, \"indirect\": 0}}");
        world.work();
        assertThat(scores()).containsExactly("ada 7", "bob 30", "cid 0", "dan 0");
    }

    private List<String> scores() {
        return world.database().list("""
                        select split_part(email, '@', 1) || ' ' || coalesce(score, 0)
                        from leads l left join tallies t on t.campaign_id = l.campaign_id and t.lead_id = l.id
                        where l.campaign_id = ? order by email
                        """, row -> row.getString(1), campaign.id());
    }

    @Test
    void a_score_that_rises_by_other_rules_reaches_its_reward_levels() {
        campaign.admin("POST", "/reward-levels", "{\"id\": 9, \"title\": \"Ten\", \"required_points\": 10}");
        var ada = campaign.signUp("ada@example.com");
        signUp("bob@example.com", ada);
        crm.news();

        campaign.ruledBy("{\"scoring\": {\"direct\": 10}}");
        world.work();

        assertThat(crm.headlines())
                .containsExactly(
                        "score_change ada {\"previous_contest_score\":1,\"current_contest_score\":10}",
                        "reward_level ada {\"reward_level_id\":9,\"subject\":\"Ten\",\"required_points\":10,\"emailed\":false}");
    }

    @Test
    void a_change_that_concerns_no_lead_there_is_makes_no_job() {
        campaign.ruledBy("{\"jump_start\": 5, \"keyless\": true, \"verification\": true, \"hosted_forms\": true}");
        campaign.ruledBy("{\"fraud\": {\"signups_per_address\": 1, \"trusted_addresses\": [\"10.0.0.0/8\"]}}");
        assertThat(jobs()).isEmpty();

        campaign.ruledBy(RIVALS);
        campaign.ruledBy(RIVALS);
        assertThat(jobs()).as("once for the change, none for saying it again").hasSize(1);
    }

    @Test
    void how_far_it_has_come_is_told() {
        campaign.signUp("ada@example.com");
        campaign.signUp("eve@rival.example");
        campaign.ruledBy(RIVALS);

        assertThat(jobs()).singleElement().satisfies(job -> {
            assertThat(job.path("kind").asText()).isEqualTo("review_leads");
            assertThat(state(job)).isEqualTo("waiting 0 of null");
        });
        world.work();
        assertThat(jobs()).singleElement().satisfies(job -> {
            assertThat(state(job)).isEqualTo("done 2 of 2");
            assertThat(job.path("ended_at").isNull()).isFalse();
            assertThat(job.path("error").isNull()).isTrue();
        });
    }

    @Test
    void another_server_goes_on_where_it_stood_after_a_crash_and_signups_go_on_meanwhile() {
        var ada = campaign.signUp("ada@example.com");
        signUp("eve@rival.example", ada);
        signUpMany(2_100);
        campaign.ruledBy(RIVALS);

        assertThat(world.server().leadJobs().step()).isTrue();
        assertThat(jobs()).extracting(ReviewTest::state).containsExactly("running 2000 of 2102");
        campaign.signUp("fay@rival.example");
        world.restart();
        assertThat(jobs()).extracting(ReviewTest::state).containsExactly("running 2000 of 2102");
        leaseEnds();
        world.work();

        assertThat(jobs()).extracting(ReviewTest::state).containsExactly("done 2102 of 2102");
        assertThat(flagged()).isEqualTo(2_102);
        assertThat(world.database()
                        .list(
                                "select count(*) from events where campaign_id = ? and type = 'marked_as_fraudulent' group by lead_id",
                                row -> row.getLong(1),
                                campaign.id()))
                .hasSize(2_102)
                .containsOnly(1L);
    }

    private void signUpMany(int times) {
        IntStream.range(0, times).parallel().forEach(n -> campaign.signUp("n" + n + "@rival.example"));
    }

    private long flagged() {
        return world.database()
                .first(
                        "select count(*) from leads where campaign_id = ? and flags <> '{}'",
                        row -> row.getLong(1),
                        campaign.id())
                .orElseThrow();
    }

    /** Nobody has renewed it for so long that another may take it. */
    private void leaseEnds() {
        world.database().update("update jobs set until = '-infinity' where ended_at is null");
    }

    @Test
    void rules_that_change_again_meanwhile_begin_it_anew_and_make_no_second_job() {
        signUpMany(2_100);
        campaign.ruledBy(RIVALS);
        world.server().leadJobs().step();
        assertThat(jobs()).extracting(ReviewTest::state).containsExactly("running 2000 of 2100");

        campaign.ruledBy("{\"scoring\": {\"signup\": 3}}");
        world.work();

        assertThat(jobs()).extracting(ReviewTest::state).containsExactly("done 2100 of 2100");
        assertThat(world.database()
                        .first(
                                "select count(*) from tallies where campaign_id = ? and score = 3",
                                row -> row.getLong(1),
                                campaign.id())
                        .orElseThrow())
                .isGreaterThanOrEqualTo(2_100L);
    }

    @Test
    void a_step_that_is_made_again_does_nothing_twice() {
        var ada = campaign.signUp("ada@example.com");
        signUp("eve@rival.example", ada);
        campaign.ruledBy("""
                {"scoring": {"signup": 3}, "fraud": {"blocked_email_domains": ["rival.example"]}}""");
        world.work();
        assertThat(crm.news()).isNotEmpty();
        var scores = scores();

        world.database().update("update jobs set ended_at = null, state = 'waiting', cursor = '', done = 0");
        world.work();

        assertThat(jobs()).extracting(ReviewTest::state).containsExactly("done 2 of 2");
        assertThat(crm.news()).isEmpty();
        assertThat(scores()).isEqualTo(scores);
    }

    @Test
    void the_rules_of_one_campaign_leave_another_alone() {
        var other = world.campaign();
        other.signUp("eve@rival.example");
        campaign.signUp("eve@rival.example");

        campaign.ruledBy(RIVALS);
        world.work();

        assertThat(other.get("?email=eve@rival.example")
                        .json()
                        .path("fraudulent")
                        .booleanValue())
                .isFalse();
        assertThat(flagged()).isEqualTo(1);
    }
}
