package leadhook.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What is new goes first. Lanes that catch up, since their receivers were away for long, would take all of the machine that
 * there is, however fairly turns are given. So while others have something new to tell, such lanes share an eighth of its
 * processors for their turns; sending, answering and writing take several times as much.
 */
final class FreshFirst {
    private static final long PART = 8;
    private static final Duration LATELY = Duration.ofMillis(50);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final int processors;
    private boolean somethingNew;
    private long newestAt;
    private long nextTurnAt;

    /** @param nanos a monotonic clock */
    FreshFirst(LongSupplier nanos, int processors) {
        this.nanos = nanos;
        this.processors = processors;
        this.nextTurnAt = nanos.getAsLong();
    }

    /** The moment at which a turn begins, for {@link #rest}. */
    long begin() {
        return nanos.getAsLong();
    }

    /**
     * How long a lane rests after a turn, so that all that catch up take no more than their part.
     *
     * @param catchesUp whether it is far behind, and comes nearer
     * @param started attempts in it
     * @param begun when it began
     */
    synchronized Duration rest(boolean catchesUp, int started, long begun) {
        long now = nanos.getAsLong();
        if (!catchesUp) {
            somethingNew |= started > 0;
            newestAt = started > 0 ? now : newestAt;
            return Duration.ZERO;
        } else if (!somethingNew || now - newestAt > LATELY.toNanos()) {
            return Duration.ZERO;
        }
        long others = Math.max(0, nextTurnAt - now);
        long rest = Math.min(LONGEST_REST.toNanos(), others + (now - begun) * PART / processors);
        nextTurnAt = now + rest;
        return Duration.ofNanos(rest);
    }
}
