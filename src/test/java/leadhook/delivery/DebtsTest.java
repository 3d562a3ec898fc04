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
    private final Debts debts = new Debts();

    private static Instant after(long seconds) {
        return MORNING.plusSeconds(seconds);
    }

    private static void write(Debts debts, Owed row) {
        debts.decided(row);
        debts.written(row.seq());
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
        debts.decided(owed(1, 10, MORNING));
        assertThat(debts.due(10, after(60), Set.of())).isEmpty();
        assertThat(debts.isEmpty()).isFalse();

        debts.written(1);

        assertThat(debts.due(10, after(60), Set.of())).containsOnlyKeys(1L);
    }

    @Example
    void what_is_delivered_is_not_taken_in_again_before_its_row_is_gone() {
        debts.take(rows(1, Debts.LIMIT));
        LongStream.rangeClosed(1, Debts.LIMIT).forEach(debts::retry);
        assertThat(debts.wantRows()).isTrue();

        // The table still has the row of what has just been delivered.
        debts.take(rows(1, 1));

        assertThat(debts.due(10, after(9_999), Set.of())).isEmpty();
        LongStream.rangeClosed(1, Debts.LIMIT).forEach(debts::written);
        assertThat(debts.isEmpty()).isTrue();
    }

    @Example
    void an_alarm_is_set_once_and_again_when_something_is_due_sooner() {
        write(debts, owed(1, 10, after(30)));
        assertThat(debts.alarm()).contains(after(30));
        assertThat(debts.alarm()).isEmpty();

        write(debts, owed(2, 20, after(60)));
        assertThat(debts.alarm()).isEmpty();

        write(debts, owed(3, 30, after(5)));
        assertThat(debts.alarm()).contains(after(5));

        debts.woken();
        assertThat(debts.alarm()).contains(after(5));
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

        assertThat(debts.forget(Set.of(1L, 2L))).containsExactly(1L);
        assertThat(debts.forget(Set.of(1L, 2L))).isEmpty();
        assertThat(debts.isEmpty()).isTrue();
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
        var some = new Debts();
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
                debts.take(soonest(table));
            }
            var due = debts.due(10, now, Set.of());
            if (due.isEmpty()) {
                break;
            }
            assertThat(due.keySet())
                    .containsExactlyElementsOf(soonest(table).stream()
                            .limit(due.size())
                            .map(Owed::seq)
                            .toList());
            for (var seq : due.keySet()) {
                debts.retry(seq);
                table.remove(seq);
                if (failing) {
                    var again = owed(seq, seq, now.plusSeconds(1 + seq % 7_000));
                    table.put(seq, again);
                    debts.decided(again);
                }
                debts.written(seq);
            }
        }
        assertThat(table.values()).allMatch(row -> row.dueAt().isAfter(now));
    }

    private static List<Owed> soonest(Map<Long, Owed> table) {
        var rows = new ArrayList<>(table.values());
        rows.sort(Comparator.comparing(Owed::dueAt).thenComparing(Owed::seq));
        return rows.subList(0, Math.min(rows.size(), Debts.LIMIT));
    }
}
