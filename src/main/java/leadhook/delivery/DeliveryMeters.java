package leadhook.delivery;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import leadhook.platform.metrics.Bounds;
import leadhook.platform.metrics.Metrics;

/** What deliveries measure as they happen: attempts, how long events were on their way, what is lost, settlements. */
final class DeliveryMeters {
    private final Metrics metrics;
    private final Timer delivered;
    private final Timer refused;
    private final Timer unreachable;
    private final Timer unsafe;
    private final Counter retries;
    private final Timer onTheWay;
    private final Counter givenUp;
    private final Counter expired;
    private final DistributionSummary outcomes;
    private final Timer settling;
    private final Counter rested;

    DeliveryMeters(Metrics metrics) {
        this.metrics = metrics;
        this.delivered = attempts("delivered");
        this.refused = attempts("refused");
        this.unreachable = attempts("unreachable");
        this.unsafe = attempts("unsafe");
        this.retries = metrics.counter("leadhook.retries", "Attempts that were not the first of their event");
        this.onTheWay =
                metrics.timer("leadhook.delivery", "From an event's batch to a 2xx of its receiver", Bounds.PATIENT);
        this.givenUp = lost("given up");
        this.expired = lost("expired");
        this.outcomes = metrics.sizes(
                "leadhook.settlement", "outcomes", "What one settlement wrote together", 1, 4, 16, 64, 256, 512);
        this.settling = metrics.timer("leadhook.settlement", "The transaction of a settlement", Bounds.QUICK);
        this.rested = metrics.counter(
                "leadhook.lanes.rested.seconds", "How long lanes that catch up have rested for what is new");
    }

    private Timer attempts(String outcome) {
        return metrics.timer(
                "leadhook.attempt", "One attempt, from its start to its outcome", Bounds.QUICK, "outcome", outcome);
    }

    /** By the reason that {@code gaps} has. */
    private Counter lost(String reason) {
        return metrics.counter(
                "leadhook.events.lost", "Events that a webhook did not get and will not", "reason", reason);
    }

    /** An exchange is over. */
    void ended(Attempt attempt, Sent sent, Instant now) {
        if (attempt.number() > 1) {
            retries.increment();
        }
        switch (sent.outcome()) {
            case Delivered _ -> {
                delivered.record(sent.took());
                onTheWay.record(atLeastZero(Duration.between(attempt.event().at(), now)));
            }
            case Refused _ -> refused.record(sent.took());
            case Unreachable _ -> unreachable.record(sent.took());
            case Unsafe _ -> unsafe.record(sent.took());
        }
    }

    /** The clock of a machine may go back. */
    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** A lane gives way to others for so long. */
    void rested(Duration rest) {
        rested.increment(rest.toNanos() / 1e9);
    }

    /** So many events were given up after their last attempt, and that is written. */
    void givenUp(long events) {
        givenUp.increment((double) events);
    }

    /** So many events went with their day before they were delivered, and that is written. */
    void expired(long events) {
        expired.increment((double) events);
    }

    void settled(int count, long nanos) {
        outcomes.record(count);
        settling.record(nanos, NANOSECONDS);
    }
}
