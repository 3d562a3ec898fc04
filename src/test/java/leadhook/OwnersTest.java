package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers on one database: one delivers, the other stands by, and takes over when the first is heard of no more. */
@Journey
@Timeout(60)
class OwnersTest {
    private final World world;
    private final World other;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    OwnersTest(HandOver handOver) {
        this.world = World.ofItsOwn(handOver);
        this.campaign = world.campaign();
        world.deliverDue();
        this.other = world.another();
    }

    @AfterEach
    void close() {
        try (crm;
                other;
                world) {
            world.verify();
        }
    }

    private void signUp(TestCampaign at, String name, int leads) {
        IntStream.range(0, leads).forEach(i -> at.signUp(name + i + "@example.com"));
    }

    /** As if the first had not been heard of for longer than its lease. */
    private void leaseEnds() {
        world.database().update("update slices set until = now() - interval '1 second'");
    }

    private long count(String sql) {
        return world.database().first(sql, row -> row.getLong(1)).orElse(0L);
    }

    @Test
    void one_delivers_what_either_was_told_and_the_other_stands_by() {
        campaign.subscribe(crm.url(), "new_signup");
        signUp(campaign, "here", 3);
        signUp(campaign.at(other), "there", 3);

        other.deliverDue();
        assertThat(crm.all()).isEmpty();
        world.deliverDue();

        assertThat(crm.accepted()).extracting("email").doesNotHaveDuplicates().hasSize(6);
        other.deliverDue();
        assertThat(crm.all()).hasSize(6);
    }

    @Test
    void when_the_lease_ends_the_other_goes_on_and_the_first_starts_nothing() {
        campaign.subscribe(crm.url(), "new_signup");
        signUp(campaign, "first", 3);
        world.deliverDue();
        leaseEnds();
        other.deliverDue();
        signUp(campaign, "second", 3);

        world.deliverDue();
        assertThat(crm.all()).hasSize(3);
        other.deliverDue();

        assertThat(crm.accepted()).extracting("email").doesNotHaveDuplicates().hasSize(6);
    }

    @Test
    void an_owner_that_has_lost_its_lease_writes_what_it_knows_into_the_diary_only() throws InterruptedException {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        signUp(campaign, "lead", 1);
        crm.hangs();
        world.startDue();
        crm.awaitRequests(1);
        leaseEnds();
        other.startDue();
        crm.awaitRequests(2);
        crm.release();
        world.awaitExchanges();

        settle(world);
        assertThat(count("select count(*) from attempts where trigger = 'late'"))
                .isEqualTo(1);
        assertThat(count("select position from lanes")).isZero();
        assertThat(count("select delivered + failed from lanes")).isZero();

        other.deliverDue();
        assertThat(count("select position from lanes")).isEqualTo(count("select last_seq from campaign_state"));
        assertThat(count("select count(*) from attempts where trigger = 'first'"))
                .isEqualTo(1);
        assertThat(campaign.explain(webhook, 1)).contains("was delivered at");
    }

    @Test
    void a_failure_that_is_told_late_owes_nothing() throws InterruptedException {
        campaign.subscribe(crm.url(), "new_signup");
        signUp(campaign, "lead", 1);
        crm.answersBy(received -> Answer.of(crm.all().indexOf(received) == 0 ? 500 : 200))
                .hangs();
        world.startDue();
        crm.awaitRequests(1);
        leaseEnds();
        other.startDue();
        crm.awaitRequests(2);
        crm.release();
        world.awaitExchanges();
        other.deliverDue();

        settle(world);

        assertThat(count("select count(*) from attempts where trigger = 'late' and status = 500"))
                .isEqualTo(1);
        assertThat(count("select count(*) from retries")).isZero();
        assertThat(count("select count(*) from gaps")).isZero();
    }

    private static void settle(World owner) {
        while (owner.server().delivery().settle()) {
            // Each call writes a bounded part.
        }
    }

    @Test
    void a_first_owner_that_comes_back_too_late_is_told_so_and_takes_over_again_when_the_second_stops() {
        campaign.subscribe(crm.url(), "new_signup");
        leaseEnds();
        other.deliverDue();
        world.deliverDue();
        assertThat(count("select count(distinct owner) from slices")).isEqualTo(1);
        long epoch = count("select max(epoch) from slices");

        other.close();
        signUp(campaign, "lead", 2);
        world.deliverDue();

        assertThat(crm.accepted()).hasSize(2);
        assertThat(count("select min(epoch) from slices")).isGreaterThan(epoch);
    }

    @Test
    void a_webhook_deleted_at_the_one_that_stands_by_is_deleted_at_the_owner_before_that_is_answered() {
        campaign.subscribe(crm.url(), "new_signup");
        signUp(campaign, "early", 1);
        world.deliverDue();

        var deleted = CompletableFuture.supplyAsync(
                () -> campaign.at(other).delete("/outbound-webhook", List.of("url=" + crm.url())));
        while (!deleted.isDone()) {
            world.server().delivery().beat();
        }
        signUp(campaign, "late", 2);
        world.deliverDue();

        assertThat(deleted.join().status()).isEqualTo(200);
        assertThat(crm.all()).hasSize(1);
    }
}
