package leadhook.delivery;

import java.time.Instant;
import java.util.random.RandomGenerator;
import leadhook.delivery.Health.Mode;
import leadhook.delivery.Outcome.Delivered;

/** Decides what an outcome means for its event and for its lane: a pure function but for the jitter. */
record Judge(RetrySchedule schedule, int concurrency, RandomGenerator random) {
    /** What becomes of the event, and how the receiver fares now. */
    record Verdict(Fate fate, Health health) {}

    /**
     * Judges an attempt that has ended.
     *
     * @param owed how many events the lane owes
     */
    Verdict judge(Health before, Attempt attempt, Outcome outcome, long owed, Instant now) {
        boolean last = schedule.isLast(attempt.number());
        var tried = new Health.Tried(attempt.event().seq(), attempt.number(), attempt.probe(), last, owed);
        var after = before.after(tried, outcome, concurrency, now, random);
        return new Verdict(fate(attempt, outcome, after, now), after);
    }

    private Fate fate(Attempt attempt, Outcome outcome, Health after, Instant now) {
        if (outcome instanceof Delivered) {
            return new Fate.Done();
        } else if (attempt.probe() || after.mode() == Mode.DISABLED) {
            return new Fate.Stays();
        }
        return schedule.delayAfter(attempt.number(), outcome, now, random)
                .<Fate>map(delay -> new Fate.Owes(attempt.owed(now.plus(delay))))
                // Nothing is given up while the receiver takes nothing at all.
                .orElseGet(() -> after.mode() == Mode.RUNNING ? new Fate.GivenUp() : new Fate.Stays());
    }
}
