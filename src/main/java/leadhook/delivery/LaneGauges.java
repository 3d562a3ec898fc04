package leadhook.delivery;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import leadhook.delivery.Health.State;
import leadhook.platform.database.Watch;
import leadhook.platform.metrics.Metrics;

/**
 * How the lanes stand at each reading of the metrics: those here by counting them in memory, so that 100,000 cost no
 * statement; what only tables know by a look that goes by index and has a limit.
 */
final class LaneGauges {
    private final Metrics metrics;
    private volatile LaneTally tally;

    private LaneGauges(Metrics metrics, LaneTally tally) {
        this.metrics = metrics;
        this.tally = tally;
    }

    /** What this server knows of the lanes that it serves. */
    static void ofMemory(Lanes lanes, Slots slots, ReadAhead readAhead, Metrics metrics, InstantSource clock) {
        var gauges = new LaneGauges(metrics, new LaneTally(clock.instant()));
        metrics.beforeReading(() -> gauges.tally = lanes.tally(clock.instant()));
        gauges.addLanes();
        gauges.addBounds(slots, readAhead);
    }

    private void addLanes() {
        for (var state : State.values()) {
            var name = name(state);
            gauge("leadhook.lanes", "", "Lanes in memory by state", each -> each.lanes(state), "state", name);
            gauge("leadhook.owed", "events", "Owed by lanes in memory", each -> each.owed(state), "state", name);
        }
        gauge("leadhook.lag", "events", "Numbers of the log ahead of all lanes that may go on", LaneTally::behind);
        gauge("leadhook.lag.largest", "events", "The same of the lane furthest behind", LaneTally::furthestBehind);
        gauge("leadhook.campaigns.unloaded", "", "Campaigns whose webhooks are to be loaded", LaneTally::unloaded);
        gauge(
                "leadhook.failing.longest",
                "seconds",
                "How long the receiver fails that has failed for longest",
                each -> each.longestFailing().toMillis() / 1_000.0);
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private void gauge(String name, String unit, String meaning, ToDoubleFunction<LaneTally> figure, String... labels) {
        metrics.gauge(name, unit, meaning, () -> figure.applyAsDouble(tally), labels);
    }

    private void addBounds(Slots slots, ReadAhead readAhead) {
        metrics.gauge("leadhook.exchanges.open", "", "Exchanges with receivers", slots::open);
        metrics.gauge("leadhook.exchanges.limit", "", "Exchanges at most", slots::mostOpen);
        metrics.gauge("leadhook.outcomes.unsettled", "", "Outcomes that wait to be written", slots::unsettled);
        metrics.gauge("leadhook.read.ahead", "bytes", "Events that lanes hold before they are sent", readAhead::held);
    }

    /** What only tables know, the same at every server on one database. */
    static void ofTables(Watch watch, Metrics metrics, InstantSource clock) {
        var look = watch.add(FiguresTable::read);
        for (var state : List.of(State.STANDING, State.PAUSED, State.DISABLED)) {
            metrics.gauge(
                    "leadhook.stopped.webhooks",
                    "",
                    "Webhooks in the database that take nothing, at most " + FiguresTable.MOST,
                    () -> look.figure(figures -> figures.of(state).webhooks()),
                    "state",
                    name(state));
            metrics.gauge(
                    "leadhook.stopped.owed",
                    "events",
                    "What these owe, at most " + FiguresTable.MOST,
                    () -> look.figure(figures -> figures.of(state).owed()),
                    "state",
                    name(state));
        }
        metrics.gauge(
                "leadhook.owed.oldest",
                "seconds",
                "Age of the oldest event owed by a webhook that is neither paused nor disabled",
                () -> look.figure(figures -> figures.oldestAge(clock.instant()).toMillis() / 1_000.0));
    }
}
