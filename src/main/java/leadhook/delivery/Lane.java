package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import leadhook.log.Event;
import leadhook.log.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A webhook being served: what it has read of its campaign's log, what is under way, what it owes. Knows no clock, no
 * database and no network; all access is under its own lock. Everything it holds is bounded.
 */
final class Lane {
    private static final int MAX_WAITING = 512;
    private static final long MAX_WAITING_BYTES = 4L << 20;
    private static final int MAX_UNSETTLED = 256;
    private static final int MAX_OWED = 256;
    private static final int MAX_RANGE = 5_000;

    private final int window;
    private final Progress progress;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final PriorityQueue<Owed> owed = new PriorityQueue<>(Comparator.comparing(Owed::dueAt));
    private final Set<Long> busyLeads = new HashSet<>();
    private final Set<Long> retrying = new HashSet<>();
    private OutboundWebhook webhook;
    private long waitingBytes;
    private long last;
    private long writtenPosition;
    private int inFlight;
    private int unsettled;
    private boolean moreOwed;
    private @Nullable Instant alarm;
    private boolean closed;

    Lane(OutboundWebhook webhook, long position, byte[] ahead, int window) {
        this.webhook = webhook;
        this.progress = new Progress(position, ahead);
        this.writtenPosition = position;
        this.last = position;
        this.window = window;
    }

    synchronized OutboundWebhook webhook() {
        return webhook;
    }

    /** The webhook was changed: attempts that start from now on see it so. */
    synchronized void change(OutboundWebhook changed) {
        webhook = changed;
    }

    /** The campaign's log reaches to this number. */
    synchronized void heard(long number) {
        last = Math.max(last, number);
    }

    /** Starts nothing any more. What is under way ends and is written into the diary. */
    synchronized void close() {
        closed = true;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** The numbers to read next; empty when enough is waiting or nothing is new. */
    synchronized Optional<Range> wanted() {
        boolean full = waiting.size() >= MAX_WAITING / 2 || waitingBytes >= MAX_WAITING_BYTES / 2;
        if (closed || full || progress.read() >= last) {
            return Optional.empty();
        }
        long first = progress.read() + 1;
        return Optional.of(new Range(first, Math.min(last, first + MAX_RANGE - 1), MAX_WAITING - waiting.size()));
    }

    /** A stretch of numbers, and how many events of it there is room for. */
    record Range(long first, long last, int limit) {}

    /** Takes in what was read: what is wanted waits, the rest is passed over. */
    synchronized void take(Slice slice) {
        for (var event : slice.events()) {
            if (event.seq() > progress.read() && webhook.wants(event) && !progress.isSettled(event.seq())) {
                progress.want(event.seq());
                waiting.add(event);
                waitingBytes += event.body().length();
            }
        }
        progress.readThrough(slice.through());
    }

    /** How many attempts may start now. */
    private int room() {
        return closed ? 0 : Math.min(window - inFlight, MAX_UNSETTLED - unsettled);
    }

    /**
     * The next first attempts, as many as there is room for, now under way. Two events of one lead never are at once, so
     * those of a lead arrive in order.
     */
    synchronized List<Attempt> startFirst(int atMost, Instant now) {
        var started = new ArrayList<Attempt>();
        var passedLeads = new HashSet<Long>();
        var events = waiting.iterator();
        while (events.hasNext() && started.size() < Math.min(atMost, room())) {
            var event = events.next();
            if (!progress.inReach(event.seq())) {
                break;
            }
            if (busyLeads.contains(event.lead()) || !passedLeads.add(event.lead())) {
                passedLeads.add(event.lead());
                continue;
            }
            events.remove();
            waitingBytes -= event.body().length();
            started.add(begin(new Attempt(this, event, 1, now)));
        }
        return started;
    }

    private Attempt begin(Attempt attempt) {
        busyLeads.add(attempt.event().lead());
        inFlight++;
        return attempt;
    }

    /** What is owed and due, as many as there is room for: their events are to be loaded. */
    synchronized Map<Long, LocalDate> due(int atMost, Instant now) {
        var due = new HashMap<Long, LocalDate>();
        var busy = new HashSet<>(busyLeads);
        for (var each : sortedOwed()) {
            if (each.dueAt().isAfter(now) || due.size() >= Math.min(atMost, room())) {
                break;
            }
            if (busy.add(each.lead())) {
                due.put(each.seq(), each.day());
            }
        }
        return due;
    }

    private List<Owed> sortedOwed() {
        return owed.stream().sorted(Comparator.comparing(Owed::dueAt)).toList();
    }

    /** Tries again what is owed, now under way. */
    synchronized List<Attempt> startRetries(List<Event> events, Instant now) {
        var started = new ArrayList<Attempt>();
        for (var event : events) {
            var row = owed.stream().filter(each -> each.seq() == event.seq()).findFirst();
            if (row.isPresent() && room() > 0 && !busyLeads.contains(event.lead())) {
                owed.remove(row.get());
                retrying.add(event.seq());
                started.add(begin(new Attempt(this, event, row.get().attempts() + 1, now)));
            }
        }
        return started;
    }

    /** An exchange is over: its slot and its lead are free. */
    synchronized void ended(Attempt attempt) {
        inFlight--;
        unsettled++;
        busyLeads.remove(attempt.event().lead());
    }

    /** An outcome is about to be written: the event counts as settled, and is owed if there is a next attempt. */
    synchronized void settle(Attempt attempt, Optional<Owed> next) {
        if (attempt.isFirst()) {
            progress.settle(attempt.event().seq());
        }
        retrying.remove(attempt.event().seq());
        next.ifPresent(this::owe);
    }

    /** Takes in a row of {@code retries}. */
    synchronized void owe(Owed row) {
        if (owed.size() >= MAX_OWED) {
            // It stays in the table, and is read when those before it are done.
            moreOwed = true;
        } else {
            owed.add(row);
        }
    }

    /** Whether rows of {@code retries} should be read again, since there are more than were kept. */
    synchronized boolean wantsOwed() {
        return moreOwed && owed.isEmpty() && !closed;
    }

    /** Takes in rows read from {@code retries}, at most {@link #owedLimit} of them, soonest first. */
    synchronized void takeOwed(List<Owed> rows) {
        moreOwed = rows.size() >= MAX_OWED;
        var known = new HashSet<>(retrying);
        owed.forEach(each -> known.add(each.seq()));
        rows.stream().filter(row -> !known.contains(row.seq())).forEach(owed::add);
    }

    static int owedLimit() {
        return MAX_OWED;
    }

    /** When to be woken for what is owed; empty when nothing is, or when the alarm is set already. */
    synchronized Optional<Instant> alarm() {
        var next = owed.peek();
        if (next == null || (alarm != null && !next.dueAt().isBefore(alarm))) {
            return Optional.empty();
        }
        alarm = next.dueAt();
        return Optional.of(next.dueAt());
    }

    /** The alarm has rung. */
    synchronized void woken() {
        alarm = null;
    }

    /** Owed events that are no longer in the log are owed no more; returns which. */
    synchronized List<Long> missing(Map<Long, LocalDate> due, List<Event> found) {
        var missing = new HashSet<>(due.keySet());
        found.forEach(event -> missing.remove(event.seq()));
        owed.removeIf(row -> missing.contains(row.seq()));
        return List.copyOf(missing);
    }

    /** Outcomes were written: there is room for more. */
    synchronized void written(int outcomes, long position) {
        unsettled -= outcomes;
        writtenPosition = Math.max(writtenPosition, position);
    }

    /** Where the lane stands, as its row says it. */
    record Standing(long position, byte[] ahead) {}

    synchronized Standing standing() {
        return new Standing(progress.position(), progress.bitmap());
    }

    /** Whether it has passed over numbers since its row was written. */
    synchronized boolean hasMoved() {
        return progress.position() > writtenPosition;
    }

    /** Whether nothing is under way, owed or unwritten, so that its row says all there is to say. */
    synchronized boolean isQuiet() {
        boolean nothingOwed = owed.isEmpty() && retrying.isEmpty() && !moreOwed;
        boolean nothingOpen = inFlight == 0 && unsettled == 0 && waiting.isEmpty();
        return nothingOpen && nothingOwed && progress.read() >= last && !hasMoved();
    }
}
