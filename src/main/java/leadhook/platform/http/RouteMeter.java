package leadhook.platform.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import leadhook.platform.metrics.Bounds;
import leadhook.platform.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/** The requests of one route: by pattern and class of status, so that there are few of them whatever strangers send. */
final class RouteMeter {
    private static final int CLASSES = 6;

    private final Metrics metrics;
    private final String name;
    private final AtomicReferenceArray<@Nullable Timer> byClass = new AtomicReferenceArray<>(CLASSES);
    private final @Nullable Timer accepted;

    private RouteMeter(Metrics metrics, String name, boolean accepts) {
        this.metrics = metrics;
        this.name = name;
        this.accepted = accepts
                ? metrics.timer(
                        "leadhook.accept",
                        "From a request's begin to its 2xx, with what it brought on disk",
                        Bounds.QUICK,
                        "route",
                        name)
                : null;
    }

    static RouteMeter of(Metrics metrics, Route route) {
        return new RouteMeter(metrics, route.name(), route.accepts());
    }

    /** Of requests for which there is no route. */
    static RouteMeter none(Metrics metrics) {
        return new RouteMeter(metrics, "none", false);
    }

    void answered(int status, long nanos) {
        timer(Math.clamp(status / 100, 1, CLASSES - 1)).record(nanos, NANOSECONDS);
        if (accepted != null && status / 100 == 2) {
            accepted.record(nanos, NANOSECONDS);
        }
    }

    private Timer timer(int statusClass) {
        var known = byClass.get(statusClass);
        if (known != null) {
            return known;
        }
        var made = metrics.timer(
                "leadhook.http.request",
                "From a request's begin to its answer",
                Bounds.NONE,
                "route",
                name,
                "status",
                statusClass + "xx");
        byClass.set(statusClass, made);
        return made;
    }
}
