package leadhook.platform.metrics;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Where the histograms of durations have their bounds: few, since each is a series of its own. */
public final class Bounds {
    private Bounds() {}

    /** Not a histogram: count, sum and maximum only. */
    public static final List<Duration> NONE = List.of();

    /** Of transactions and answers. */
    public static final List<Duration> QUICK = millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000);

    /** Of what waits for strangers, who may be away for days. */
    public static final List<Duration> PATIENT = Stream.concat(
                    millis(5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 15_000).stream(),
                    Stream.of(
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(10),
                            Duration.ofHours(1),
                            Duration.ofHours(6),
                            Duration.ofDays(1),
                            Duration.ofDays(3)))
            .toList();

    private static List<Duration> millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toList();
    }
}
