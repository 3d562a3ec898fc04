package leadhook.retention;

import java.time.InstantSource;
import java.time.LocalDate;
import leadhook.delivery.Expiry;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.jobs.Chore;
import leadhook.platform.jobs.Cursor;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;

/**
 * A day of {@code events} goes, of all campaigns: closed, so that no event comes into it any more; what was not delivered of
 * it named in {@code gaps}, lane by lane; each log said to begin after it; and only then detached and dropped.
 */
final class EventsDay implements Chore {
    private static final int CAMPAIGNS = 100;
    private static final int COUNTED = 100_000;

    private final Database database;
    private final Jobs jobs;
    private final Log log;
    private final Expiry expiry;
    private final Warnings warnings;
    private final InstantSource clock;

    EventsDay(Database database, Jobs jobs, Log log, Expiry expiry, Warnings warnings, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.log = log;
        this.expiry = expiry;
        this.warnings = warnings;
        this.clock = clock;
    }

    private enum Phase {
        CLOSE,
        EXPIRE,
        BEGIN_LATER,
        DROP
    }

    private static String at(Phase phase, long after) {
        return new Cursor<>(phase, after).text();
    }

    @Override
    public Job step(Job job) {
        var day = LocalDate.parse(job.subject());
        var cursor = Cursor.read(job.cursor(), Phase.CLOSE);
        return switch (cursor.phase()) {
            case CLOSE -> close(job, day);
            case EXPIRE -> expire(job, day, cursor.after());
            case BEGIN_LATER -> beginLater(job, day, cursor.after());
            case DROP -> drop(job, day);
        };
    }

    private Job close(Job job, LocalDate day) {
        if (database.transaction(transaction -> LogStarts.close(transaction, day))) {
            return goOn(job, at(Phase.CLOSE, 0));
        }
        long lanes = expiry.behind(day, 0, COUNTED).size();
        return database.transaction(
                transaction -> jobs.advance(transaction, job, at(Phase.EXPIRE, 0), job.done(), job.done() + lanes));
    }

    /** The next lane, or a part of what it has. */
    private Job expire(Job job, LocalDate day, long after) {
        var next = expiry.behind(day, after, 1).stream().findFirst();
        if (next.isEmpty()) {
            warnings.told(day);
            return goOn(job, at(Phase.BEGIN_LATER, 0));
        }
        var lane = next.get();
        var step = expiry.expire(lane, clock.instant(), (transaction, expired) -> {
            // Of a part, the rest is found without looking through all lanes before it again.
            var cursor = at(Phase.EXPIRE, expired.all() ? lane.webhook() : lane.webhook() - 1);
            long done = job.done() + (expired.all() ? 1 : 0);
            return jobs.advance(transaction, job, cursor, done, job.total());
        });
        warnings.expired(day, lane, step.expired());
        return step.alongside();
    }

    private Job beginLater(Job job, LocalDate day, long after) {
        var campaigns = LogStarts.campaigns(database, day, after, CAMPAIGNS);
        if (campaigns.isEmpty()) {
            return goOn(job, at(Phase.DROP, 0));
        }
        return database.transaction(transaction -> {
            if (expiry.isAnyBehind(transaction, day, campaigns)) {
                // No lane comes to be behind again; but nothing goes because of what was once thought.
                return jobs.advance(transaction, job, at(Phase.CLOSE, 0), job.done(), job.total());
            }
            LogStarts.letGo(transaction, day, campaigns);
            return jobs.advance(transaction, job, at(Phase.BEGIN_LATER, campaigns.getLast()), job.done(), job.total());
        });
    }

    private Job drop(Job job, LocalDate day) {
        if (!LogStarts.campaigns(database, day, 0, 1).isEmpty()) {
            return goOn(job, at(Phase.CLOSE, 0));
        }
        boolean gone = log.letGo(day);
        return database.transaction(transaction -> gone
                ? jobs.end(transaction, job)
                : jobs.advance(transaction, job, job.cursor(), job.done(), job.total()));
    }

    private Job goOn(Job job, String cursor) {
        return database.transaction(transaction -> jobs.advance(transaction, job, cursor, job.done(), job.total()));
    }
}
