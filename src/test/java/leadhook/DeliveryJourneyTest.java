package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a signup to its subscriber, and what happens when the subscriber is not there. */
@Journey
class DeliveryJourneyTest {
    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    DeliveryJourneyTest(HandOver handOver) {
        this.world = World.shared(handOver);
        this.campaign = world.campaign();
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    @Test
    void a_posted_lead_reaches_its_subscriber() {
        campaign.subscribe(crm.url(), "new_signup");
        var lead = campaign.signUp("ada@example.com");

        world.deliverDue();

        assertThat(crm.accepted())
                .singleElement()
                .satisfies(delivered -> assertThat(delivered)
                        .containsEntry("__event", "new_signup")
                        .containsEntry("social_id", lead.path("social_id").asText())
                        .containsEntry("email", "ada@example.com"));
    }

    @Test
    void a_receiver_that_was_down_gets_the_event_once_it_is_back() {
        campaign.subscribe(crm.url(), "new_signup");
        crm.answers(503);
        campaign.signUp("ada@example.com");
        world.deliverDue();

        crm.answers(200);
        world.advance(Duration.ofSeconds(6)).deliverDue();

        assertThat(crm.accepted()).extracting("email").containsExactly("ada@example.com");
    }
}
