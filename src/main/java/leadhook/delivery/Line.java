package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import leadhook.delivery.Settled.Ended;
import leadhook.log.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A line of the diary: one exchange, and what came of it.
 *
 * @param seq 0 for a test, which is of no event, and so is its lead
 */
record Line(
        long campaign,
        long webhook,
        long seq,
        EventType type,
        long lead,
        int number,
        String trigger,
        Instant at,
        Sent sent) {
    static Line of(Ended ended, String trigger) {
        var attempt = ended.attempt();
        var event = attempt.event();
        return new Line(
                event.campaign(),
                ended.lane().id(),
                event.seq(),
                event.type(),
                event.lead(),
                attempt.number(),
                trigger,
                attempt.startedAt(),
                ended.sent());
    }

    /** The day whose partition holds it, in UTC. */
    LocalDate day() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /** What was answered; null when nothing was. */
    @Nullable
    Integer status() {
        return switch (sent.outcome()) {
            case Delivered(var status) -> status;
            case Refused refused -> refused.status();
            case Unreachable _, Unsafe _ -> null;
        };
    }

    /** Why it is no delivery; null when it is one. */
    @Nullable
    String reason() {
        return switch (sent.outcome()) {
            case Delivered _ -> null;
            case Refused _ -> "refused";
            case Unreachable(var reason) -> reason;
            case Unsafe unsafe -> unsafe.reason();
        };
    }

    Told told() {
        return new Told(
                campaign,
                webhook,
                seq,
                type,
                lead,
                number,
                trigger,
                at,
                sent.took().toMillis(),
                status(),
                reason());
    }
}
