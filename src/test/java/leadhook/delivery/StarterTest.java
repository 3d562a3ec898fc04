package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leadhook.log.Log;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.metrics.Metrics;
import leadhook.testkit.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StarterTest {
    /** Fails in whoever hears how an exchange ended, as a fault of our own would. */
    private static final InstantSource FAULTY = new InstantSource() {
        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().startsWith("sender")) {
                throw new IllegalStateException("a fault of the test");
            }
            return MORNING;
        }
    };

    @Test
    void a_lane_of_which_an_outcome_was_lost_to_a_fault_is_told_of_and_its_slot_is_free() throws InterruptedException {
        var slots = new Slots(5, 5);
        var lost = new LinkedBlockingQueue<Lane>();
        try (var tables = new DeliveryTables(1, 1);
                var crm = Receiver.start();
                var sender =
                        Sender.start(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), Duration.ofSeconds(15), 1)) {
            var settler = new Settler(
                    tables.everyday,
                    new DayPartitions(tables.everyday, "attempts"),
                    new DeliveryMeters(new Metrics()),
                    FAULTY);
            var log = new Log(tables.everyday, 0);
            var starter = new Starter(
                    tables.everyday,
                    log,
                    sender,
                    settler,
                    slots,
                    _ -> true,
                    lost::add,
                    new DeliveryMeters(new Metrics()),
                    FAULTY);
            var lane = laneTo(crm.url());
            // Else the answer may be here before anybody waits for it, and is heard of by this thread.
            crm.hangs();
            lane.heard(1);
            starter.wake(lane);
            while (starter.runReady()) {
                // Until nothing is ready.
            }
            crm.release();

            assertThat(lost.poll(30, TimeUnit.SECONDS)).isSameAs(lane);
            assertThat(slots.open()).isZero();
            assertThat(crm.accepted()).hasSize(1);
        }
    }

    private static Lane laneTo(String url) {
        var webhook = Events.WEBHOOK;
        return Events.lane(
                new OutboundWebhook(
                        webhook.id(),
                        webhook.campaign(),
                        new WebhookUrl(url),
                        webhook.secret(),
                        webhook.order(),
                        false,
                        webhook.fromSeq()),
                Events.stored(webhook.id(), 0, new byte[0], Health.NEW),
                Debts.Stored.NOTHING);
    }
}
