package leadhook.delivery;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import leadhook.log.Event;

/** The events that a lane has read and not begun yet, in order, bounded in number and bytes. Guarded by its lane's lock. */
final class Waiting {
    /** As many, at most. */
    static final int MOST = 512;

    private static final long MOST_BYTES = 4L << 20;
    private static final long LARGE_EVENT_BYTES = 64L << 10;

    private final NavigableMap<Long, Event> events = new TreeMap<>();
    private final ReadAhead readAhead;
    private long bytes;

    /** @param readAhead what all lanes of the node may hold */
    Waiting(ReadAhead readAhead) {
        this.readAhead = readAhead;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int size() {
        return events.size();
    }

    Collection<Event> events() {
        return Collections.unmodifiableCollection(events.values());
    }

    void add(Event event) {
        events.put(event.seq(), event);
        count(weight(event));
    }

    /** How many more may be read, if so many may wait: one at a time when the node's memory is spent. */
    int room(int most) {
        if (most < MOST || readAhead.isSpent()) {
            return (readAhead.isSpent() ? Math.min(1, most) : most) - events.size();
        }
        boolean enough = events.size() >= MOST / 2 || bytes >= MOST_BYTES / 2;
        long forLarge = (MOST_BYTES - bytes) / LARGE_EVENT_BYTES;
        return enough ? 0 : (int) Math.min(MOST - events.size(), forLarge);
    }

    /** Keeps the first so many. Returns the numbers of the others, which are to be read again when their time has come. */
    List<Long> keep(int most) {
        var dropped = events.keySet().stream().skip(most).toList();
        for (var seq : dropped) {
            var event = events.remove(seq);
            if (event != null) {
                count(-weight(event));
            }
        }
        return dropped;
    }

    /** All in order; what is removed is about to begin. */
    Iterator<Event> iterator() {
        var all = events.values().iterator();
        return new Iterator<>() {
            private long last;

            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Event next() {
                var event = all.next();
                last = weight(event);
                return event;
            }

            @Override
            public void remove() {
                all.remove();
                count(-last);
            }
        };
    }

    private void count(long more) {
        bytes += more;
        readAhead.add(more);
    }

    private static long weight(Event event) {
        return event.body().length();
    }
}
