package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import leadhook.testkit.PostgresProxy;
import leadhook.testkit.PostgresProxy.Moment;
import leadhook.testkit.PostgresProxy.Trap;
import leadhook.testkit.PostgresProxy.Work;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kill -9} just where it hurts: around the commit of a batch, around an exchange, around a settlement. */
@Timeout(900)
class KilledInTheMiddleTest {
    private static final int CLIENTS = 16;
    private static final int LEADS = 300;

    /** Nearly all that a lane leaves unsettled. */
    private static final int MUCH = 250;

    /** The window of a webhook. */
    private static final int CONCURRENCY = 10;

    private final PostgresProxy proxy = PostgresProxy.before(TestPostgres.database());
    private final Traffic traffic = new Traffic(() -> ServerProcess.on(proxy.address()), Receiver.start(), CLIENTS);

    @AfterEach
    void close() {
        traffic.close();
        proxy.close();
    }

    @Test
    void before_a_batch_was_committed_nothing_of_it_is_there() throws InterruptedException {
        traffic.flow(LEADS);
        stopAt(Work.BATCH, Moment.BEFORE_IT);
        // The campaign's writer is stuck, and with it all that was not answered for the batches before.
        traffic.signups().awaitMade(traffic.stored(), Traffic.PATIENCE);

        traffic.kill();

        assertThat(traffic.stored()).isEqualTo(traffic.signups().made());
        goesOn();
    }

    @Test
    void after_a_batch_was_committed_and_before_anybody_knew_all_of_it_is_there() throws InterruptedException {
        traffic.flow(LEADS);
        stopAt(Work.BATCH, Moment.AFTER_IT);

        traffic.kill();

        assertThat(traffic.stored()).containsAll(traffic.signups().made());
        assertThat(traffic.stored()).hasSizeGreaterThan(traffic.signups().made().size());
        goesOn();
    }

    @Test
    void after_requests_were_sent_and_before_they_were_answered_they_are_sent_again() throws InterruptedException {
        traffic.flow(LEADS);
        traffic.crm().hangs().awaitOpen(CONCURRENCY, Traffic.PATIENCE);

        assertThat(traffic.kill()).isGreaterThanOrEqualTo(CONCURRENCY);

        goesOn();
    }

    @Test
    void before_a_settlement_was_committed_no_more_is_repeated_than_a_lane_leaves_unsettled()
            throws InterruptedException {
        traffic.flow(LEADS);
        stopAt(Work.SETTLEMENT, Moment.BEFORE_IT);
        awaitMuchUnsettled();

        traffic.kill();

        goesOn();
    }

    @Test
    void after_a_settlement_was_committed_and_before_anybody_knew_it_is_not_repeated() throws InterruptedException {
        traffic.flow(LEADS);
        stopAt(Work.SETTLEMENT, Moment.AFTER_IT);
        awaitMuchUnsettled();

        traffic.kill();

        goesOn();
    }

    private void stopAt(Work work, Moment moment) throws InterruptedException {
        Trap trap = proxy.holdNext(work, moment);
        trap.await(Traffic.PATIENCE);
    }

    /** Nothing is settled any more, and leads flow on until the lane may start nothing any more either. */
    private void awaitMuchUnsettled() throws InterruptedException {
        traffic.crm().awaitAccepted(traffic.settled() + MUCH, Traffic.PATIENCE);
    }

    private void goesOn() throws InterruptedException {
        traffic.restart();
        traffic.flow(LEADS);
        traffic.endsWell();
        assertThat(traffic.signups().statuses()).containsOnlyKeys(201);
    }
}
