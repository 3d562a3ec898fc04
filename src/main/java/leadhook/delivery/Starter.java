package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import leadhook.log.Event;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import org.jspecify.annotations.Nullable;

/**
 * Lets lanes do what they may: a lane that is awake reads on in the log, starts what it may, and sleeps again. Loops call
 * its steps, and so do tests, which start no loops.
 */
final class Starter {
    private static final System.Logger LOG = System.getLogger(Starter.class.getName());

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Database database;
    private final Log log;
    private final Sender sender;
    private final Settler settler;
    private final Slots slots;
    private final Predicate<Lane> owned;
    private final Consumer<Lane> lost;
    private final DeliveryMeters meters;
    private final InstantSource clock;
    private final FreshFirst freshFirst;
    private final Ready ready = new Ready();
    private final Alarms alarms = new Alarms();
    private volatile boolean stopped;

    /**
     * Nothing is awake yet.
     *
     * @param owned whether this node may start anything of a lane: its ownership was confirmed within the lease
     * @param lost is told of a lane that cannot go on as it is
     */
    Starter(
            Database database,
            Log log,
            Sender sender,
            Settler settler,
            Slots slots,
            Predicate<Lane> owned,
            Consumer<Lane> lost,
            DeliveryMeters meters,
            InstantSource clock,
            FreshFirst freshFirst) {
        this.database = database;
        this.log = log;
        this.sender = sender;
        this.settler = settler;
        this.slots = slots;
        this.owned = owned;
        this.lost = lost;
        this.meters = meters;
        this.clock = clock;
        this.freshFirst = freshFirst;
    }

    /** The lane may have something to do. */
    void wake(Lane lane) {
        ready.addResting(lane, () -> pump(lane));
    }

    /** Something else that is to be done soon, and never by two threads at once. */
    void later(Object key, Runnable work) {
        ready.add(key, work);
    }

    /** When this returns, the lane starts nothing more. */
    void close(Lane lane) {
        synchronized (lane.starting()) {
            lane.close();
        }
        alarms.clear(lane);
    }

    /** Returns how long it then rests. */
    private Duration pump(Lane lane) {
        try {
            long begun = freshFirst.begin();
            readOwed(lane);
            read(lane);
            var before = clock.instant();
            var turn = start(lane);
            setAlarm(lane, before);
            if (lane.wanted(clock.instant()).isPresent()) {
                // Its turn comes again: a lane that is far behind must not hold up the others.
                wake(lane);
            }
            return rest(lane, turn, begun);
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "webhook " + lane.id() + " cannot go on now: " + e.getMessage());
            alarms.set(lane, clock.instant().plus(AFTER_FAILURE));
            slots.passOn();
        } catch (RuntimeException e) {
            // The lane alone stops, and the sweep wakes it.
            LOG.log(Level.ERROR, "webhook " + lane.id() + " cannot go on now", e);
            slots.passOn();
        }
        return Duration.ZERO;
    }

    private Duration rest(Lane lane, Turn turn, long begun) {
        if (turn.awaitsSlots) {
            // A free slot that it is told of must not lie idle while it rests.
            return Duration.ZERO;
        }
        var rest = freshFirst.rest(lane.catchesUp(), turn.started, begun);
        meters.rested(rest);
        return rest;
    }

    private void readOwed(Lane lane) {
        if (lane.readsOwed()) {
            lane.takeOwed(database.transaction(transaction -> LanesTable.soonest(transaction, lane.webhook())));
        }
    }

    private void read(Lane lane) {
        lane.wanted(clock.instant())
                .ifPresent(range -> lane.take(
                        range,
                        log.read(
                                lane.webhook().campaign(),
                                range.first(),
                                range.last(),
                                lane.webhook().types(),
                                range.limit())));
        if (lane.hasMoved()) {
            settler.passedOver(lane);
        }
    }

    /** How many attempts one has started, and whether it would start more if there were slots. */
    private record Turn(int started, boolean awaitsSlots) {}

    private Turn start(Lane lane) {
        int wanted = owned.test(lane) ? lane.startable(clock.instant(), slots.areCrowded()) : 0;
        int taken = slots.take(wanted);
        int started = 0;
        try {
            started = start(lane, taken);
        } finally {
            slots.release(taken - started);
        }
        boolean awaitsSlots = taken < wanted && started == taken;
        if (awaitsSlots) {
            slots.await(lane, () -> wake(lane));
        } else {
            slots.passOn();
        }
        return new Turn(started, awaitsSlots);
    }

    private int start(Lane lane, int most) {
        if (most == 0) {
            return 0;
        }
        var due = lane.due(most, clock.instant());
        var owed = due.isEmpty() ? List.<Event>of() : log.read(lane.webhook().campaign(), due);
        lane.missing(due, owed).forEach(settler::put);
        // Whoever closes the lane waits until what is begun here has been sent, or nothing was begun.
        synchronized (lane.starting()) {
            if (!owned.test(lane)) {
                return 0;
            }
            var started = lane.start(owed, most, clock.instant());
            started.parked().forEach(settler::put);
            started.attempts().forEach(this::send);
            return started.attempts().size();
        }
    }

    /** For all that was not due yet before it was started: what has become due since rings at once. */
    private void setAlarm(Lane lane, Instant before) {
        lane.nextWake(before).ifPresentOrElse(at -> alarms.set(lane, at), () -> alarms.clear(lane));
    }

    private void send(Attempt attempt) {
        var _ = exchange(attempt).whenComplete((sent, failure) -> told(attempt, sent, failure));
    }

    private void told(Attempt attempt, @Nullable Sent sent, @Nullable Throwable failure) {
        if (sent != null) {
            ended(attempt, sent);
        } else if (stopped) {
            // Nobody knows how it ended, and the next owner repeats it.
            attempt.lane().cut(attempt);
            slots.release(1);
        } else {
            ended(attempt, fault(failure));
        }
    }

    private CompletableFuture<Sent> exchange(Attempt attempt) {
        try {
            return sender.send(Shipments.of(attempt.lane().webhook(), attempt));
        } catch (RuntimeException e) {
            // The slot must not be lost with it, and the diary is to tell.
            return CompletableFuture.completedFuture(fault(e));
        }
    }

    private static Sent fault(@Nullable Throwable failure) {
        LOG.log(Level.ERROR, "an event could not be sent", failure);
        return new Sent(new Outcome.Unreachable("a fault of this server"), Duration.ZERO, "");
    }

    private void ended(Attempt attempt, Sent sent) {
        var lane = attempt.lane();
        Instant now;
        try {
            now = clock.instant();
            synchronized (lane) {
                // In one, or a later event of the lead could be put behind this one, and be written, before it.
                settler.put(lane.ended(attempt, sent, now));
            }
        } catch (RuntimeException e) {
            // Nobody else would hear of it, and the lane would wait for ever.
            LOG.log(Level.ERROR, "the end of an attempt of webhook " + lane.id() + " was lost", e);
            slots.release(1);
            lost.accept(lane);
            return;
        }
        meters.ended(attempt, sent, now);
        slots.ended();
        wake(lane);
    }

    /** Does what is ready; false when nothing is. */
    boolean runReady() {
        return ready.run();
    }

    /** The same, waiting a moment for something to become ready. */
    void runReadyOrWait() throws InterruptedException {
        ready.runOrWait();
    }

    /** Wakes the lanes whose time has come. */
    void wakeDue() {
        alarms.due(clock.instant()).forEach(this::wake);
    }

    int openExchanges() {
        return slots.open();
    }

    /** Waits until no exchange is open any more; false when the time is up before. */
    boolean awaitExchanges(Duration atMost) throws InterruptedException {
        return slots.awaitAllFree(atMost);
    }

    /** Starts no more exchanges. */
    void stop() {
        stopped = true;
        slots.stop();
    }
}
