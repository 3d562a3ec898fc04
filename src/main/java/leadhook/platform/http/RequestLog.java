package leadhook.platform.http;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import leadhook.platform.database.DatabaseException;
import org.jspecify.annotations.Nullable;

/**
 * What is logged of requests that go wrong. However many do, it is so many lines of a kind in ten seconds: neither an outage
 * nor a scanner fills the disk. Those left out are counted, and told with the first request after the ten seconds.
 */
final class RequestLog {
    private static final System.Logger LOG = System.getLogger(RequestLog.class.getName());

    private static final Duration PERIOD = Duration.ofSeconds(10);
    /** What is wrong with the server is told by a few lines as well as by thousands. */
    private static final int FEW = 5;
    /** What is wrong with requests differs from one to the next. */
    private static final int MANY = 50;

    private static final Kind FAILURE = new Kind(Level.ERROR, "requests for which the database was not there", 1);
    private static final Kind FAULT = new Kind(Level.ERROR, "faults", FEW);
    private static final Kind IMPROPER = new Kind(Level.INFO, "what was no proper request", MANY);

    private final LongSupplier nanos;
    private long begunAt;
    private Map<Kind, Integer> counts = new HashMap<>();
    private volatile boolean leavesOut;

    /** Lines that share a bound, by statuses, so that those of a scanner do not keep out those of others. */
    private record Kind(Level level, String what, int most) {
        static Kind refused(int status) {
            return new Kind(Level.INFO, "requests refused with " + status, status < 500 ? MANY : FEW);
        }

        int leftOut(int count) {
            return Math.max(0, count - most);
        }
    }

    /** @param nanos a monotonic clock */
    RequestLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.begunAt = nanos.getAsLong();
    }

    void refused(int status, Supplier<String> line) {
        write(Kind.refused(status), line, null);
    }

    /** What was refused before it was a request. */
    void improper(Supplier<String> line) {
        write(IMPROPER, line, null);
    }

    void failed(String where, DatabaseException e) {
        if (e.isConnectionLost()) {
            write(FAILURE, () -> "the database failed in " + where + ": " + e.getMessage(), null);
        } else {
            // It may be our statement that is at fault, and the stack tells which.
            write(FAULT, () -> "the database failed in " + where, e);
        }
    }

    void fault(String where, RuntimeException e) {
        write(FAULT, () -> "a fault in " + where, e);
    }

    private void write(Kind kind, Supplier<String> line, @Nullable Throwable stack) {
        endPeriod();
        if (hasRoom(kind)) {
            LOG.log(kind.level, line, stack);
        }
    }

    private synchronized boolean hasRoom(Kind kind) {
        boolean hasRoom = kind.leftOut(counts.merge(kind, 1, Integer::sum)) == 0;
        leavesOut |= !hasRoom;
        return hasRoom;
    }

    /** To be called with each request: it costs nothing while nothing is left out. */
    void tellLeftOut() {
        if (leavesOut) {
            endPeriod();
        }
    }

    private void endPeriod() {
        ended().forEach((kind, count) -> {
            int leftOut = kind.leftOut(count);
            if (leftOut > 0) {
                LOG.log(kind.level, () -> "%d lines more were left out: %s".formatted(leftOut, kind.what));
            }
        });
    }

    /** What there was in the period that is over; empty while it lasts. */
    private synchronized Map<Kind, Integer> ended() {
        long now = nanos.getAsLong();
        if (now - begunAt < PERIOD.toNanos()) {
            return Map.of();
        }
        var ended = counts;
        counts = new HashMap<>();
        begunAt = now;
        leavesOut = false;
        return ended;
    }
}
