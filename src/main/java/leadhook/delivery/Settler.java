package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.LostCommit;

/**
 * Writes what has become of events: one transaction for all lanes that have something to tell. What cannot be written now
 * is kept and written before anything else, since its lanes count it as settled already.
 */
final class Settler {
    private static final System.Logger LOG = System.getLogger(Settler.class.getName());

    private final Database database;
    private final DayPartitions days;
    private final DeliveryMeters meters;
    private final InstantSource clock;
    private final Tray tray = new Tray();
    private final Set<Lane> passedOver = ConcurrentHashMap.newKeySet();
    private final Deque<Settlement> unwritten = new ArrayDeque<>();

    Settler(Database database, DayPartitions days, DeliveryMeters meters, InstantSource clock) {
        this.database = database;
        this.days = days;
        this.meters = meters;
        this.clock = clock;
    }

    /** Something has become of an event. */
    void put(Settled settled) {
        tray.put(settled);
    }

    /** A lane has passed over numbers; written once a second at most, since losing it repeats nothing. */
    void passedOver(Lane lane) {
        passedOver.add(lane);
    }

    /** Writes what there is, at most so much that one transaction stays short. Returns false when there was nothing. */
    boolean settle(Consumer<Settlement> written) {
        return settle(tray.take(), written);
    }

    /** The same, waiting for something to come. */
    void settleNext(Duration atMost, Consumer<Settlement> written) throws InterruptedException {
        settle(tray.await(atMost), written);
    }

    private synchronized boolean settle(List<Settled> settled, Consumer<Settlement> written) {
        if (!settled.isEmpty()) {
            unwritten.add(Settlement.of(settled, List.of()));
        }
        return writeAll(written);
    }

    /** Writes how far lanes have come that had nothing to send. */
    synchronized void settlePassedOver(Consumer<Settlement> written) {
        var looked = List.copyOf(passedOver);
        looked.forEach(passedOver::remove);
        var moved = looked.stream().filter(Lane::hasMoved).toList();
        for (int from = 0; from < moved.size(); from += Tray.MANY) {
            unwritten.add(Settlement.of(List.of(), moved.subList(from, Math.min(moved.size(), from + Tray.MANY))));
        }
        writeAll(written);
    }

    private boolean writeAll(Consumer<Settlement> written) {
        boolean some = false;
        for (var next = unwritten.peek(); next != null; next = unwritten.peek()) {
            if (write(next)) {
                unwritten.remove();
                written.accept(next);
            }
            some = true;
        }
        return some;
    }

    /** Returns false when others are to be written in its place. */
    private boolean write(Settlement settlement) {
        try {
            if (!isCommitted(settlement)) {
                writeTables(settlement);
            }
        } catch (DatabaseException e) {
            if (!e.isDataError()) {
                throw e;
            }
            return !replace(settlement, e);
        }
        settlement.tellLanes();
        meters.givenUp(settlement.givenUp());
        return true;
    }

    /** What one receiver answered must not keep the outcomes of others from being written. */
    private boolean replace(Settlement settlement, DatabaseException e) {
        LOG.log(Level.ERROR, "the database refused outcomes with state {0}", e.state());
        var parts = settlement.parts();
        if (parts.isEmpty()) {
            // Its lane is loaded anew, and repeats these events; the old one, which counts them as settled, moves
            // nothing.
            settlement.updates().forEach(this::fenceOff);
            settlement.abandon();
            settlement.tellLanes();
            return false;
        }
        unwritten.remove();
        parts.reversed().forEach(unwritten::addFirst);
        return true;
    }

    private void fenceOff(LaneUpdate update) {
        database.transaction(transaction -> {
            LanesTable.fenceOff(transaction, update.webhook(), update.lane().fence());
            return update;
        });
    }

    private void writeTables(Settlement settlement) {
        try {
            transaction(settlement);
        } catch (DatabaseException e) {
            if (!e.isMissingPartition()) {
                throw e;
            }
            settlement.days().forEach(this::prepare);
            transaction(settlement);
        }
    }

    private void transaction(Settlement settlement) {
        long begun = System.nanoTime();
        database.transaction(transaction -> {
            settlement.write(transaction, clock.instant());
            return settlement;
        });
        meters.settled(settlement.size(), System.nanoTime() - begun);
    }

    /** Makes room for the attempts of this day and the week after it. */
    void prepare(LocalDate day) {
        days.ensure(day);
    }

    /** A commit that got no answer may have ended well; written again, the diary would tell everything twice. */
    private boolean isCommitted(Settlement settlement) {
        var transaction = settlement.transaction();
        var told = settlement.firstTold();
        if (transaction == null || told.isEmpty()) {
            // Without attempts nothing of it counts twice.
            return false;
        }
        return LostCommit.happened(database, transaction, () -> SettleTables.isTold(database, told.get()))
                .orElseThrow(() -> new IllegalStateException("the end of a settlement is not known yet"));
    }
}
