package leadhook.platform.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * All that one server measures. Each room makes its meters once and keeps them: recording finds no name and allocates no
 * label. Units stand in the names; a label never names a campaign, a webhook or anything else without a bound.
 */
public final class Metrics implements AutoCloseable {
    /** The text format of Prometheus. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final JvmHeapPressureMetrics heapPressure = new JvmHeapPressureMetrics();
    private final List<Runnable> looks = new CopyOnWriteArrayList<>();
    private final List<LongSupplier> counts = new CopyOnWriteArrayList<>();

    public Metrics() {
        garbageCollection.bindTo(registry);
        heapPressure.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** How often and how long: {@code name_seconds}. With bounds it is a histogram, without it has no quantiles. */
    public Timer timer(String name, String meaning, List<Duration> bounds, String... labels) {
        return Timer.builder(name)
                .description(meaning)
                .serviceLevelObjectives(bounds.toArray(Duration[]::new))
                .tags(labels)
                .register(registry);
    }

    /** How many at a time: a histogram {@code name_unit}. */
    public DistributionSummary sizes(String name, String unit, String meaning, double... bounds) {
        return DistributionSummary.builder(withUnit(name, unit))
                .description(meaning)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    /** What only grows: {@code name_total}. */
    public Counter counter(String name, String meaning, String... labels) {
        return Counter.builder(name).description(meaning).tags(labels).register(registry);
    }

    /** The same of something that is counted anyway. */
    public void counted(String name, String meaning, LongSupplier count, String... labels) {
        // The registry itself would let it be collected.
        counts.add(count);
        FunctionCounter.builder(name, count, LongSupplier::getAsLong)
                .description(meaning)
                .tags(labels)
                .register(registry);
    }

    /** What goes up and down: {@code name_unit}. Asked at each reading; not a number means that nobody knows. */
    public void gauge(String name, String unit, String meaning, DoubleSupplier value, String... labels) {
        Gauge.builder(withUnit(name, unit), value::getAsDouble)
                .description(meaning)
                .tags(labels)
                .register(registry);
    }

    /** Two meters of different units are two meters; an empty unit is that of a number of things the name tells. */
    private static String withUnit(String name, String unit) {
        return unit.isEmpty() ? name : name + "." + unit;
    }

    /** Done before each reading, for gauges that one look serves together. */
    public void beforeReading(Runnable look) {
        looks.add(look);
    }

    /** For what comes with measurements of its own. */
    public MeterRegistry registry() {
        return registry;
    }

    /** All of it as text. */
    public String text() {
        looks.forEach(Runnable::run);
        return registry.scrape();
    }

    /** Lets go of all that it measures, since whoever measures may be held longer than it is open. */
    @Override
    public void close() {
        garbageCollection.close();
        heapPressure.close();
        registry.close();
        registry.clear();
        looks.clear();
        counts.clear();
    }
}
