package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Migrations;
import leadhook.platform.metrics.Metrics;
import leadhook.platform.secrets.SecretBox;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An owner that comes back late, and what another node may believe of it. */
@Timeout(60)
class LapsedLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int SLICE = Ownership.slice(Events.CAMPAIGN);

    private final Database database = Database.everyday(TestPostgres.database(), 4);
    private final AtomicLong nanos = new AtomicLong();
    /** The question for the time at which the answer of PostgreSQL is lost; none: at no one. */
    private final AtomicInteger lostAt = new AtomicInteger(-1);

    /** What happens at the next question for the time. */
    private final AtomicReference<Runnable> inTheMiddle = new AtomicReference<>(() -> {});

    private final Ownership ownership = new Ownership(database, "one", LEASE, this::nanos);
    private final Sender sender = Sender.start(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), LEASE, 1, 100);
    private final LocalFeed feed = new LocalFeed(ownership);

    LapsedLeaseTest() {
        Migrations.apply(database, "the test");
        var slots = new Slots(1, 1);
        var settler = new Settler(
                database, new DayPartitions(database, "attempts"), new DeliveryMeters(new Metrics()), () -> MORNING);
        var log = new Log(database, database, 0);
        var starter = new Starter(
                database,
                log,
                sender,
                settler,
                slots,
                _ -> true,
                _ -> {},
                new DeliveryMeters(new Metrics()),
                () -> MORNING,
                new FreshFirst(this::nanos, 2));
        feed.start(new Lanes(
                database,
                new WebhooksTable(new SecretBox(new byte[32])),
                log,
                starter,
                slots,
                Events.JUDGE,
                new ReadAhead(1),
                () -> MORNING));
    }

    @AfterEach
    void close() {
        sender.close();
        database.close();
    }

    private long nanos() {
        inTheMiddle.getAndSet(() -> {}).run();
        if (lostAt.getAndDecrement() == 0) {
            throw new DatabaseException(new SQLException("the answer was lost", "08006"));
        }
        return nanos.get();
    }

    private long beats() {
        return Optional.ofNullable(SlicesTable.beats(database, SLICE).get(SLICE))
                .orElseThrow();
    }

    private boolean holds() {
        long epoch = database.first("select epoch from slices where slice = ?", row -> row.getLong(1), SLICE)
                .orElseThrow();
        return ownership.holds(SLICE, epoch);
    }

    @Test
    void it_starts_nothing_before_it_has_looked_for_what_was_changed_while_nobody_waited_for_it() {
        feed.beat();
        assertThat(holds()).isTrue();

        nanos.addAndGet(LEASE.toNanos());
        assertThat(holds()).isFalse();
        feed.beat();
        assertThat(holds()).isFalse();
        feed.beat();
        assertThat(holds()).isFalse();
        feed.look();
        assertThat(holds()).isTrue();
    }

    @Test
    void a_late_heartbeat_in_the_middle_of_the_question_lets_nothing_start_before_a_look() {
        feed.beat();
        nanos.addAndGet(LEASE.toNanos());
        assertThat(holds()).isFalse();

        inTheMiddle.set(feed::beat);

        assertThat(holds()).isFalse();
    }

    @Test
    void a_look_from_before_its_late_heartbeat_is_none() {
        feed.beat();
        nanos.addAndGet(LEASE.toNanos());
        feed.look();
        feed.beat();
        assertThat(ownership.lookedSince(ownership.beats() - 1)).isFalse();
        assertThat(holds()).isFalse();
        assertThat(ownership.lookedSince(ownership.beats())).isTrue();
        assertThat(holds()).isTrue();
    }

    @Test
    void one_look_never_counts_for_two_heartbeats_though_the_answer_to_the_first_was_lost() {
        feed.look();
        feed.beat();
        feed.look();
        long seen = beats();
        // Of a heartbeat's questions for the time, the second comes when PostgreSQL has answered.
        lostAt.set(1);
        assertThatThrownBy(feed::beat).isInstanceOf(DatabaseException.class);
        assertThat(beats()).isEqualTo(seen + 1);

        feed.beat();
        feed.look();
        feed.beat();
        assertThat(beats())
                .as("the look that was made in doubt is not counted, the next is")
                .isEqualTo(seen + 2);
    }
}
