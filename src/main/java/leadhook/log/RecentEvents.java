package leadhook.log;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest events of lately active campaigns, handed from writers to lanes without the database. Bounded in bytes: per
 * campaign the oldest event goes first, over all the campaign that was quiet longest. Whoever comes too late reads the
 * table.
 */
final class RecentEvents {
    private static final int CAMPAIGN_BYTES = 4 << 20;

    private final long maxBytes;
    private final Map<Long, Ring> rings = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** Zero bytes: nothing is kept and all is read from the table. */
    RecentEvents(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private static final class Ring {
        final TreeMap<Long, Event> events = new TreeMap<>();
        long bytes;
    }

    synchronized void add(List<Event> events) {
        if (maxBytes == 0) {
            return;
        }
        for (var event : events) {
            var ring = rings.computeIfAbsent(event.campaign(), _ -> new Ring());
            if (!ring.events.isEmpty() && ring.events.lastKey() + 1 != event.seq()) {
                // Another node wrote in between: what is kept must have no gap.
                shrink(ring, 0);
            }
            ring.events.put(event.seq(), event);
            ring.bytes += event.weight();
            bytes += event.weight();
            shrink(ring, CAMPAIGN_BYTES);
        }
        var eldest = rings.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            shrink(eldest.next(), 0);
            eldest.remove();
        }
    }

    private void shrink(Ring ring, long limit) {
        while (ring.bytes > limit) {
            removeFirst(ring);
        }
    }

    private void removeFirst(Ring ring) {
        int weight = ring.events.pollFirstEntry().getValue().weight();
        ring.bytes -= weight;
        bytes -= weight;
    }

    /** Keeps nothing of this campaign. */
    synchronized void forget(long campaign) {
        var ring = rings.remove(campaign);
        if (ring != null) {
            shrink(ring, 0);
        }
    }

    /** Keeps nothing at all. */
    synchronized void forget() {
        rings.clear();
        bytes = 0;
    }

    /** What is older than is kept in the table is not kept here. */
    synchronized void forgetThrough(LocalDate day) {
        for (var ring : rings.values()) {
            while (!ring.events.isEmpty()
                    && !ring.events.firstEntry().getValue().day().isAfter(day)) {
                removeFirst(ring);
            }
        }
    }

    /** The events numbered from first to last, at most the limit; empty when the first of them is not kept. */
    synchronized Optional<Slice> read(long campaign, long first, long last, int limit) {
        var ring = rings.get(campaign);
        if (ring == null || ring.events.isEmpty() || first < ring.events.firstKey() || first > ring.events.lastKey()) {
            return Optional.empty();
        }
        // No number is missing in between, so they can be counted off.
        long through = Math.min(Math.min(last, ring.events.lastKey()), first + limit - 1);
        return Optional.of(new Slice(
                List.copyOf(ring.events.subMap(first, true, through, true).values()), through));
    }
}
