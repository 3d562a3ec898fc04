package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import leadhook.delivery.Health.State;
import org.jspecify.annotations.Nullable;

/** The lanes that are here, counted at one moment. Lanes that are not here have nothing to do. */
final class LaneTally {
    private final Instant now;
    private final Map<State, Long> lanes = new EnumMap<>(State.class);
    private final Map<State, Long> owed = new EnumMap<>(State.class);
    private long behind;
    private long furthestBehind;
    private @Nullable Instant failingSince;
    private int unloaded;

    LaneTally(Instant now) {
        this.now = now;
    }

    /**
     * A lane as it stands.
     *
     * @param owes how many events it owes
     * @param lag how many numbers of the log lie ahead of it
     */
    void add(Health health, long owes, long lag) {
        var state = health.state(now);
        lanes.merge(state, 1L, Long::sum);
        owed.merge(state, owes, Long::sum);
        switch (state) {
            // Whoever stopped these knows that they fall behind.
            case PAUSED, DISABLED -> {}
            case RUNNING, STANDING, WAITING -> addActive(health, lag);
        }
    }

    private void addActive(Health health, long lag) {
        behind += lag;
        furthestBehind = Math.max(furthestBehind, lag);
        var since = health.failingSince();
        if (since != null && (failingSince == null || since.isBefore(failingSince))) {
            failingSince = since;
        }
    }

    /** A campaign whose webhooks are to be loaded, or loaded anew. */
    void addUnloaded() {
        unloaded++;
    }

    long lanes(State state) {
        return lanes.getOrDefault(state, 0L);
    }

    long owed(State state) {
        return owed.getOrDefault(state, 0L);
    }

    /** Over all lanes that may go on. */
    long behind() {
        return behind;
    }

    /** Of the lane that is furthest behind. */
    long furthestBehind() {
        return furthestBehind;
    }

    int unloaded() {
        return unloaded;
    }

    /** How long the receiver fails that has failed for longest. */
    Duration longestFailing() {
        return failingSince == null || failingSince.isAfter(now) ? Duration.ZERO : Duration.between(failingSince, now);
    }
}
