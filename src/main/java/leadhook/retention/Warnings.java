package leadhook.retention;

import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import leadhook.delivery.Expiry;
import leadhook.delivery.Expiry.Behind;
import leadhook.delivery.Expiry.Expired;
import org.jspecify.annotations.Nullable;

/** Tells whoever reads the log of what expires: days before, and when it has. A line per webhook, of many webhooks a sum. */
final class Warnings {
    private static final System.Logger LOG = System.getLogger(Warnings.class.getName());
    private static final int LINES = 20;
    private static final int COUNTED = 10_000;

    private final Expiry expiry;
    private final Map<Behind, Expired> expired = new HashMap<>();
    private @Nullable LocalDate warned;

    Warnings(Expiry expiry) {
        this.expiry = expiry;
    }

    /** Once a day: what is still to be delivered of the days up to this one, which go soon. */
    void before(LocalDate day, LocalDate today) {
        if (today.equals(warned)) {
            return;
        }
        var behind = expiry.behind(day, 0, COUNTED);
        for (var lane : first(behind)) {
            var outlook = expiry.outlook(lane);
            if (outlook.events() > 0) {
                LOG.log(
                        Level.WARNING,
                        "webhook %d of campaign %d has not taken %s of the days up to %s, which expire soon: %s"
                                .formatted(
                                        lane.webhook(),
                                        lane.campaign(),
                                        counted(outlook.events(), !outlook.all()),
                                        day,
                                        parts(outlook)));
            }
        }
        if (behind.size() > LINES) {
            LOG.log(
                    Level.WARNING,
                    "so it may be with %d webhooks more; each shows as expires when".formatted(behind.size() - LINES));
        }
        // Last: a warning that failed is given by the next round.
        warned = today;
    }

    private static <T> List<T> first(List<T> lanes) {
        return lanes.subList(0, Math.min(LINES, lanes.size()));
    }

    private static String counted(long events, boolean more) {
        return (more ? "more than " : "") + events + (events == 1 ? " event" : " events");
    }

    private static String parts(Expired events) {
        return "%d unread, %d owed".formatted(events.unread(), events.owed());
    }

    /** This has expired of a lane, or a part of it. */
    void expired(LocalDate day, Behind lane, Expired part) {
        var all = expired.merge(
                lane,
                part,
                (before, more) ->
                        new Expired(before.unread() + more.unread(), before.owed() + more.owed(), more.all()));
        boolean some = all.events() > 0;
        if (part.all() && !some) {
            expired.remove(lane);
        } else if (part.all() && expired.size() <= LINES) {
            LOG.log(
                    Level.WARNING,
                    "%s of the days up to %s expired before webhook %d of campaign %d took them: %s"
                            .formatted(counted(all.events(), false), day, lane.webhook(), lane.campaign(), parts(all)));
        }
    }

    /** That was all of this day. */
    void told(LocalDate day) {
        if (expired.size() > LINES) {
            LOG.log(
                    Level.WARNING,
                    "%d events of the days up to %s expired before %d webhooks took them, some of which are named above"
                            .formatted(
                                    expired.values().stream().collect(Collectors.summingLong(Expired::events)),
                                    day,
                                    expired.size()));
        }
        expired.clear();
    }
}
