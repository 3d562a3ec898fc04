package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.Health.State;
import leadhook.delivery.LanesTable.Fence;
import leadhook.delivery.Settled.Ended;
import leadhook.delivery.Settled.Erased;
import leadhook.delivery.Settled.Parked;
import leadhook.log.Event;
import leadhook.log.Slice;

/**
 * A webhook being served: what it has read of its campaign's log, what is under way, what it owes, how its receiver
 * fares. Knows no clock, no database and no network; all access is under its own lock. Everything it holds is bounded.
 */
final class Lane {
    /** While it stands still or fails, it needs no more at hand. */
    private static final int FEW_WAITING = 16;

    private static final int MAX_UNSETTLED = 256;
    private static final int MAX_RANGE = 5_000;

    private final long id;
    private final Judge judge;
    private final ReadAhead readAhead;
    private final Fence fence;
    private final Progress progress;
    private final Waiting waiting;
    private final Debts debts;
    private final CatchingUp catchingUp = new CatchingUp();
    private final Set<Long> busyLeads = new HashSet<>();
    /** Leads whose events were under way when something was erased. */
    private final Set<Long> doubtful = new HashSet<>();

    private final Object starting = new Object();
    private OutboundWebhook webhook;
    private Health health;
    private long last;
    private long writtenPosition;
    private Mode decidedMode;
    private int inFlight;
    private int unsettled;
    private boolean lastWasRetry;
    private int timesReadAnew;
    private boolean closed;

    /** A lane that goes on where its row says. */
    Lane(OutboundWebhook webhook, LanesTable.Stored stored, Debts.Stored owed, Judge judge, ReadAhead readAhead) {
        this.id = webhook.id();
        this.webhook = webhook;
        this.judge = judge;
        this.readAhead = readAhead;
        this.waiting = new Waiting(readAhead);
        this.fence = stored.fence();
        this.progress = new Progress(stored.position(), stored.ahead());
        this.health = stored.health().paused(webhook.paused());
        this.debts = new Debts(webhook.order());
        this.writtenPosition = stored.position();
        this.decidedMode = health.mode();
        this.last = stored.position();
        debts.begin(owed);
    }

    /** The id of its webhook. */
    long id() {
        return id;
    }

    synchronized OutboundWebhook webhook() {
        return webhook;
    }

    /** Which load of the lane this is: what an older one brings moves nothing any more. */
    Fence fence() {
        return fence;
    }

    /** The webhook was changed: attempts that start from now on see it so. */
    synchronized void change(OutboundWebhook changed) {
        webhook = changed;
        health = health.paused(changed.paused());
        if (changed.paused()) {
            hold(0);
        }
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
        hold(0);
        debts.clear();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    // Reading ---------------------------------------------------------------------------------------------------------

    /** The numbers to read next; empty when enough is waiting or nothing is new. */
    synchronized Optional<Range> wanted(Instant now) {
        int limit = closed || progress.read() >= last ? 0 : waiting.room(mostWaiting(now));
        if (limit <= 0) {
            return Optional.empty();
        }
        long first = progress.read() + 1;
        return Optional.of(new Range(first, Math.min(last, first + MAX_RANGE - 1), limit, timesReadAnew));
    }

    /** How many events it reads ahead: many while it runs, few when it can start few. */
    private int mostWaiting(Instant now) {
        return switch (health.state(now)) {
            case RUNNING -> health.failures() > 0 ? FEW_WAITING : Waiting.MOST;
            // A probe takes the first whose lead owes nothing.
            case STANDING -> webhook.order() == Order.LEAD ? FEW_WAITING : 1;
            case WAITING -> 1;
            case PAUSED, DISABLED -> 0;
        };
    }

    /**
     * A stretch of numbers, and how many events of it there is room for.
     *
     * @param timesReadAnew what is read of it is of no use when that has become more
     */
    record Range(long first, long last, int limit, int timesReadAnew) {}

    /** Takes in what was read of a range: what is wanted waits, the rest is passed over. */
    synchronized void take(Range range, Slice slice) {
        if (closed || progress.read() != range.first - 1 || range.timesReadAnew != timesReadAnew) {
            // Meanwhile an outcome made it go back, and this would leave a hole; or some of it was erased.
            return;
        }
        for (var event : slice.events()) {
            long seq = event.seq();
            if (seq > progress.read() && webhook.wants(event) && !progress.isSettled(seq) && !progress.isOpen(seq)) {
                progress.want(seq);
                waiting.add(event);
            }
        }
        progress.readThrough(slice.through());
    }

    /** Whether it is far behind and comes nearer; asked at the end of each turn. */
    synchronized boolean catchesUp() {
        return catchingUp.look(progress.read(), last);
    }

    /** Some of what it has read ahead is gone from the log: it is read again. */
    synchronized void readAnew() {
        timesReadAnew++;
        doubtful.addAll(busyLeads);
        hold(0);
    }

    /** Keeps no more in memory than that: the rest is read again when its time has come. */
    private void hold(int most) {
        progress.unread(waiting.keep(most));
    }

    // Starting --------------------------------------------------------------------------------------------------------

    /**
     * How many attempts it would start now if there were slots.
     *
     * @param crowded whether the node has so many exchanges open that each lane may have one
     */
    synchronized int startable(Instant now, boolean crowded) {
        int room = crowded ? Math.min(room(now), Math.max(0, 1 - inFlight)) : room(now);
        if (room == 0) {
            return 0;
        }
        int owed = health.probes(now)
                ? (int) Math.min(1, debts.total())
                : debts.due(room, now, busyLeads).size();
        return Math.min(room, owed + waiting.size());
    }

    private int room(Instant now) {
        int allowed = webhook.order() == Order.STRICT ? Math.min(1, health.allowed(now)) : health.allowed(now);
        return closed ? 0 : Math.max(0, Math.min(allowed - inFlight, MAX_UNSETTLED - unsettled));
    }

    /** What is owed and may be tried again now: their events are to be loaded. */
    synchronized Map<Long, LocalDate> due(int atMost, Instant now) {
        int most = Math.min(atMost, room(now));
        if (most == 0 || !health.probes(now)) {
            return debts.due(most, now, busyLeads);
        }
        return probesOwed()
                ? debts.soonest().map(row -> Map.of(row.seq(), row.day())).orElse(Map.of())
                : Map.of();
    }

    private boolean probesOwed() {
        return debts.soonest().isPresent() && (health.probesOwedFirst() || !mayProbeUnread());
    }

    private boolean mayProbeUnread() {
        return webhook.order() != Order.STRICT
                && waiting.events().stream().anyMatch(event -> !debts.owesLead(event.lead()));
    }

    /** Owed events that are no longer in the log are owed no more. */
    synchronized List<Erased> missing(Map<Long, LocalDate> due, List<Event> found) {
        var missing = new HashSet<>(due.keySet());
        found.forEach(event -> missing.remove(event.seq()));
        var gone = debts.forget(missing);
        unsettled += gone.size();
        return gone.stream().map(row -> new Erased(this, row)).toList();
    }

    /** What was begun, and what was put behind an earlier event of its lead instead. */
    record Started(List<Attempt> attempts, List<Parked> parked) {}

    /**
     * Begins attempts, as many as there is room for: events that are owed, and new ones, in turn. Two events of one lead
     * never are under way together, so those of a lead arrive in order.
     *
     * @param owed the events of what was {@link #due}
     */
    synchronized Started start(List<Event> owed, int atMost, Instant now) {
        var started = new Started(new ArrayList<>(), new ArrayList<>());
        boolean probe = health.probes(now);
        int most = Math.min(atMost, room(now));
        // Which of the two a probe is was decided when it was asked what is due.
        retry(owed, probe || waiting.isEmpty() ? most : shareOfRetries(most), probe, now, started);
        int retries = started.attempts.size();
        first(most, probe, now, started);
        int firsts = started.attempts.size() - retries;
        retry(owed, most, probe, now, started);
        if (!started.attempts.isEmpty()) {
            lastWasRetry = firsts == 0;
        }
        return started;
    }

    /** Half of it, so that neither what is owed nor what is new waits for all of the other. */
    private int shareOfRetries(int most) {
        return lastWasRetry ? most / 2 : (most + 1) / 2;
    }

    private void retry(List<Event> events, int most, boolean probe, Instant now, Started started) {
        for (var event : events) {
            if (started.attempts.size() < most && !busyLeads.contains(event.lead())) {
                debts.retry(event.seq())
                        .ifPresent(row -> started.attempts.add(
                                begin(new Attempt(this, event, row.attempts() + 1, true, probe, now))));
            }
        }
    }

    private void first(int most, boolean probe, Instant now, Started started) {
        if (webhook.order() == Order.STRICT && debts.total() > 0) {
            return;
        }
        var events = waiting.iterator();
        while (started.attempts.size() < most && events.hasNext()) {
            var event = events.next();
            boolean behind = debts.owesLead(event.lead());
            if (behind && probe) {
                // Its backlog is to be no rows.
                continue;
            }
            if (!progress.inReach(event.seq()) || (behind && !mayPark())) {
                break;
            }
            if (behind || !busyLeads.contains(event.lead())) {
                events.remove();
                if (behind) {
                    started.parked.add(park(event, now));
                } else {
                    started.attempts.add(begin(new Attempt(this, event, 1, false, probe, now)));
                }
            }
        }
    }

    private boolean mayPark() {
        return unsettled < MAX_UNSETTLED && debts.total() < Health.OWED_TO_STAND;
    }

    private Parked park(Event event, Instant now) {
        unsettled++;
        debts.more(event.lead());
        return new Parked(this, new Owed(event.seq(), event.day(), event.lead(), 0, now));
    }

    private Attempt begin(Attempt attempt) {
        // Held until it is written what came of it.
        readAhead.add(weight(attempt));
        busyLeads.add(attempt.event().lead());
        inFlight++;
        return attempt;
    }

    // Ending ----------------------------------------------------------------------------------------------------------

    /** An exchange is over: its lead is free, and the receiver fares as it now does. */
    synchronized Ended ended(Attempt attempt, Sent sent, Instant now) {
        inFlight--;
        unsettled++;
        busyLeads.remove(attempt.event().lead());
        var verdict = judge.judge(health, attempt, sent.outcome(), debts.total(), now);
        health = verdict.health();
        takeBack(attempt, verdict.fate());
        if (doubtful.remove(attempt.event().lead())) {
            // It may be erased by now: what stays to be sent is read again.
            hold(0);
        }
        // While it runs, one failure is no reason to read all of that again.
        hold(health.state(now) == State.RUNNING ? Waiting.MOST : mostWaiting(now));
        return new Ended(attempt, sent, verdict.fate());
    }

    /** An exchange ended, and nobody knows how, since this server is being closed. */
    synchronized void cut(Attempt attempt) {
        inFlight--;
        readAhead.add(-weight(attempt));
        busyLeads.remove(attempt.event().lead());
        doubtful.remove(attempt.event().lead());
    }

    private static long weight(Attempt attempt) {
        return attempt.event().body().length();
    }

    private void takeBack(Attempt attempt, Fate fate) {
        var event = attempt.event();
        switch (fate) {
            case Fate.Stays _ when attempt.debt() -> debts.stays(event.seq());
            case Fate.Stays _ -> {
                if (!closed) {
                    waiting.add(event);
                }
            }
            case Fate.Owes _ when attempt.debt() -> {}
            case Fate.Owes _ -> debts.more(event.lead());
            case Fate.Done _, Fate.GivenUp _ -> {
                if (attempt.debt()) {
                    debts.less(event.lead());
                }
            }
        }
    }

    /** It is about to be written: an event read for the first time counts as settled, and is owed if it has to be. */
    synchronized void settle(Settled settled) {
        switch (settled) {
            case Ended ended -> {
                if (!ended.attempt().debt() && !(ended.fate() instanceof Fate.Stays)) {
                    progress.settle(ended.seq());
                }
                if (ended.fate() instanceof Fate.Owes(var row)) {
                    debts.decided(row);
                }
            }
            case Parked parked -> {
                progress.settle(parked.seq());
                debts.decided(parked.row());
            }
            case Erased _ -> {}
        }
    }

    /** These were written, and where it stood: there is room for more. */
    synchronized void written(List<Settled> settled, Standing standing) {
        unsettled -= settled.size();
        writtenPosition = Math.max(writtenPosition, standing.position());
        settled.forEach(this::written);
        if (closed) {
            debts.clear();
        }
    }

    private void written(Settled settled) {
        if (settled instanceof Ended ended) {
            readAhead.add(-weight(ended.attempt()));
        }
        if (!(settled instanceof Ended ended && ended.fate() instanceof Fate.Stays)) {
            debts.written(settled.seq(), settled.lead());
        }
    }

    /**
     * Where the lane stands, as its row says it.
     *
     * @param before what its receiver had brought it to when that was last decided
     */
    record Standing(long position, byte[] ahead, Health health, Mode before) {
        /** Whether it has been disabled since that was last decided. */
        boolean disabled() {
            return hasChanged() && health.mode() == Mode.DISABLED;
        }

        boolean hasChanged() {
            return health.mode() != before;
        }
    }

    synchronized Standing standing() {
        return new Standing(progress.position(), progress.bitmap(), health, decidedMode);
    }

    /** So its row is going to be written, sooner or later. */
    synchronized void decided(Standing standing) {
        decidedMode = standing.health().mode();
    }

    // What it owes ----------------------------------------------------------------------------------------------------

    /** Whether rows of {@code retries} are to be read, since more are there than were kept; if so, they are read now. */
    synchronized boolean readsOwed() {
        boolean wants = !closed && debts.wantRows();
        if (wants) {
            debts.reading();
        }
        return wants;
    }

    /** Takes in rows read from {@code retries}, at most {@link Debts#LIMIT}, soonest first. */
    synchronized void takeOwed(List<Owed> rows) {
        if (!closed) {
            debts.take(rows);
        }
    }

    // Sleeping --------------------------------------------------------------------------------------------------------

    /** When to be woken, if nothing else happens; empty when there is nothing to wait for. */
    synchronized Optional<Instant> nextWake(Instant now) {
        var opens = Optional.ofNullable(health.opensAt(now));
        var due = health.state(now) == State.RUNNING ? debts.nextDue(now) : Optional.<Instant>empty();
        return closed || (waiting.isEmpty() && debts.total() == 0)
                ? Optional.empty()
                : Stream.concat(opens.stream(), due.stream())
                        .filter(at -> at.isAfter(now))
                        .min(Instant::compareTo);
    }

    /** Counts it in. */
    synchronized void count(LaneTally tally) {
        tally.add(health, debts.total(), Math.max(0, last - progress.position()));
    }

    /** Whether it has passed over numbers since its row was written. */
    synchronized boolean hasMoved() {
        return progress.position() > writtenPosition;
    }

    /** Whether nothing is under way, owed or unwritten, so that its row says all there is to say. */
    synchronized boolean isQuiet() {
        boolean nothingOpen = inFlight == 0 && unsettled == 0 && !hasMoved();
        boolean nothingToDo = waiting.isEmpty() && debts.isEmpty() && progress.read() >= last;
        boolean mayDoNothing = health.paused() || health.mode() == Mode.DISABLED;
        return nothingOpen && (nothingToDo || mayDoNothing);
    }
}
