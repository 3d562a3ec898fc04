package leadhook.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import leadhook.delivery.Told;

/**
 * The latest outcomes of deliveries, for those who watch them. While nobody watches, nothing is kept; who looks too
 * seldom misses the oldest.
 */
final class Outcomes {
    private static final int MOST = 2_000;

    private final Deque<Told> latest = new ArrayDeque<>();
    private long last;
    private int watchers;

    /** Whether anybody watches. */
    synchronized boolean isWatched() {
        return watchers > 0;
    }

    /** What has come of deliveries just now. */
    synchronized void tell(List<Told> told) {
        if (watchers == 0) {
            return;
        }
        for (var each : told) {
            latest.addLast(each);
            last++;
        }
        while (latest.size() > MOST) {
            latest.removeFirst();
        }
    }

    /** Somebody begins to watch. Returns from where. */
    synchronized long watch() {
        watchers++;
        return last;
    }

    /** Somebody watches no more. */
    synchronized void leave() {
        watchers--;
        if (watchers == 0) {
            latest.clear();
        }
    }

    /** What came after a position, of a campaign, and the position to go on from. */
    record Some(List<Told> told, long position) {}

    synchronized Some after(long position, long campaign) {
        long first = last - latest.size();
        long skip = Math.max(0, position - first);
        var some = new ArrayList<Told>();
        for (var each : latest) {
            if (skip > 0) {
                skip--;
            } else if (each.campaign() == campaign) {
                some.add(each);
            }
        }
        return new Some(some, last);
    }
}
