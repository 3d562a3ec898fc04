package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a lane owes: the rows of {@code retries} that are due soonest, the others stay in the table until these are done.
 * Guarded by the lock of its lane.
 */
final class Debts {
    /** As many are kept here. */
    static final int LIMIT = 256;

    private final NavigableSet<Owed> kept =
            new TreeSet<>(Comparator.comparing(Owed::dueAt).thenComparing(Owed::seq));
    private final Set<Long> retrying = new HashSet<>();
    private final Map<Long, Owed> unwritten = new HashMap<>();
    private @Nullable Instant horizon;
    private @Nullable Instant alarm;

    /** Whether the table is to be read: all that was kept is done, and more lies there. */
    boolean wantRows() {
        return horizon != null && kept.isEmpty();
    }

    /**
     * Takes in what the table holds, soonest first, at most {@link #LIMIT} rows. Nothing must be written while it is
     * read; what is under way or not yet written is known better here than there.
     */
    void take(List<Owed> rows) {
        horizon = rows.size() < LIMIT ? null : rows.getLast().dueAt();
        var known = new HashSet<>(retrying);
        known.addAll(unwritten.keySet());
        kept.forEach(row -> known.add(row.seq()));
        rows.stream().filter(row -> !known.contains(row.seq())).forEach(kept::add);
    }

    /** What is due, at most one event of each lead that is not busy, with the days in which the events lie. */
    Map<Long, LocalDate> due(int atMost, Instant now, Set<Long> busyLeads) {
        var due = new LinkedHashMap<Long, LocalDate>();
        var busy = new HashSet<>(busyLeads);
        for (var row : kept) {
            if (row.dueAt().isAfter(now) || due.size() >= atMost) {
                break;
            }
            if (busy.add(row.lead())) {
                due.put(row.seq(), row.day());
            }
        }
        return due;
    }

    /** The event is being tried again. Empty when it is not owed, or no longer. */
    Optional<Owed> retry(long seq) {
        var row = kept.stream().filter(each -> each.seq() == seq).findFirst();
        row.ifPresent(each -> {
            kept.remove(each);
            retrying.add(seq);
        });
        return row;
    }

    /** Forgets events that are gone from the log; returns those that were owed. */
    List<Long> forget(Set<Long> seqs) {
        var gone = kept.stream().filter(row -> seqs.contains(row.seq())).toList();
        gone.forEach(kept::remove);
        return gone.stream().map(Owed::seq).toList();
    }

    /** An event will be owed once this row is written. */
    void decided(Owed row) {
        unwritten.put(row.seq(), row);
    }

    /** What was decided of this event is in the table now. */
    void written(long seq) {
        retrying.remove(seq);
        var row = unwritten.remove(seq);
        if (row != null) {
            keep(row);
        }
    }

    /** All that is kept is due no later than all that is not. */
    private void keep(Owed row) {
        if (horizon != null && row.dueAt().isAfter(horizon)) {
            return;
        }
        kept.add(row);
        if (kept.size() > LIMIT) {
            kept.pollLast();
            horizon = kept.last().dueAt();
        }
    }

    /** When to be woken for the soonest; empty when nothing is owed, or when the alarm is set already. */
    Optional<Instant> alarm() {
        if (kept.isEmpty() || (alarm != null && !kept.first().dueAt().isBefore(alarm))) {
            return Optional.empty();
        }
        alarm = kept.first().dueAt();
        return Optional.of(alarm);
    }

    /** The alarm has rung. */
    void woken() {
        alarm = null;
    }

    /** Whether nothing is owed, here or in the table. */
    boolean isEmpty() {
        return kept.isEmpty() && retrying.isEmpty() && unwritten.isEmpty() && horizon == null;
    }

    /** Nobody will ask any more. */
    void clear() {
        kept.clear();
        horizon = null;
    }
}
