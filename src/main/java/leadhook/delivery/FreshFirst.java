package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is new goes first. A lane that catches up, since its receiver was away for long, would take all of the machine that
 * there is, however fairly turns are given; so it rests after each turn while others have something new to tell. What
 * is slow because its receiver is slow does not feel it: it rests in proportion to the work of its turns.
 */
final class FreshFirst {
    private static final Duration NEW = Duration.ofSeconds(10);
    private static final Duration LATELY = Duration.ofMillis(50);
    private static final int RESTS_TO_WORK = 4;
    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private volatile Instant newest = Instant.MIN;

    /**
     * How long a lane rests after a turn.
     *
     * @param started in it
     * @param from when it began
     * @param now when it has ended
     */
    Duration rest(List<Attempt> started, Instant from, Instant now) {
        if (started.stream().anyMatch(attempt -> isNew(attempt, now))) {
            newest = now;
            return Duration.ZERO;
        }
        boolean alone = newest.plus(LATELY).isBefore(now);
        return started.isEmpty() || alone ? Duration.ZERO : inProportion(Duration.between(from, now));
    }

    private static boolean isNew(Attempt attempt, Instant now) {
        return attempt.event().at().plus(NEW).isAfter(now);
    }

    private static Duration inProportion(Duration worked) {
        var rest = worked.multipliedBy(RESTS_TO_WORK);
        // A clock may go back, and a turn may have waited for a database that was away.
        return worked.isNegative() ? Duration.ZERO : rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }
}
