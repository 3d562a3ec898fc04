package leadhook.dashboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Signups over time, as differences of how many there were before.
 *
 * @param hours those in which something happened, in order
 * @param total how many there are by now
 */
record Signups(List<Hour> hours, long total) {
    /** How many there had been when it began. */
    record Hour(Instant begin, long before) {}

    /** How many there had been by then. */
    private long by(Instant at) {
        int low = 0;
        int high = hours.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hours.get(middle).begin.isBefore(at)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == hours.size() ? total : hours.get(low).before;
    }

    /** How many came since then. */
    long since(Instant begin) {
        return total - by(begin);
    }

    /** How many came between each of these moments, full hours in order, and the next. */
    List<Long> between(List<Instant> edges) {
        var counts = new ArrayList<Long>();
        for (int i = 0; i + 1 < edges.size(); i++) {
            counts.add(by(edges.get(i + 1)) - by(edges.get(i)));
        }
        return counts;
    }
}
