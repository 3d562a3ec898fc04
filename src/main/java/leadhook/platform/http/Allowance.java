package leadhook.platform.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import leadhook.platform.Refusal;

/** So much in a period for everyone, whatever he is known by. It comes back piece by piece. */
public final class Allowance {
    private static final int MOST_KNOWN = 100_000;

    private final int most;
    private final Duration period;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /** @param nanos a monotonic clock */
    public Allowance(int most, Duration period, LongSupplier nanos) {
        this.most = most;
        this.period = period;
        this.time = meter(nanos);
        // Whoever is forgotten was quiet for so long that all of his has come back.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_KNOWN)
                .expireAfterAccess(period.multipliedBy(2))
                .build();
    }

    private static TimeMeter meter(LongSupplier nanos) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    /** Takes one of his. @throws Refusal 429 when he has none left */
    public void take(String who) {
        var probe = buckets.get(who, _ -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw Refusal.tooMany(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, period))
                .withCustomTimePrecision(time)
                .build();
    }

    /** Gives him back all that he has taken. */
    public void restore(String who) {
        buckets.invalidate(who);
    }
}
