package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import leadhook.log.Event;
import leadhook.log.Slice;

/**
 * A webhook being served: what it has read of its campaign's log, what is under way, what it owes. Knows no clock, no
 * database and no network; all access is under its own lock. Everything it holds is bounded.
 */
final class Lane {
    private static final int MAX_WAITING = 512;
    private static final long MAX_WAITING_BYTES = 4L << 20;
    private static final long LARGE_EVENT_BYTES = 64L << 10;
    private static final int MAX_UNSETTLED = 256;
    private static final int MAX_RANGE = 5_000;

    private final int window;
    private final Progress progress;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final Debts debts = new Debts();
    private final Set<Long> busyLeads = new HashSet<>();
    private final Object starting = new Object();
    private OutboundWebhook webhook;
    private long waitingBytes;
    private long last;
    private long writtenPosition;
    private int inFlight;
    private int unsettled;
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

    /** Held while attempts are begun and sent, so that whoever closes the lane can wait for that. */
    Object starting() {
        return starting;
    }

    /** Starts nothing any more. What is under way ends and is written into the diary. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        debts.clear();
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
        return Optional.of(new Range(first, Math.min(last, first + MAX_RANGE - 1), limit()));
    }

    private int limit() {
        long bytesLeft = (MAX_WAITING_BYTES - waitingBytes) / LARGE_EVENT_BYTES;
        return (int) Math.min(MAX_WAITING - waiting.size(), bytesLeft);
    }

    /** A stretch of numbers, and how many events of it there is room for. */
    record Range(long first, long last, int limit) {}

    /** Takes in what was read: what is wanted waits, the rest is passed over. */
    synchronized void take(Slice slice) {
        if (closed) {
            return;
        }
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
        var events = waiting.iterator();
        while (events.hasNext() && started.size() < Math.min(atMost, room())) {
            var event = events.next();
            if (!progress.inReach(event.seq())) {
                break;
            }
            if (!busyLeads.contains(event.lead())) {
                events.remove();
                waitingBytes -= event.body().length();
                started.add(begin(new Attempt(this, event, 1, now)));
            }
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
        return debts.due(Math.min(atMost, room()), now, busyLeads);
    }

    /** Tries again what is owed, now under way. */
    synchronized List<Attempt> startRetries(List<Event> events, Instant now) {
        var started = new ArrayList<Attempt>();
        for (var event : events) {
            if (room() > 0 && !busyLeads.contains(event.lead())) {
                debts.retry(event.seq())
                        .ifPresent(owed -> started.add(begin(new Attempt(this, event, owed.attempts() + 1, now))));
            }
        }
        return started;
    }

    /** Owed events that are no longer in the log are owed no more; returns which. */
    synchronized List<Long> missing(Map<Long, LocalDate> due, List<Event> found) {
        var missing = new HashSet<>(due.keySet());
        found.forEach(event -> missing.remove(event.seq()));
        return debts.forget(missing);
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
        next.ifPresent(debts::decided);
    }

    /** Outcomes were written: there is room for more. */
    synchronized void written(List<Attempt> attempts, long position) {
        unsettled -= attempts.size();
        writtenPosition = Math.max(writtenPosition, position);
        attempts.forEach(attempt -> debts.written(attempt.event().seq()));
        if (closed) {
            debts.clear();
        }
    }

    /** Whether rows of {@code retries} are to be read, since more are there than were kept. */
    synchronized boolean wantsOwed() {
        return debts.wantRows();
    }

    /** Takes in rows read from {@code retries}, at most {@link Debts#LIMIT}, soonest first. */
    synchronized void takeOwed(List<Owed> rows) {
        if (!closed) {
            debts.take(rows);
        }
    }

    /** When to be woken for what is owed; empty when nothing is, or when the alarm is set already. */
    synchronized Optional<Instant> alarm() {
        return debts.alarm();
    }

    /** The alarm has rung. */
    synchronized void woken() {
        debts.woken();
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
        boolean nothingOpen = inFlight == 0 && unsettled == 0 && waiting.isEmpty();
        return nothingOpen && debts.isEmpty() && progress.read() >= last && !hasMoved();
    }
}
