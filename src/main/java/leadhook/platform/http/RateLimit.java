package leadhook.platform.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import inet.ipaddr.IPAddressString;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import leadhook.platform.Refusal;

/**
 * So many calls a minute from one address, more than that are told to come back (contract Q50). Who has an IPv6 address
 * has a whole network of them, so that counts as one.
 */
public final class RateLimit {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int NETWORK_BITS = 64;

    private final int calls;
    private final TimeMeter time;

    /** An address that is forgotten was quiet for so long that all its calls have come back. */
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(PERIOD.multipliedBy(2))
            .build();

    /**
     * @param calls a minute; 0 for no limit
     * @param nanos a monotonic clock
     */
    public RateLimit(int calls, LongSupplier nanos) {
        this.calls = calls;
        this.time = new TimeMeter() {
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

    /** The route behind the limit. */
    public Route on(Route route) {
        return calls == 0
                ? route
                : route.answeredBy(call -> {
                    take(call);
                    return route.handler().answer(call);
                });
    }

    /** Counts a call. Refuses it when its address has none left. */
    public void take(Call call) {
        if (calls == 0) {
            return;
        }
        var probe = buckets.get(network(call.peer()), _ -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw Refusal.tooMany(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(calls).refillGreedy(calls, PERIOD))
                .withCustomTimePrecision(time)
                .build();
    }

    private static String network(String peer) {
        var address = new IPAddressString(peer).getAddress();
        return address != null && address.isIPv6()
                ? address.toPrefixBlock(NETWORK_BITS).toCanonicalString()
                : peer;
    }
}
