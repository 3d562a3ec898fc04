package leadhook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import leadhook.platform.Json;
import org.HdrHistogram.ConcurrentHistogram;

/** How long things took, as they are told to another process: milliseconds at some percentiles. */
record Latencies(double p50, double p99, double most) {
    /** Longer ones count as this. */
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(LONGEST_NANOS, 3);
    }

    static void record(ConcurrentHistogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
    }

    static Latencies of(ConcurrentHistogram histogram) {
        return new Latencies(at(histogram, 50), at(histogram, 99), millis(histogram.getMaxValue()));
    }

    /** Milliseconds at any percentile. */
    static double at(ConcurrentHistogram histogram, double percentile) {
        return millis(histogram.getValueAtPercentile(percentile));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    ObjectNode json() {
        return Json.object().put("p50", p50).put("p99", p99).put("most", most);
    }

    static Latencies read(JsonNode json) {
        return new Latencies(
                json.path("p50").asDouble(),
                json.path("p99").asDouble(),
                json.path("most").asDouble());
    }
}
