package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import leadhook.delivery.SettleTables.Debt;
import leadhook.delivery.SettleTables.Gap;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.delivery.SettleTables.Moved;
import leadhook.delivery.SettleTables.WebhookEvent;
import leadhook.delivery.Settled.Ended;
import leadhook.delivery.Settled.Erased;
import leadhook.delivery.Settled.Parked;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What is written in one transaction: of each lane what has become of some of its events, and where it stands with these.
 * Once decided it is written sooner or later, before any later one of the same lanes.
 */
final class Settlement {
    private static final String LATE = "late";

    private final List<LaneUpdate> updates;
    private volatile @Nullable Moved moved;

    private Settlement(List<LaneUpdate> updates) {
        this.updates = List.copyOf(updates);
    }

    /** Decides what is to be written of these, and of lanes that have only passed over numbers. */
    static Settlement of(List<Settled> settled, List<Lane> passedOver) {
        var byLane = new LinkedHashMap<Lane, List<Settled>>();
        passedOver.forEach(lane -> byLane.put(lane, new ArrayList<>()));
        for (var each : settled) {
            byLane.computeIfAbsent(each.lane(), _ -> new ArrayList<>()).add(each);
            each.lane().settle(each);
        }
        return new Settlement(byLane.entrySet().stream()
                .map(entry -> update(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(LaneUpdate::webhook))
                .toList());
    }

    private static LaneUpdate update(Lane lane, List<Settled> settled) {
        var standing = lane.standing();
        lane.decided(standing);
        return new LaneUpdate(lane, settled, standing);
    }

    /** The number of the transaction that was to write it; null as long as none came so far as to be committed. */
    @Nullable
    String transaction() {
        var result = moved;
        return result == null ? null : result.transaction();
    }

    /** An attempt that is in the diary if this is written. */
    Optional<Ended> firstTold() {
        return ended().stream().findFirst();
    }

    /** How many exchanges it tells of. */
    int exchanges() {
        return ended().size();
    }

    /** How much it tells of. */
    int size() {
        return updates.stream().mapToInt(update -> update.settled().size()).sum();
    }

    List<LaneUpdate> updates() {
        return updates;
    }

    /** Whether the row of this lane was moved. If not, somebody else has the lane, or it is gone. */
    boolean hasMoved(Lane lane) {
        var result = moved;
        return result != null && result.lanes().contains(lane);
    }

    /** How many events it has written as given up: of a lane that was not moved, whoever has it decides anew. */
    long givenUp() {
        return ended().stream()
                .filter(ended -> ended.fate() instanceof Fate.GivenUp && hasMoved(ended.lane()))
                .count();
    }

    /** The days in which its attempts lie. */
    Set<LocalDate> days() {
        return Set.copyOf(
                ended().stream().map(ended -> ended.attempt().day()).distinct().toList());
    }

    /** It cannot be written: no lane of it was moved. */
    void abandon() {
        moved = new Moved("", Set.of());
    }

    /** Tells its lanes that it is written, moved or not. */
    void tellLanes() {
        updates.forEach(update -> update.lane().written(update.settled(), update.standing()));
    }

    /**
     * What to write instead when it is refused: lane by lane, then without what receivers answered, since nothing else
     * of it is text of a stranger's. Empty when there is nothing else to try.
     */
    List<Settlement> parts() {
        if (updates.size() > 1) {
            return updates.stream()
                    .map(update -> new Settlement(List.of(update)))
                    .toList();
        }
        var plain = updates.stream().map(Settlement::withoutExcerpts).toList();
        return plain.equals(updates) ? List.of() : List.of(new Settlement(plain));
    }

    private static LaneUpdate withoutExcerpts(LaneUpdate update) {
        var plain = update.settled().stream().map(Settlement::withoutExcerpt).toList();
        return new LaneUpdate(update.lane(), plain, update.standing());
    }

    private static Settled withoutExcerpt(Settled settled) {
        return settled instanceof Ended(var attempt, var sent, var fate)
                ? new Ended(attempt, sent.withoutExcerpt(), fate)
                : settled;
    }

    void write(Transaction transaction, Instant now) {
        var result = SettleTables.lanes(transaction, updates);
        moved = result;
        var lines = lines(result);
        if (!lines.isEmpty()) {
            SettleTables.attempts(transaction, lines);
        }
        writeFates(transaction, result.lanes(), now);
        var disabled = updates.stream()
                .filter(update -> update.standing().disabled() && result.lanes().contains(update.lane()))
                .toList();
        if (!disabled.isEmpty()) {
            SettleTables.disabled(transaction, disabled, now);
        }
    }

    /** The diary: every attempt is in it, also of a lane that was not moved; those are called late. */
    private List<Line> lines(Moved result) {
        return ended().stream()
                .map(each -> Line.of(
                        each,
                        result.lanes().contains(each.lane()) ? each.attempt().trigger() : LATE))
                .toList();
    }

    /** What it has written of exchanges; nothing when it could not be written. */
    List<Told> told() {
        var result = moved;
        return result == null || result.transaction().isEmpty()
                ? List.of()
                : lines(result).stream().map(Line::told).toList();
    }

    private List<Ended> ended() {
        return updates.stream()
                .flatMap(update -> update.settled().stream())
                .filter(Ended.class::isInstance)
                .map(Ended.class::cast)
                .toList();
    }

    /** Of lanes that were moved only: what another owner has written of an event stays. */
    private void writeFates(Transaction transaction, Set<Lane> lanes, Instant now) {
        var debts = new ArrayList<Debt>();
        var done = new ArrayList<WebhookEvent>();
        var gaps = new ArrayList<Gap>();
        for (var update : updates) {
            if (lanes.contains(update.lane())) {
                update.settled()
                        .forEach(
                                each -> write(each, new WebhookEvent(update.webhook(), each.seq()), debts, done, gaps));
            }
        }
        if (!debts.isEmpty()) {
            SettleTables.owe(transaction, debts);
        }
        if (!done.isEmpty()) {
            SettleTables.forgive(transaction, done);
        }
        if (!gaps.isEmpty()) {
            SettleTables.gaps(transaction, gaps, now);
        }
    }

    private static void write(
            Settled settled, WebhookEvent key, List<Debt> debts, List<WebhookEvent> done, List<Gap> gaps) {
        switch (settled) {
            case Parked parked -> debts.add(new Debt(key.webhook(), parked.row()));
            case Erased _ -> {
                gaps.add(new Gap(key, "erased"));
                done.add(key);
            }
            case Ended ended -> {
                switch (ended.fate()) {
                    case Fate.Owes owes -> debts.add(new Debt(key.webhook(), owes.row()));
                    case Fate.GivenUp _ -> gaps.add(new Gap(key, "given up"));
                    case Fate.Done _, Fate.Stays _ -> {}
                }
                if (ended.attempt().debt() && ended.fate().isFinal()) {
                    done.add(key);
                }
            }
        }
    }
}
