package leadhook.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** When lanes are to be woken: one alarm each at most. */
final class Alarms {
    private final Map<Lane, Instant> byLane = new HashMap<>();
    private final NavigableMap<Instant, Set<Lane>> byTime = new TreeMap<>();

    /** The lane's only alarm from now on. */
    synchronized void set(Lane lane, Instant at) {
        clear(lane);
        byLane.put(lane, at);
        byTime.computeIfAbsent(at, _ -> new HashSet<>()).add(lane);
    }

    synchronized void clear(Lane lane) {
        var at = byLane.remove(lane);
        if (at != null) {
            byTime.computeIfPresent(at, (_, lanes) -> {
                lanes.remove(lane);
                return lanes.isEmpty() ? null : lanes;
            });
        }
    }

    /** Takes out the lanes whose time has come. */
    synchronized List<Lane> due(Instant now) {
        var due = new ArrayList<Lane>();
        for (var first = byTime.firstEntry();
                first != null && !first.getKey().isAfter(now);
                first = byTime.firstEntry()) {
            byTime.remove(first.getKey());
            first.getValue().forEach(byLane::remove);
            due.addAll(first.getValue());
        }
        return due;
    }
}
