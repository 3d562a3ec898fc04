package leadhook.platform.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done when somebody asks for it, but not again within a while: on a thread of its own, one at a time, so
 * that whoever asks meanwhile waits for the same, and nobody for long.
 */
final class Paced {
    private final Duration between;
    private final LongSupplier nanos;
    private final Runnable work;
    private @Nullable CompletableFuture<Void> last;
    private long begunAt;

    /** @param nanos a monotonic clock */
    Paced(Duration between, LongSupplier nanos, Runnable work) {
        this.between = between;
        this.nanos = nanos;
        this.work = work;
    }

    /** Whether it is done, after waiting for it at most so long. */
    boolean isDone(Duration patience) {
        try {
            current().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is done now and then failed", e);
        }
    }

    private synchronized CompletableFuture<Void> current() {
        var known = last;
        if (known != null && (!known.isDone() || nanos.getAsLong() - begunAt < between.toNanos())) {
            return known;
        }
        begunAt = nanos.getAsLong();
        var next = CompletableFuture.runAsync(work, Thread::startVirtualThread);
        last = next;
        return next;
    }

    /** It is due at once, unless it is just being done. */
    synchronized void hurry() {
        if (last != null && last.isDone()) {
            last = null;
        }
    }
}
