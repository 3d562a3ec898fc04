package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import leadhook.platform.database.Database;
import leadhook.platform.database.Migrations;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may start anything, when nodes come, go and are cut off. Each has a monotonic clock that moves when told. */
@Timeout(60)
class OwnershipTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final long CAMPAIGN = 7;

    private final Database database = Database.everyday(TestPostgres.database(), 4);
    private final AtomicLong nanos = new AtomicLong();
    private final Ownership one = node("one");
    private final Ownership two = node("two");

    OwnershipTest() {
        Migrations.apply(database, "the test");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Ownership node(String name) {
        return new Ownership(database, name, LEASE, nanos::get);
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** As if the owner had not been heard of for a lease. */
    private void endLeases() {
        database.update("update slices set until = clock_timestamp() - interval '1 second'");
    }

    private List<String> owners() {
        return database.list("select distinct coalesce(owner, 'nobody') from slices", row -> row.getString(1));
    }

    @Test
    void the_first_node_takes_all_slices() {
        var beat = one.beat(true);

        assertThat(beat.taken()).hasSize(Ownership.SLICES).containsOnlyKeys(everySlice());
        assertThat(beat.taken().values()).containsOnly(1L);
        assertThat(beat.lost()).isEmpty();
        assertThat(owners()).containsExactly("one");
    }

    private static Integer[] everySlice() {
        return IntStream.range(0, Ownership.SLICES).boxed().toArray(Integer[]::new);
    }

    @Test
    void a_second_node_takes_none_while_the_first_renews_its_lease() {
        one.beat(true);

        for (int i = 0; i < 3; i++) {
            assertThat(two.beat(true).taken()).isEmpty();
            var beat = one.beat(true);
            assertThat(beat.taken()).isEmpty();
            assertThat(beat.lost()).isEmpty();
        }
        assertThat(owners()).containsExactly("one");
    }

    @Test
    void when_the_lease_has_ended_the_second_takes_all_under_higher_epochs_and_the_first_learns_of_it() {
        var first = one.beat(true).taken();
        two.beat(true);
        endLeases();

        var taken = two.beat(true).taken();
        assertThat(taken).containsOnlyKeys(everySlice());
        assertThat(taken).allSatisfy((slice, epoch) -> assertThat(epoch).isGreaterThan(first.get(slice)));

        var beat = one.beat(true);
        assertThat(beat.taken()).isEmpty();
        assertThat(beat.lost()).containsExactlyInAnyOrder(everySlice());
        assertThat(one.beat(true).lost()).as("told once").isEmpty();
    }

    @Test
    void what_another_node_had_meanwhile_is_lost_and_taken_anew_at_once() {
        var first = one.beat(true).taken();
        endLeases();
        two.beat(true);
        two.release();

        var beat = one.beat(true);

        assertThat(beat.lost()).containsExactlyInAnyOrder(everySlice());
        assertThat(beat.taken())
                .hasSize(Ownership.SLICES)
                .allSatisfy((slice, epoch) -> assertThat(epoch).isGreaterThan(first.get(slice)));
    }

    @Test
    void a_lease_that_ended_and_was_taken_by_nobody_goes_on() {
        one.beat(true);
        endLeases();

        var beat = one.beat(true);

        assertThat(beat.taken()).isEmpty();
        assertThat(beat.lost()).isEmpty();
    }

    @Test
    void a_new_process_of_the_same_name_takes_all_at_once_under_higher_epochs() {
        one.beat(true);

        var again = node("one").beat(true);

        assertThat(again.taken()).hasSize(Ownership.SLICES);
        assertThat(again.taken().values()).containsOnly(2L);
    }

    @Test
    void nothing_may_be_started_before_the_first_heartbeat_or_after_the_lease() {
        assertThat(one.owns(0)).isFalse();
        one.beat(true);
        assertThat(one.owns(0)).isTrue();

        passes(LEASE.minusNanos(1));
        assertThat(one.owns(0)).isTrue();
        passes(Duration.ofNanos(1));
        assertThat(one.owns(0)).isFalse();

        one.beat(true);
        assertThat(one.owns(0)).isTrue();
    }

    @Test
    void a_lease_counts_from_before_it_was_asked_for() {
        LongSupplier slow = () -> nanos.getAndAdd(LEASE.toNanos());
        var late = new Ownership(database, "late", LEASE, slow);

        late.beat(true);

        assertThat(late.owns(0)).isFalse();
    }

    @Test
    void what_is_given_up_is_taken_by_the_next_heartbeat_of_another() {
        one.beat(true);
        two.beat(true);

        one.release();

        assertThat(one.owns(0)).isFalse();
        assertThat(owners()).containsExactly("nobody");
        assertThat(two.beat(true).taken()).hasSize(Ownership.SLICES);
    }

    @Test
    void giving_up_leaves_alone_what_another_node_has_taken() {
        one.beat(true);
        endLeases();
        two.beat(true);

        one.release();

        assertThat(owners()).containsExactly("two");
    }

    // Waiting until the owner has seen something ----------------------------------------------------------------------

    @Test
    void the_owner_waits_for_nobody_and_nobody_waits_for_no_owner() {
        two.awaitSeen(Ownership.slice(CAMPAIGN));
        one.beat(true);
        one.awaitSeen(Ownership.slice(CAMPAIGN));
        endLeases();
        two.awaitSeen(Ownership.slice(CAMPAIGN));
    }

    @Test
    void another_node_waits_for_two_heartbeats_of_the_owner() throws InterruptedException {
        one.beat(true);
        two.beat(true);
        try (var waiting = new Waiting()) {
            waiting.untilItLooked();
            one.beat(true);
            waiting.untilItLooked();
            assertThat(waiting.thread.isAlive()).isTrue();

            one.beat(true);

            waiting.thread.join();
        }
    }

    @Test
    void another_node_waits_no_longer_than_the_lease_of_an_owner_that_is_heard_of_no_more()
            throws InterruptedException {
        one.beat(true);
        try (var waiting = new Waiting()) {
            waiting.untilItLooked();
            assertThat(waiting.thread.isAlive()).isTrue();

            endLeases();

            waiting.thread.join();
        }
    }

    @Test
    void another_node_waits_for_nothing_once_the_owner_has_given_up() throws InterruptedException {
        one.beat(true);
        try (var waiting = new Waiting()) {
            waiting.untilItLooked();

            one.release();

            waiting.thread.join();
        }
    }

    /** A thread of the second node that waits, each of whose looks is a statement. */
    private final class Waiting implements AutoCloseable {
        private final Thread thread = Thread.ofPlatform().start(() -> two.awaitSeen(Ownership.slice(CAMPAIGN)));

        /** Whatever was true when this was called has been looked at when it returns: of two looks one is whole. */
        void untilItLooked() {
            long looked = database.statements() + 3;
            while (thread.isAlive() && database.statements() < looked) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    @Test
    void slices_are_shared_out_by_the_id_of_the_campaign() {
        assertThat(Map.of(1L, 1, 63L, 63, 64L, 0, 129L, 1))
                .allSatisfy((campaign, slice) ->
                        assertThat(Ownership.slice(campaign)).isEqualTo(slice));
    }
}
