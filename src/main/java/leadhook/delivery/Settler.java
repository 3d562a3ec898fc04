package leadhook.delivery;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.SettleTables.Debt;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.delivery.SettleTables.WebhookEvent;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import org.jspecify.annotations.Nullable;

/** Writes what has come of attempts: one transaction for all lanes that have something to tell. */
final class Settler {
    private final Database database;
    private final RetrySchedule schedule;
    private final InstantSource clock;
    private final RandomGenerator random;

    Settler(Database database, RetrySchedule schedule, InstantSource clock, RandomGenerator random) {
        this.database = database;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
    }

    /** One settlement, decided and not yet written, with the number of the transaction that last tried to write it. */
    record Settlement(
            List<Ended> ended,
            List<LaneUpdate> lanes,
            List<Debt> debts,
            List<WebhookEvent> forgiven,
            List<WebhookEvent> givenUp,
            AtomicReference<@Nullable String> transaction) {
        private Settlement(List<Ended> ended) {
            this(
                    ended,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new AtomicReference<>());
        }
    }

    /** Decides what is to be written of ended attempts, and of lanes that have passed over numbers. */
    Settlement decide(List<Ended> ended, List<Lane> moved) {
        var settlement = new Settlement(ended);
        var counts = new LinkedHashMap<Lane, long[]>();
        moved.forEach(lane -> counts.put(lane, new long[2]));
        for (var each : ended) {
            var lane = each.attempt().lane();
            boolean delivered = each.sent().outcome() instanceof Delivered;
            counts.computeIfAbsent(lane, _ -> new long[2])[delivered ? 0 : 1]++;
            decide(each, lane, delivered, settlement);
        }
        counts.forEach(
                (lane, count) -> settlement.lanes.add(new LaneUpdate(lane, lane.standing(), count[0], count[1])));
        // In one order, so that two settlers never wait for each other's rows.
        settlement.lanes.sort(Comparator.comparingLong(LaneUpdate::webhook));
        return settlement;
    }

    private void decide(Ended ended, Lane lane, boolean delivered, Settlement settlement) {
        var attempt = ended.attempt();
        var next = delivered ? Optional.<Owed>empty() : next(ended);
        var key = new WebhookEvent(lane.webhook().id(), attempt.event().seq());
        next.ifPresent(owed -> settlement.debts.add(new Debt(key.webhook(), owed)));
        if (next.isEmpty() && !attempt.isFirst()) {
            settlement.forgiven.add(key);
        }
        if (next.isEmpty() && !delivered) {
            settlement.givenUp.add(key);
        }
        lane.settle(attempt, next);
    }

    private Optional<Owed> next(Ended ended) {
        var attempt = ended.attempt();
        var now = clock.instant();
        return schedule.delayAfter(attempt.number(), ended.sent().outcome(), now, random)
                .map(delay -> new Owed(
                        attempt.event().seq(),
                        attempt.event().day(),
                        attempt.event().lead(),
                        attempt.number(),
                        now.plus(delay)));
    }

    /** Writes it. When that fails it is to be tried again, until it succeeds. */
    void write(Settlement settlement) {
        if (!isWritten(settlement)) {
            writeTables(settlement);
        }
        var attempts = settlement.ended.stream().map(Ended::attempt).collect(Collectors.groupingBy(Attempt::lane));
        for (var update : settlement.lanes) {
            update.lane()
                    .written(
                            attempts.getOrDefault(update.lane(), List.of()),
                            update.standing().position());
        }
    }

    /** A commit that got no answer may have ended well; written again, the diary would tell everything twice. */
    private boolean isWritten(Settlement settlement) {
        var number = settlement.transaction.get();
        if (number == null) {
            return false;
        }
        var status = status(number);
        if (status.equals("in progress")) {
            throw new IllegalStateException("the end of a settlement is not known yet");
        }
        return status.equals("committed");
    }

    private String status(String number) {
        try {
            return database.first(
                            "select coalesce(pg_xact_status(?::xid8), 'aborted')", row -> row.getString(1), number)
                    .orElseThrow();
        } catch (DatabaseException e) {
            if (e.isDataError()) {
                // This database has never heard of it: another one took over that does not have it.
                return "aborted";
            }
            throw e;
        }
    }

    private void writeTables(Settlement settlement) {
        database.transaction(transaction -> {
            SettleTables.lanes(transaction, settlement.lanes).ifPresent(settlement.transaction::set);
            if (!settlement.ended.isEmpty()) {
                SettleTables.attempts(transaction, settlement.ended);
            }
            if (!settlement.debts.isEmpty()) {
                SettleTables.owe(transaction, settlement.debts);
            }
            if (!settlement.forgiven.isEmpty()) {
                SettleTables.forgive(transaction, settlement.forgiven);
            }
            if (!settlement.givenUp.isEmpty()) {
                SettleTables.gaps(transaction, settlement.givenUp, "given up", clock.instant());
            }
            return settlement;
        });
    }

    /** Owed events that are gone from the log will never be sent. */
    void giveUp(long webhook, List<Long> seqs) {
        var keys = seqs.stream().map(seq -> new WebhookEvent(webhook, seq)).toList();
        database.transaction(transaction -> {
            SettleTables.forgive(transaction, keys);
            SettleTables.gaps(transaction, keys, "erased", clock.instant());
            return keys;
        });
    }
}
