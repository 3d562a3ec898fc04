package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lane promises: order per lead, no neighbour held up, nothing lost and nothing repeated over a restart. */
@Journey
@Timeout(60)
class LaneJourneyTest {
    private static final Duration LONGER_THAN_ANY_DELAY = Duration.ofHours(28);

    private final HandOver handOver;
    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    LaneJourneyTest(HandOver handOver) {
        this.handOver = handOver;
        this.world = World.shared(handOver);
        this.campaign = world.campaign();
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    @Test
    void the_events_of_a_lead_arrive_one_after_the_other_in_order() {
        campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        IntStream.range(0, 6).forEach(_ -> campaign.signUp("ada@example.com"));

        world.deliverDue();

        assertThat(crm.accepted()).extracting("counter").containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(crm.mostOpen()).isEqualTo(1);
    }

    @Test
    void a_webhook_that_hangs_holds_up_no_other_and_fills_no_more_than_its_window() throws InterruptedException {
        campaign.subscribe(crm.url(), "new_signup");
        try (var other = Receiver.start()) {
            campaign.subscribe(other.url(), "new_signup");
            signUp("early", 4);
            world.deliverDue();
            crm.hangs();
            signUp("late", 12);

            world.startDue();
            crm.awaitRequests(4 + 10);
            other.awaitRequests(4 + 10);

            assertThat(crm.accepted()).hasSize(4);
            crm.release();
            world.deliverDue();
            assertThat(crm.accepted()).hasSize(16);
            assertThat(other.accepted()).hasSize(16);
            assertThat(crm.mostOpen()).isEqualTo(10);
        }
    }

    @Test
    void what_was_not_delivered_before_a_restart_is_after_it_and_nothing_else() {
        try (var own = World.ofItsOwn(handOver)) {
            var moved = own.campaign();
            long webhook = moved.subscribe(crm.url(), "new_signup");
            moved.signUp("one@example.com");
            moved.signUp("two@example.com");
            own.deliverDue();
            crm.answers(500);
            moved.signUp("three@example.com");
            own.deliverDue();
            crm.answers(200);
            moved.signUp("four@example.com");

            own.restart().deliverDue();
            own.advance(Duration.ofSeconds(6)).deliverDue();

            assertThat(crm.accepted())
                    .extracting("email")
                    .containsExactlyInAnyOrder(
                            "one@example.com", "two@example.com", "three@example.com", "four@example.com");
            assertThat(count(own, "select position from lanes where webhook_id = ?", webhook))
                    .as("past two events of each of four leads, one of which it did not subscribe to")
                    .isEqualTo(8);
            assertThat(count(own, "select count(*) from retries where webhook_id = ?", webhook))
                    .isZero();
        }
    }

    @Test
    void a_lane_that_lags_far_behind_catches_up_from_the_table() {
        try (var own = World.ofItsOwn(handOver)) {
            var moved = own.campaign();
            moved.subscribe(crm.url(), "new_signup");
            for (int i = 0; i < 700; i++) {
                moved.signUp("lead" + i + "@example.com");
            }

            own.restart().deliverDue();

            assertThat(crm.accepted()).hasSize(700).extracting("social_id").doesNotHaveDuplicates();
        }
    }

    @Test
    void a_webhook_deleted_while_an_exchange_is_open_starts_no_other_and_owes_nothing() throws InterruptedException {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        crm.hangs().answers(500);
        campaign.signUp("ada@example.com");
        world.startDue();
        crm.awaitRequests(1);

        var deleted = Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "url=" + crm.url(),
                "Authorization",
                "Bearer " + campaign.key());
        assertThat(deleted.status()).isEqualTo(200);
        campaign.signUp("grace@example.com");
        crm.release();
        world.deliverDue();
        world.advance(LONGER_THAN_ANY_DELAY).deliverDue();

        assertThat(crm.all()).hasSize(1);
        assertThat(count(world, "select count(*) from attempts where webhook_id = ?", webhook))
                .as("what was under way stands in the diary")
                .isEqualTo(1);
        for (var table : List.of("lanes", "retries", "subscriptions")) {
            assertThat(count(world, "select count(*) from " + table + " where webhook_id = ?", webhook))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void an_event_that_is_refused_for_ever_is_given_up_after_ten_attempts_and_its_gap_is_named() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        crm.answersBy(received -> Answer.of(isAda(received) ? 500 : 200));
        campaign.signUp("ada@example.com");

        world.deliverDue();
        for (int i = 0; i < 12; i++) {
            signUp("other" + i, 1);
            world.advance(LONGER_THAN_ANY_DELAY).deliverDue();
        }

        assertThat(crm.all()).filteredOn(LaneJourneyTest::isAda).hasSize(10);
        assertThat(crm.accepted()).hasSize(12);
        assertThat(count(world, "select max(number) from attempts where webhook_id = ?", webhook))
                .isEqualTo(10);
        assertThat(count(world, "select count(*) from retries where webhook_id = ?", webhook))
                .isZero();
        assertThat(count(world, "select from_seq from gaps where webhook_id = ? and reason = 'given up'", webhook))
                .isEqualTo(1);
    }

    private static boolean isAda(Received received) {
        return "ada@example.com".equals(received.fields().get("email"));
    }

    private void signUp(String name, int leads) {
        IntStream.range(0, leads).forEach(i -> campaign.signUp(name + i + "@example.com"));
    }

    private static long count(World world, String sql, long webhook) {
        return world.database().first(sql, row -> row.getLong(1), webhook).orElse(0L);
    }
}
