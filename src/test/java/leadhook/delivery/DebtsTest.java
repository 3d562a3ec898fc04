package leadhook.delivery;

import static leadhook.delivery.Events.MORNING;
import static leadhook.delivery.Events.owed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What a lane owes, when only some of it fits into memory. */
class DebtsTest {
    private final Debts debts = new Debts(Order.RETRIES);
    private final Debts firsts = new Debts(Order.LEAD);

    private static Instant after(long seconds) {
        return MORNING.plusSeconds(seconds);
    }

    /** An event that was tried for the first time is owed, and that is written. */
    private static void write(Debts debts, Owed row) {
        debts.more(row.lead());
        debts.decided(row);
        debts.written(row.seq(), row.lead());
    }

    /** An owed event is delivered; its row is gone when that is written. */
    private static void deliver(Debts debts, long seq, long lead) {
        assertThat(debts.retry(seq)).isPresent();
        debts.less(lead);
        debts.written(seq, lead);
    }

    private static Owed parked(long seq, long lead) {
        return new Owed(seq, Events.DAY, lead, 0, MORNING);
    }

    private static List<Owed> rows(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seq -> owed(seq, seq, after(seq)))
                .toList();
    }

    @Example
    void what_is_due_comes_soonest_first_one_of_each_lead() {
        write(debts, owed(1, 10, after(30)));
        write(debts, owed(2, 20, after(10)));
        write(debts, owed(3, 20, after(5)));
        write(debts, owed(4, 30, after(60)));
        write(debts, owed(5, 40, after(1)));

        assertThat(debts.due(10, after(30), Set.of(40L)).keySet()).containsExactly(3L, 1L);
        assertThat(debts.due(1, after(30), Set.of()).keySet()).containsExactly(5L);
        assertThat(debts.due(10, MORNING, Set.of())).isEmpty();
    }

    @Example
    void what_is_decided_is_owed_once_it_is_written() {
        debts.more(10);
        debts.decided(owed(1, 10, MORNING));
        assertThat(debts.due(10, after(60), Set.of())).isEmpty();
        assertThat(debts.isEmpty()).isFalse();

        debts.written(1, 10);

        assertThat(debts.due(10, after(60), Set.of())).containsOnlyKeys(1L);
    }

    @Example
    void what_is_delivered_is_not_taken_in_again_before_its_row_is_gone() {
        debts.begin(new Debts.Stored(rows(1, Debts.LIMIT), Debts.LIMIT, Map.of()));
        LongStream.rangeClosed(1, Debts.LIMIT).forEach(debts::retry);
        assertThat(debts.wantRows()).isTrue();

        // The table still has the row of what has just been delivered.
        debts.reading();
        debts.take(rows(1, 1));

        assertThat(debts.due(10, after(9_999), Set.of())).isEmpty();
        LongStream.rangeClosed(1, Debts.LIMIT).forEach(seq -> {
            debts.less(seq);
            debts.written(seq, seq);
        });
        assertThat(debts.isEmpty()).isTrue();
    }

    @Example
    void what_is_written_while_the_table_is_read_is_known_better_than_what_was_read() {
        debts.begin(new Debts.Stored(rows(1, Debts.LIMIT), Debts.LIMIT + 1, Map.of()));
        LongStream.rangeClosed(1, Debts.LIMIT).forEach(seq -> debts.retry(seq));
        debts.reading();
        // The read saw all of them; before it was taken in, one was delivered and written, and one put off.
        var read = rows(1, Debts.LIMIT);
        debts.less(1);
        debts.written(1, 1);
        debts.decided(owed(2, 2, after(7_777)));
        debts.written(2, 2);

        debts.take(read);

        assertThat(debts.due(10, after(7_776), Set.of())).isEmpty();
    }

    @Example
    void a_read_that_failed_is_made_again() {
        firsts.begin(new Debts.Stored(List.of(owed(1, 10, MORNING)), 2, Map.of(10L, 2)));
        deliver(firsts, 1, 10);
        assertThat(firsts.wantRows()).isTrue();
        firsts.reading();

        assertThat(firsts.wantRows()).as("nothing was brought").isTrue();

        firsts.reading();
        firsts.take(List.of(parked(2, 10)));
        assertThat(firsts.wantRows()).isFalse();
        assertThat(firsts.due(10, MORNING, Set.of())).containsOnlyKeys(2L);
    }

    @Example
    void it_is_known_when_the_next_of_those_that_are_not_due_will_be() {
        write(debts, owed(1, 10, after(30)));
        write(debts, owed(2, 20, after(60)));
        write(debts, owed(3, 30, after(5)));

        assertThat(debts.nextDue(MORNING)).contains(after(5));
        assertThat(debts.nextDue(after(5))).contains(after(30));
        assertThat(debts.nextDue(after(60))).isEmpty();
    }

    @Example
    void the_soonest_is_known_whether_it_is_due_or_not() {
        assertThat(debts.soonest()).isEmpty();
        write(debts, owed(1, 10, after(30)));
        write(debts, owed(2, 20, after(5)));

        assertThat(debts.soonest()).map(Owed::seq).contains(2L);
        debts.retry(2);
        assertThat(debts.soonest()).map(Owed::seq).contains(1L);
    }

    @Example
    void what_was_probed_in_vain_is_owed_as_before() {
        write(debts, owed(1, 10, after(30)));
        debts.retry(1);

        debts.stays(1);

        assertThat(debts.due(10, after(29), Set.of())).isEmpty();
        assertThat(debts.retry(1)).contains(owed(1, 10, after(30)));
        assertThat(debts.total()).isEqualTo(1);
    }

    @Example
    void all_that_is_owed_is_counted_wherever_it_lies() {
        debts.begin(new Debts.Stored(rows(1, Debts.LIMIT), 1_000, Map.of()));
        debts.more(1_001);
        debts.decided(owed(1_001, 1_001, after(99)));
        assertThat(debts.total()).isEqualTo(1_001);

        deliver(debts, 1, 1);

        assertThat(debts.total()).isEqualTo(1_000);
    }

    @Example
    void a_row_due_soon_is_kept_although_many_are_owed_for_later() {
        LongStream.rangeClosed(1, Debts.LIMIT).forEach(seq -> write(debts, owed(seq, seq, after(86_400 + seq))));

        write(debts, owed(999, 999, after(5)));

        assertThat(debts.due(10, after(5), Set.of())).containsOnlyKeys(999L);
    }

    @Example
    void what_is_gone_from_the_log_is_forgotten_once() {
        write(debts, owed(1, 10, MORNING));

        assertThat(debts.forget(Set.of(1L, 2L))).extracting(Owed::seq).containsExactly(1L);
        assertThat(debts.forget(Set.of(1L, 2L))).isEmpty();
        assertThat(debts.isEmpty()).as("its row is still there").isFalse();
        debts.written(1, 10);
        assertThat(debts.isEmpty()).isTrue();
    }

    @Example
    void in_the_order_lead_what_is_behind_another_is_read_when_that_is_done() {
        write(firsts, owed(1, 10, after(5)));
        write(firsts, parked(2, 10));
        write(firsts, parked(3, 10));
        assertThat(firsts.owesLead(10)).isTrue();
        assertThat(firsts.wantRows()).isFalse();
        assertThat(firsts.due(10, after(5), Set.of())).containsOnlyKeys(1L);

        deliver(firsts, 1, 10);
        assertThat(firsts.wantRows()).isTrue();
        firsts.reading();
        firsts.take(List.of(parked(2, 10)));
        deliver(firsts, 2, 10);
        firsts.reading();
        firsts.take(List.of(parked(3, 10)));
        deliver(firsts, 3, 10);

        assertThat(firsts.owesLead(10)).isFalse();
        assertThat(firsts.wantRows()).isFalse();
        assertThat(firsts.isEmpty()).isTrue();
    }

    @Example
    void in_the_order_lead_a_failed_one_stays_before_those_behind_it() {
        write(firsts, owed(1, 10, after(5)));
        write(firsts, parked(2, 10));
        firsts.retry(1);
        firsts.decided(new Owed(1, Events.DAY, 10, 2, after(300)));
        firsts.written(1, 10);

        assertThat(firsts.wantRows()).isFalse();
        assertThat(firsts.due(10, after(299), Set.of())).isEmpty();
        assertThat(firsts.due(10, after(300), Set.of())).containsOnlyKeys(1L);
    }

    @Example
    void in_the_order_lead_what_is_behind_one_that_is_gone_from_the_log_is_read() {
        write(firsts, owed(1, 10, after(5)));
        write(firsts, parked(2, 10));

        firsts.forget(Set.of(1L));
        assertThat(firsts.owesLead(10)).isTrue();
        firsts.written(1, 10);

        assertThat(firsts.wantRows()).isTrue();
    }

    @Example
    void in_the_order_lead_nothing_is_kept_that_is_due_later_than_what_lies_in_the_table() {
        write(firsts, owed(999, 999, after(9_999)));
        write(firsts, owed(1, 10, after(1)));
        write(firsts, parked(2, 10));
        deliver(firsts, 1, 10);

        // Meanwhile the table holds as many that are due sooner as are kept at all.
        firsts.reading();
        firsts.take(rows(1_001, 1_000 + Debts.LIMIT));
        LongStream.rangeClosed(1_001, 1_000 + Debts.LIMIT).forEach(firsts::retry);

        assertThat(firsts.soonest()).isEmpty();
        assertThat(firsts.wantRows()).isTrue();
    }

    @Example
    void a_lane_that_is_closed_asks_for_nothing_any_more() {
        firsts.begin(new Debts.Stored(rows(1, Debts.LIMIT), 1_000, Map.of(1L, 2)));
        deliver(firsts, 1, 1);

        firsts.clear();

        assertThat(firsts.wantRows()).isFalse();
        assertThat(firsts.soonest()).isEmpty();
    }

    /** A row that is written, or everything due by then tried again. */
    sealed interface Step {
        record Write(int dueIn) implements Step {}

        record Retry(int after, boolean failing) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var writes = Arbitraries.integers().between(0, 5_000).map(Step.Write::new);
        var retries = Arbitraries.integers()
                .between(0, 300)
                .flatMap(after -> Arbitraries.of(true, false).map(failing -> new Step.Retry(after, failing)));
        return Arbitraries.frequencyOf(Tuple.of(400, writes), Tuple.of(1, retries))
                .map(step -> (Step) step)
                .list()
                .ofMinSize(600)
                .ofMaxSize(1_500);
    }

    /** With more owed than fits, each row is tried when it is due and none for which another waits longer. */
    @Property(tries = 30)
    void whatever_is_owed_the_soonest_come_first(@ForAll("steps") List<Step> steps) {
        var some = new Debts(Order.RETRIES);
        var table = new HashMap<Long, Owed>();
        var now = MORNING;
        long seq = 0;
        for (var step : steps) {
            switch (step) {
                case Step.Write(var dueIn) -> {
                    var row = owed(++seq, seq, now.plusSeconds(dueIn));
                    table.put(row.seq(), row);
                    write(some, row);
                }
                case Step.Retry(var after, var failing) -> {
                    now = now.plusSeconds(after);
                    retryAll(some, table, now, failing);
                }
            }
        }
        retryAll(some, table, now.plusSeconds(10_000), false);
        assertThat(table).isEmpty();
        assertThat(some.isEmpty()).isTrue();
    }

    private static void retryAll(Debts debts, Map<Long, Owed> table, Instant now, boolean failing) {
        while (true) {
            if (debts.wantRows()) {
                debts.reading();
                debts.take(soonest(table));
            }
            var due = debts.due(10, now, Set.of());
            if (due.isEmpty()) {
                break;
            }
            // Of those that are due at the same moment, none has waited longer.
            assertThat(due.keySet().stream().map(seq -> at(table, seq)))
                    .containsExactlyElementsOf(soonest(table).stream()
                            .limit(due.size())
                            .map(Owed::dueAt)
                            .toList());
            for (var seq : due.keySet()) {
                debts.retry(seq);
                table.remove(seq);
                if (failing) {
                    var again = owed(seq, seq, now.plusSeconds(1 + seq % 7_000));
                    table.put(seq, again);
                    debts.decided(again);
                } else {
                    debts.less(seq);
                }
                debts.written(seq, seq);
            }
        }
        assertThat(table.values()).allMatch(row -> row.dueAt().isAfter(now));
        assertThat(debts.total()).isEqualTo(table.size());
    }

    private static Instant at(Map<Long, Owed> table, long seq) {
        return Objects.requireNonNull(table.get(seq), "not owed").dueAt();
    }

    private static List<Owed> soonest(Map<Long, Owed> table) {
        var rows = new ArrayList<>(table.values());
        rows.sort(Comparator.comparing(Owed::dueAt).thenComparing(Owed::seq));
        return rows.subList(0, Math.min(rows.size(), Debts.LIMIT));
    }
}
