package leadhook.delivery;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.SettleTables.Debt;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.delivery.SettleTables.WebhookEvent;
import leadhook.platform.database.Database;

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

    /** One settlement, decided and not yet written; writing it again writes the same. */
    record Settlement(
            List<Ended> ended,
            List<LaneUpdate> lanes,
            List<Debt> debts,
            List<WebhookEvent> forgiven,
            List<WebhookEvent> givenUp) {}

    /** Decides what is to be written of ended attempts, and of lanes that have passed over numbers. */
    Settlement decide(List<Ended> ended, List<Lane> moved) {
        var settlement =
                new Settlement(ended, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
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

    /** Writes it. When that fails nothing was written, and it can be tried again. */
    void write(Settlement settlement) {
        database.transaction(transaction -> {
            SettleTables.lanes(transaction, settlement.lanes);
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
        var outcomes = new LinkedHashMap<Lane, Integer>();
        settlement.ended.forEach(each -> outcomes.merge(each.attempt().lane(), 1, Integer::sum));
        for (var update : settlement.lanes) {
            update.lane()
                    .written(
                            outcomes.getOrDefault(update.lane(), 0),
                            update.standing().position());
        }
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
