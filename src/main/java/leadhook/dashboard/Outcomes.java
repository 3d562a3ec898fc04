package leadhook.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.delivery.Told;

/**
 * The latest outcomes of deliveries, of each campaign that somebody watches. Of others nothing is kept; who looks too
 * seldom misses the oldest of his own, whatever goes on in others.
 */
final class Outcomes {
    private static final int MOST = 2_000;

    private final Map<Long, Watched> watched = new HashMap<>();

    /** What one campaign's watchers are to hear of. */
    private static final class Watched {
        private final Deque<Told> latest = new ArrayDeque<>();
        private long last;
        private int watchers;

        private void add(Told told) {
            latest.addLast(told);
            last++;
            if (latest.size() > MOST) {
                latest.removeFirst();
            }
        }
    }

    /** Whether anybody watches. */
    synchronized boolean isWatched() {
        return !watched.isEmpty();
    }

    /** What has come of deliveries just now. */
    synchronized void tell(List<Told> told) {
        for (var each : told) {
            var of = watched.get(each.campaign());
            if (of != null) {
                of.add(each);
            }
        }
    }

    /** Somebody begins to watch a campaign. Returns from where. */
    synchronized long watch(long campaign) {
        var of = watched.computeIfAbsent(campaign, _ -> new Watched());
        of.watchers++;
        return of.last;
    }

    /** Somebody watches it no more. */
    synchronized void leave(long campaign) {
        watched.computeIfPresent(campaign, (_, of) -> --of.watchers == 0 ? null : of);
    }

    /** What came after a position, and the position to go on from. */
    record Some(List<Told> told, long position) {}

    /** Of a campaign that is being watched. */
    synchronized Some after(long position, long campaign) {
        var of = watched.get(campaign);
        if (of == null) {
            throw new IllegalStateException("nobody watches campaign " + campaign);
        }
        long first = of.last - of.latest.size();
        return new Some(of.latest.stream().skip(Math.max(0, position - first)).toList(), of.last);
    }
}
