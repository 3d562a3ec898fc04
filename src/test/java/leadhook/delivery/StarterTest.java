package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leadhook.log.Log;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.metrics.Metrics;
import leadhook.testkit.Receiver;
import org.junit.jupiter.api.AfterEach;
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

    /** Each turn begins at zero and takes so long. */
    private static final long TURN = Duration.ofMillis(20).toNanos();

    private static final long FAR = 1_000_000;

    private final DeliveryTables tables = new DeliveryTables(2, 1);
    private final Receiver crm = Receiver.start();
    private final Sender sender =
            Sender.start(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), Duration.ofSeconds(15), 1, 100);
    private final Slots slots = new Slots(5, 5);
    private final BlockingQueue<Lane> lost = new LinkedBlockingQueue<>();
    private final Metrics metrics = new Metrics();
    private long nanos;

    @AfterEach
    void close() {
        sender.close();
        crm.close();
        tables.close();
    }

    private Starter starter(InstantSource clock) {
        var settler = new Settler(
                tables.everyday,
                new DayPartitions(tables.everyday, "attempts"),
                new DeliveryMeters(new Metrics()),
                clock);
        return new Starter(
                tables.everyday,
                new Log(tables.everyday, tables.everyday, 0),
                sender,
                settler,
                slots,
                _ -> true,
                lost::add,
                new DeliveryMeters(metrics),
                clock,
                new FreshFirst(() -> nanos = TURN - nanos, 1));
    }

    private static void runAllThatIsReady(Starter starter) {
        while (starter.runReady()) {
            // Until nothing is ready.
        }
    }

    @Test
    void a_lane_of_which_an_outcome_was_lost_to_a_fault_is_told_of_and_its_slot_is_free() throws InterruptedException {
        var starter = starter(FAULTY);
        var lane = lane(1, 0);
        // Else the answer may be here before anybody waits for it, and is heard of by this thread.
        crm.hangs();
        lane.heard(1);
        starter.wake(lane);
        runAllThatIsReady(starter);
        crm.release();

        assertThat(lost.poll(30, TimeUnit.SECONDS)).isSameAs(lane);
        assertThat(slots.open()).isZero();
        assertThat(crm.accepted()).hasSize(1);
    }

    @Test
    void a_lane_that_catches_up_rests_after_its_turn_while_another_starts_something_new() {
        var starter = starter(() -> MORNING);
        crm.hangs();
        var fresh = lane(1, 0);
        fresh.heard(1);
        starter.wake(fresh);
        runAllThatIsReady(starter);

        var behind = lane(2, 1);
        behind.heard(FAR);
        starter.wake(behind);
        runAllThatIsReady(starter);

        assertThat(fresh.isQuiet()).isFalse();
        assertThat(behind.standing().position()).isGreaterThan(1).isLessThan(FAR);
        assertThat(metrics.text()).containsPattern("leadhook_lanes_rested_seconds_total [0-9.]*[1-9]");
    }

    @Test
    void alone_it_reads_on_without_a_rest() {
        var starter = starter(() -> MORNING);
        var behind = lane(2, 1);
        behind.heard(FAR);
        starter.wake(behind);
        runAllThatIsReady(starter);

        assertThat(behind.standing().position()).isEqualTo(FAR);
    }

    private Lane lane(long id, long position) {
        var webhook = Events.webhook(id);
        return Events.lane(
                new OutboundWebhook(
                        id,
                        webhook.campaign(),
                        new WebhookUrl(crm.url()),
                        webhook.secret(),
                        webhook.order(),
                        false,
                        webhook.fromSeq()),
                Events.stored(id, position, new byte[0], Health.NEW),
                Debts.Stored.NOTHING);
    }
}
