package leadhook.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import leadhook.delivery.Outcome.Delivered;
import leadhook.log.Slice;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to sign a payload, and to take an event through a lane. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeliveryBenchmark {
    private static final int EVENTS = 100;
    private static final int WINDOW = 10;
    private static final Sent DELIVERED = new Sent(new Delivered(204), Duration.ofMillis(3), "");

    private final byte[] body = "x".repeat(1_500).getBytes(StandardCharsets.UTF_8);
    private final List<String> secrets = List.of(TestShipments.SECRET);
    private final Slice slice = Events.slice(1, EVENTS);
    private final Random random = new Random(42);

    @Benchmark
    public String signature() {
        return Signature.of(secrets, "evt-1-1", TestShipments.AT, body);
    }

    /** Read, started, ended, settled: all that a delivered event costs its lane. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long lane() {
        var lane = Events.lane(1);
        lane.heard(EVENTS);
        lane.take(lane.wanted(Events.MORNING).orElseThrow(), slice);
        for (var attempts = start(lane); !attempts.isEmpty(); attempts = start(lane)) {
            var ended = attempts.stream()
                    .map(attempt -> (Settled) lane.ended(attempt, DELIVERED, Events.MORNING))
                    .toList();
            ended.forEach(lane::settle);
            lane.written(ended, lane.standing());
        }
        return lane.standing().position();
    }

    private static List<Attempt> start(Lane lane) {
        return lane.start(List.of(), WINDOW, Events.MORNING).attempts();
    }

    /** The decision after an attempt: what state the lane is in now. */
    @Benchmark
    public Object health() {
        return Health.NEW.after(
                new Health.Tried(1, 1, false, false, 0), DELIVERED.outcome(), WINDOW, Events.MORNING, random);
    }
}
