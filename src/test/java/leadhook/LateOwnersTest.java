package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an owner may do, and must not, between losing its lanes and learning of it. */
@Timeout(60)
class LateOwnersTest {
    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();
    private final World other;

    LateOwnersTest() {
        world.deliverDue();
        this.other = world.another();
    }

    @AfterEach
    void close() {
        other.close();
        world.close();
        crm.close();
    }

    /** The first is not heard of for longer than its lease, and the other takes over. */
    private void takenOver() {
        world.advance(Duration.ofSeconds(11));
        world.database().update("update slices set until = now() - interval '1 second'");
        other.server().delivery().beat();
    }

    private static void goesOn(World node) {
        node.server().delivery().wakeDue();
        while (node.server().delivery().runReady()) {
            // Until nothing is ready.
        }
        node.awaitExchanges();
    }

    @Test
    void who_was_the_owner_and_does_not_know_yet_that_it_is_no_more_answers_a_deletion_when_the_new_one_knows() {
        campaign.subscribe(crm.url(), "new_signup");
        takenOver();
        crm.answers(500);
        campaign.at(other).signUp("one@example.com");
        other.deliverDue();
        int sent = crm.all().size();
        assertThat(sent).isEqualTo(1);

        var deleted =
                CompletableFuture.supplyAsync(() -> campaign.delete("/outbound-webhook", List.of("url=" + crm.url())));
        while (!deleted.isDone()) {
            other.server().delivery().beat();
        }
        assertThat(deleted.join().status()).isEqualTo(200);
        // Before the next heartbeat of the owner, its retry is due.
        other.advance(Duration.ofSeconds(7));
        goesOn(other);

        assertThat(crm.all()).as("sent after the deletion was answered").hasSize(sent);
    }

    @Test
    void what_a_server_has_written_whose_clock_is_three_minutes_slow_is_found_by_the_owner() {
        campaign.subscribe(crm.url(), "new_signup");
        world.deliverDue();
        world.advance(Duration.ofMinutes(5));
        world.deliverDue();
        world.deliverDue();
        world.advance(Duration.ofMinutes(-3));
        campaign.at(other).signUp("one@example.com");
        world.advance(Duration.ofMinutes(3));

        for (int i = 0; i < 5; i++) {
            world.deliverDue();
            world.advance(Duration.ofSeconds(9));
        }

        assertThat(crm.accepted()).hasSize(1);
    }

    @Test
    void an_owner_that_wakes_after_its_lease_sends_nothing_while_it_learns_of_it() {
        campaign.subscribe(crm.url(), "new_signup");
        crm.answers(500);
        campaign.signUp("one@example.com");
        world.deliverDue();
        crm.answers(200);
        takenOver();
        other.deliverDue();
        assertThat(crm.accepted()).hasSize(1);

        // What another thread of the first may do just after its heartbeat was answered.
        var log = Logger.getLogger("leadhook.delivery.LocalFeed");
        var meanwhile = new Handler() {
            @Override
            public void publish(LogRecord record) {
                goesOn(world);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(meanwhile);
        try {
            world.server().delivery().beat();
        } finally {
            log.removeHandler(meanwhile);
        }

        assertThat(crm.accepted()).as("nothing was open when it was stopped").hasSize(1);
    }

    @Test
    void an_owner_that_wakes_after_its_lease_looks_first_for_what_was_deleted_while_nobody_waited_for_it() {
        campaign.subscribe(crm.url(), "new_signup");
        crm.answers(500);
        campaign.signUp("one@example.com");
        world.deliverDue();
        int sent = crm.all().size();
        // Its lease ends, and the other has made no heartbeat since.
        world.advance(Duration.ofSeconds(11));
        world.database().update("update slices set until = now() - interval '1 second'");
        var deleted = campaign.at(other).delete("/outbound-webhook", List.of("url=" + crm.url()));
        assertThat(deleted.status()).isEqualTo(200);

        world.server().delivery().renew();
        goesOn(world);

        assertThat(crm.all()).as("sent after the deletion was answered").hasSize(sent);
    }
}
