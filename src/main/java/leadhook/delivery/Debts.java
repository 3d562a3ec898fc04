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
 * What a lane owes: the rows of {@code retries} that are due soonest are kept here, the others stay in the table until
 * these are done. In the order "lead" only the first row of each lead is kept, for the others wait behind it. Guarded by
 * the lock of its lane.
 */
final class Debts {
    /** As many are kept here. */
    static final int LIMIT = 256;

    private final boolean firstOfLeads;
    private final NavigableSet<Owed> kept =
            new TreeSet<>(Comparator.comparing(Owed::dueAt).thenComparing(Owed::seq));
    private final Map<Long, Owed> trying = new HashMap<>();
    private final Map<Long, Owed> unwritten = new HashMap<>();
    private final Map<Long, Integer> byLead = new HashMap<>();
    /** What was written since the table is being read: that is known better here. */
    private final Set<Long> touched = new HashSet<>();

    private long total;
    private @Nullable Instant horizon;
    private boolean othersWait;
    private boolean reading;

    Debts(Order order) {
        this.firstOfLeads = order == Order.LEAD;
    }

    /**
     * What the table holds of one webhook.
     *
     * @param soonest at most {@link #LIMIT} rows, soonest first; in the order "lead" the first of each lead
     * @param leads how many rows each lead has; only in the order "lead"
     */
    record Stored(List<Owed> soonest, long total, Map<Long, Integer> leads) {
        static final Stored NOTHING = new Stored(List.of(), 0, Map.of());
    }

    /** What was owed when the lane was loaded. */
    void begin(Stored stored) {
        total = stored.total;
        byLead.putAll(stored.leads);
        take(stored.soonest);
    }

    /** How many events are owed. */
    long total() {
        return total;
    }

    /** Whether an earlier event of this lead is owed; known only in the order "lead". */
    boolean owesLead(long lead) {
        return byLead.containsKey(lead);
    }

    /** Whether the table is to be read: what was kept is done, and more lies there. */
    boolean wantRows() {
        // One that began and brought nothing has failed: only one thread reads at a time.
        return reading || othersWait || (horizon != null && kept.isEmpty());
    }

    /** The table is about to be read. */
    void reading() {
        reading = true;
        othersWait = false;
        touched.clear();
    }

    /** Takes in what was read; what is under way, not yet written, or written meanwhile is known better here. */
    void take(List<Owed> rows) {
        var end = rows.size() < LIMIT ? null : rows.getLast().dueAt();
        var known = new HashSet<>(trying.keySet());
        known.addAll(unwritten.keySet());
        known.addAll(touched);
        kept.forEach(row -> known.add(row.seq()));
        rows.stream().filter(row -> !known.contains(row.seq())).forEach(kept::add);
        if (end != null) {
            // Or one of the table that is due before them would wait until they are done.
            kept.removeIf(row -> row.dueAt().isAfter(end));
        }
        horizon = end;
        reading = false;
        touched.clear();
    }

    /** What is due, at most one event of each lead that is not busy, with the days in which the events lie. */
    Map<Long, LocalDate> due(int atMost, Instant now, Set<Long> busyLeads) {
        if (kept.isEmpty()) {
            return Map.of();
        }
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

    /** The soonest, whether it is due or not. */
    Optional<Owed> soonest() {
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.first());
    }

    /** When the next of those that are not due yet will be. */
    Optional<Instant> nextDue(Instant now) {
        return kept.stream().map(Owed::dueAt).filter(at -> at.isAfter(now)).findFirst();
    }

    /** The event is being tried again. Empty when it is not owed, or no longer. */
    Optional<Owed> retry(long seq) {
        var row = kept.stream().filter(each -> each.seq() == seq).findFirst();
        row.ifPresent(each -> {
            kept.remove(each);
            trying.put(seq, each);
        });
        return row;
    }

    /** It was tried, and is owed as before. */
    void stays(long seq) {
        var row = trying.remove(seq);
        if (row != null) {
            kept.add(row);
        }
    }

    /** One event more is owed. */
    void more(long lead) {
        total++;
        if (firstOfLeads) {
            byLead.merge(lead, 1, Integer::sum);
        }
    }

    /** One event less is owed. */
    void less(long lead) {
        total--;
        byLead.computeIfPresent(lead, (_, count) -> count > 1 ? count - 1 : null);
    }

    /** Takes out those that are gone from the log; returns them. */
    List<Owed> forget(Set<Long> seqs) {
        var gone = kept.stream().filter(row -> seqs.contains(row.seq())).toList();
        for (var row : gone) {
            kept.remove(row);
            trying.put(row.seq(), row);
            less(row.lead());
        }
        return gone;
    }

    /** An event will be owed once this row is written. */
    void decided(Owed row) {
        unwritten.put(row.seq(), row);
    }

    /** What was decided of this event is in the table now. */
    void written(long seq, long lead) {
        if (reading) {
            touched.add(seq);
        }
        trying.remove(seq);
        var row = unwritten.remove(seq);
        if (row != null && (!firstOfLeads || row.attempts() > 0)) {
            keep(row);
        }
        if (firstOfLeads && byLead.containsKey(lead) && !hasFirst(lead)) {
            othersWait = true;
        }
    }

    private boolean hasFirst(long lead) {
        return kept.stream().anyMatch(row -> row.lead() == lead)
                || trying.values().stream().anyMatch(row -> row.lead() == lead);
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

    /** Whether nothing is owed, here or in the table. */
    boolean isEmpty() {
        return total == 0 && trying.isEmpty() && unwritten.isEmpty();
    }

    /** Nobody will ask any more. */
    void clear() {
        reading = false;
        touched.clear();
        kept.clear();
        byLead.clear();
        horizon = null;
        othersWait = false;
    }
}
