package leadhook.delivery;

import static leadhook.delivery.Events.DAY;
import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.slice;
import static leadhook.delivery.Events.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import leadhook.delivery.LanesTable.Fence;
import leadhook.delivery.LanesTable.Stored;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Settled.Ended;
import leadhook.log.Slice;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.metrics.Metrics;
import leadhook.testkit.PostgresProxy;
import leadhook.testkit.PostgresProxy.Moment;
import leadhook.testkit.PostgresProxy.Work;
import leadhook.testkit.ReusedNumbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What settling costs, and what is left when it is cut off, refused, or comes too late. */
@Timeout(60)
class SettlerOnDiskTest {
    private static final Outcome DELIVERED = new Delivered(200);
    private static final Outcome FAILED = new Refused(500, List.of());
    private static final Outcome GONE = new Refused(410, List.of());
    private static final int LANES = 100;

    private final DeliveryTables tables = new DeliveryTables(LANES, 3);
    private final Database hot = Database.hot(tables.address, 1);
    private final Settler settler = settler(hot);
    private final List<Settlement> written = new ArrayList<>();

    @AfterEach
    void close() {
        hot.close();
        tables.close();
    }

    private Settler settler(Database database) {
        return new Settler(
                database,
                new DayPartitions(tables.everyday, "attempts"),
                new DeliveryMeters(new Metrics()),
                () -> MORNING);
    }

    // Lanes and what has become of their events -----------------------------------------------------------------------

    private static Lane lane(long webhook, Fence fence, Owed... owed) {
        var stored = new Stored(webhook, 0, new byte[0], fence, Health.NEW);
        return Events.lane(webhook(webhook), stored, new Debts.Stored(List.of(owed), owed.length, Map.of()));
    }

    private static Lane lane(long webhook) {
        return lane(webhook, new Fence(0, 0));
    }

    private static Ended first(Lane lane, Outcome outcome) {
        return first(lane, outcome, MORNING, "text");
    }

    private static Ended first(Lane lane, Outcome outcome, Instant at, String excerpt) {
        lane.heard(3);
        lane.wanted(MORNING).ifPresent(range -> lane.take(range, slice(range.first(), 3)));
        return ended(lane.start(List.of(), 1, at).attempts().getFirst(), outcome, excerpt);
    }

    private static Ended retry(Lane lane, long seq, Outcome outcome) {
        return ended(
                lane.start(List.of(Events.of(seq, seq)), 1, MORNING).attempts().getFirst(), outcome, "text");
    }

    private static Ended ended(Attempt attempt, Outcome outcome, String excerpt) {
        return attempt.lane().ended(attempt, new Sent(outcome, Duration.ofMillis(3), excerpt), MORNING);
    }

    /** One attempt of the first event for each of these webhooks; every second one fails. */
    private static List<Ended> attempts(long webhooks) {
        var ended = new ArrayList<Ended>();
        for (long id = 1; id <= webhooks; id++) {
            ended.add(first(lane(id), id % 2 == 0 ? DELIVERED : FAILED));
        }
        return ended;
    }

    private boolean settle(Settler by, List<? extends Settled> settled) {
        settled.forEach(by::put);
        return by.settle(written::add);
    }

    private void settle(Settled... settled) {
        settle(settler, List.of(settled));
    }

    private long count(String sql) {
        return tables.count(sql);
    }

    private List<String> triggers() {
        return tables.everyday.list("select trigger from attempts order by trigger", row -> row.getString(1));
    }

    private void owe(long webhook, Owed row) {
        tables.everyday.update(
                "insert into retries (webhook_id, seq, day, lead_id, attempt, due_at) values (?, ?, ?, ?, ?, ?)",
                webhook,
                row.seq(),
                row.day(),
                row.lead(),
                row.attempts(),
                row.dueAt());
    }

    // What is written -------------------------------------------------------------------------------------------------

    @Test
    void the_statements_of_a_settlement_do_not_grow_with_its_lanes() {
        settle(settler, attempts(2));
        long few = hot.statements();

        settle(settler, attempts(LANES));

        assertThat(hot.statements()).isEqualTo(2 * few);
        assertThat(few).isEqualTo(3);
        assertThat(count("select count(*) from attempts")).isEqualTo(LANES + 2);
        assertThat(count("select count(*) from retries")).isEqualTo(LANES / 2);
        assertThat(settler.settle(written::add)).isFalse();
    }

    @Test
    void the_row_of_a_lane_tells_where_it_stands_and_how_its_receiver_fares() {
        var lane = lane(1);
        settle(first(lane, FAILED), first(lane, FAILED));

        assertThat(count("select position from lanes where webhook_id = 1")).isEqualTo(2);
        assertThat(count("select failed from lanes where webhook_id = 1")).isEqualTo(2);
        var stored = tables.everyday
                .transaction(transaction -> LanesTable.find(transaction, 1))
                .orElseThrow();
        assertThat(stored.health()).isEqualTo(lane.standing().health());
        assertThat(stored.ahead()).isEqualTo(lane.standing().ahead());
        assertThat(written)
                .singleElement()
                .satisfies(each -> assertThat(each.hasMoved(lane)).isTrue());
    }

    @Test
    void a_retry_that_is_delivered_is_owed_no_more() {
        var row = new Owed(1, DAY, 1, 1, MORNING);
        owe(1, row);

        settle(retry(lane(1, new Fence(0, 0), row), 1, DELIVERED));

        assertThat(count("select count(*) from retries")).isZero();
        assertThat(count("select count(*) from gaps")).isZero();
        assertThat(triggers()).containsExactly("retry");
    }

    @Test
    void what_failed_at_the_end_of_its_schedule_is_a_gap_and_owed_no_more() {
        var row = new Owed(1, DAY, 1, 2, MORNING);
        owe(1, row);

        settle(retry(lane(1, new Fence(0, 0), row), 1, FAILED));

        assertThat(count("select count(*) from retries")).isZero();
        assertThat(count("select count(*) from gaps where webhook_id = 1 and from_seq = 1 and reason = 'given up'"))
                .isEqualTo(1);
        assertThat(written.getFirst().givenUp()).isEqualTo(1);
    }

    @Test
    void what_is_parked_is_owed_and_what_is_gone_from_the_log_is_a_gap() {
        var row = new Owed(2, DAY, 2, 1, MORNING);
        owe(1, row);
        var lane = lane(1, new Fence(0, 0), row);
        var erased = lane.missing(lane.due(1, MORNING), List.of());

        settle(new Settled.Parked(lane, new Owed(1, DAY, 1, 0, MORNING)), erased.getFirst());

        assertThat(count("select count(*) from retries where seq = 1 and attempt = 0"))
                .isEqualTo(1);
        assertThat(count("select count(*) from retries")).isEqualTo(1);
        assertThat(count("select count(*) from gaps where from_seq = 2 and reason = 'erased'"))
                .isEqualTo(1);
    }

    @Test
    void what_is_probed_in_vain_stays_what_it_was() {
        var standing = Events.health(Health.Mode.STANDING, 1, 10, null, MORNING, 1, MORNING, false);
        var lane =
                Events.lane(webhook(1), new Stored(1, 0, new byte[0], new Fence(0, 0), standing), Debts.Stored.NOTHING);

        settle(first(lane, FAILED));

        assertThat(triggers()).containsExactly("probe");
        assertThat(count("select position from lanes where webhook_id = 1")).isZero();
        assertThat(count("select probes from lanes where webhook_id = 1")).isEqualTo(2);
        assertThat(count("select count(*) from retries")).isZero();
    }

    @Test
    void that_a_lane_was_disabled_stands_in_its_history_once() {
        var lane = lane(1);
        settle(first(lane, GONE));
        lane.heard(3);
        settler.passedOver(lane);
        settler.settlePassedOver(written::add);

        assertThat(count("select count(*) from webhook_changes where webhook_id = 1 and change = 'disabled'"))
                .isEqualTo(1);
        assertThat(count("select count(*) from lanes where state = 'disabled'")).isEqualTo(1);
    }

    @Test
    void that_a_lane_was_disabled_stands_there_once_though_two_settlements_had_to_wait() {
        var wide = Events.health(Health.Mode.RUNNING, 10, 0, null, null, 0, null, false);
        var lane = Events.lane(webhook(1), Events.stored(1, 0, new byte[0], wide), Debts.Stored.NOTHING);
        lane.heard(3);
        lane.take(lane.wanted(MORNING).orElseThrow(), slice(1, 3));
        tables.everyday.update("alter table attempts rename to attempts_away");
        for (var attempt : lane.start(List.of(), 2, MORNING).attempts()) {
            var gone = ended(attempt, GONE, "text");
            assertThatThrownBy(() -> settle(gone)).isInstanceOf(DatabaseException.class);
        }
        tables.everyday.update("alter table attempts_away rename to attempts");

        settler.settle(written::add);

        assertThat(written).hasSize(2);
        assertThat(count("select count(*) from webhook_changes where change = 'disabled'"))
                .isEqualTo(1);
    }

    @Test
    void how_far_a_lane_came_that_had_nothing_to_send_is_written_too() {
        var lane = lane(1);
        lane.heard(3);
        lane.take(lane.wanted(MORNING).orElseThrow(), new Slice(List.of(), 3));
        settler.passedOver(lane);

        settler.settlePassedOver(written::add);

        assertThat(count("select position from lanes where webhook_id = 1")).isEqualTo(3);
        assertThat(lane.hasMoved()).isFalse();
    }

    @Test
    void a_day_that_has_no_room_yet_gets_it() {
        var later = MORNING.plus(Duration.ofDays(60));

        settle(first(lane(1), DELIVERED, later, "text"));

        assertThat(count("select count(*) from attempts")).isEqualTo(1);
    }

    // What is cut off -------------------------------------------------------------------------------------------------

    @Test
    void a_settlement_whose_commit_could_not_be_told_is_not_written_twice() {
        isWrittenOnce(tables.address, Moment.AFTER_IT);
    }

    @Test
    void a_settlement_that_was_lost_is_written_again() {
        isWrittenOnce(tables.address, Moment.BEFORE_IT);
    }

    @Test
    void a_settlement_that_was_lost_is_not_taken_for_another_one_of_its_number() {
        var address = ReusedNumbers.on(tables.address);
        isWrittenOnce(address, Moment.BEFORE_IT);
    }

    private void isWrittenOnce(Address address, Moment cutAt) {
        try (var proxy = PostgresProxy.before(address);
                var cut = Database.hot(proxy.address(), 1)) {
            var byCut = settler(cut);
            proxy.cutNext(Work.SETTLEMENT, cutAt);
            assertThatThrownBy(() -> settle(byCut, attempts(2))).isInstanceOf(DatabaseException.class);
            assertThat(written).isEmpty();

            assertThat(byCut.settle(written::add)).isTrue();

            assertThat(written).hasSize(1);
            assertThat(count("select count(*) from attempts")).isEqualTo(2);
            assertThat(count("select sum(delivered) from lanes")).isEqualTo(1);
            assertThat(count("select sum(failed) from lanes")).isEqualTo(1);
        }
    }

    @Test
    void a_settlement_that_failed_is_written_later_and_before_any_other() {
        var lane = lane(1);
        tables.everyday.update("alter table retries rename to retries_away");
        assertThatThrownBy(() -> settle(first(lane, FAILED))).isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> settle(first(lane, DELIVERED))).isInstanceOf(DatabaseException.class);
        assertThat(count("select count(*) from attempts")).isZero();
        tables.everyday.update("alter table retries_away rename to retries");

        settler.settle(written::add);

        assertThat(written)
                .hasSize(2)
                .first()
                .satisfies(each -> assertThat(each.updates().getFirst().settled())
                        .extracting(Settled::seq)
                        .containsExactly(1L));
        assertThat(count("select count(*) from attempts")).isEqualTo(2);
        assertThat(count("select count(*) from retries")).isEqualTo(1);
        assertThat(count("select position from lanes where webhook_id = 1")).isEqualTo(2);
    }

    // What is refused -------------------------------------------------------------------------------------------------

    @Test
    void what_one_receiver_said_does_not_keep_the_outcomes_of_others_from_being_written() {
        var bad = lane(1);
        var good = lane(2);

        settle(first(bad, DELIVERED, MORNING, "no text of PostgreSQL's: \0"), first(good, DELIVERED));

        assertThat(tables.everyday.list("select excerpt from attempts order by webhook_id", row -> row.getString(1)))
                .containsExactly("", "text");
        assertThat(written).hasSize(2);
        assertThat(count("select sum(position) from lanes")).isEqualTo(2);
    }

    @Test
    void a_lane_whose_outcomes_cannot_be_written_at_all_moves_nothing_any_more() {
        var bad = lane(1);
        var good = lane(2);
        tables.everyday.update("alter table retries add constraint never check (webhook_id <> 1)");

        settle(first(bad, FAILED), first(good, FAILED));
        tables.everyday.update("alter table retries drop constraint never");

        assertThat(written).anySatisfy(each -> {
            assertThat(each.updates()).extracting(SettleTables.LaneUpdate::lane).containsExactly(bad);
            assertThat(each.hasMoved(bad)).isFalse();
        });
        assertThat(count("select count(*) from retries where webhook_id = 2")).isEqualTo(1);

        // It counts the refused event as owed, so its position must not be believed.
        settle(first(bad, DELIVERED));
        assertThat(count("select position from lanes where webhook_id = 1")).isZero();
        assertThat(triggers()).containsExactly("first", "late");
    }

    // What comes too late ---------------------------------------------------------------------------------------------

    @Test
    void nothing_is_owed_to_a_webhook_that_is_gone_and_its_attempt_is_called_late() {
        var ended = first(lane(1), FAILED);
        tables.everyday.update("delete from lanes where webhook_id = 1");

        settle(ended);

        assertThat(count("select count(*) from retries")).isZero();
        assertThat(triggers()).containsExactly("late");
        assertThat(written.getFirst().hasMoved(ended.lane())).isFalse();
    }

    @Test
    void a_settlement_of_an_old_epoch_writes_its_attempts_and_moves_nothing() {
        tables.everyday.update("update lanes set epoch = 1");

        writesAttemptsOnly(new Fence(0, 0));
    }

    @Test
    void a_settlement_from_before_somebody_moved_the_lane_writes_its_attempts_and_moves_nothing() {
        tables.everyday.update("update lanes set version = version + 1");

        writesAttemptsOnly(new Fence(0, 0));
    }

    private void writesAttemptsOnly(Fence fence) {
        var delivered = new Owed(1, DAY, 1, 1, MORNING);
        var last = new Owed(2, DAY, 2, 2, MORNING);
        owe(1, delivered);
        owe(1, last);
        var retries = lane(1, fence, delivered, last);

        settle(
                retry(retries, 1, DELIVERED),
                retry(retries, 2, FAILED),
                first(lane(2, fence), FAILED),
                first(lane(3, fence), DELIVERED),
                first(lane(4, fence), GONE));

        assertThat(triggers()).hasSize(5).containsOnly("late");
        assertThat(count("select sum(position + delivered + failed + failures) from lanes"))
                .isZero();
        assertThat(count("select count(*) from retries where webhook_id = 1 and attempt = seq"))
                .isEqualTo(2);
        for (var table : List.of("gaps", "webhook_changes", "retries where webhook_id > 1")) {
            assertThat(count("select count(*) from " + table)).as(table).isZero();
        }
        assertThat(count("select count(*) from lanes where state <> 'running'")).isZero();
        assertThat(written.getFirst().hasMoved(retries)).isFalse();
        assertThat(written.getFirst().givenUp()).isZero();
    }

    @Test
    void a_lane_and_the_one_loaded_after_it_are_told_apart_in_one_settlement() {
        var old = lane(1);
        tables.everyday.update("update lanes set version = version + 1 where webhook_id = 1");
        var next = lane(1, new Fence(0, 1));

        settle(first(old, FAILED), first(old, FAILED), first(next, FAILED));

        assertThat(triggers()).containsExactly("first", "late", "late");
        assertThat(count("select count(*) from retries")).isEqualTo(1);
        assertThat(count("select position from lanes where webhook_id = 1")).isEqualTo(1);
        assertThat(count("select failed from lanes where webhook_id = 1")).isEqualTo(1);
        assertThat(written.getFirst().hasMoved(next)).isTrue();
        assertThat(written.getFirst().hasMoved(old)).isFalse();
    }
}
