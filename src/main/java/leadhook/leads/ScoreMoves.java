package leadhook.leads;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores that went from one value to another during a batch, and what that does to ranks. */
final class ScoreMoves {
    private final List<Move> moves = new ArrayList<>();

    private record Move(long from, long to) {
        long above(long score) {
            return (to > score ? 1L : 0L) - (from > score ? 1L : 0L);
        }
    }

    void add(long from, long to) {
        if (from == to) {
            return;
        }
        moves.add(new Move(from, to));
    }

    /** By how much the moves so far change the number of leads with a score above the given one. */
    long above(long score) {
        return moves.stream().mapToLong(move -> move.above(score)).sum();
    }

    /** By how much the number of leads changes at each score above zero, where it does. */
    Map<Long, Long> standingChanges() {
        var changes = new HashMap<Long, Long>();
        for (var move : moves) {
            changes.merge(move.from(), -1L, Long::sum);
            changes.merge(move.to(), 1L, Long::sum);
        }
        changes.remove(0L);
        changes.values().removeIf(change -> change == 0);
        return changes;
    }
}
