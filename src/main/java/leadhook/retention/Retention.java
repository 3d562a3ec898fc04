package leadhook.retention;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import leadhook.delivery.Expiry;
import leadhook.delivery.Farewells;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.jobs.Chore;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.JobRunner;
import leadhook.platform.jobs.Jobs;

/**
 * Days go when they are older than is kept. Every server makes the jobs that are to be done; who claims one does it, step
 * by step. Its loop ({@link RetentionLoop}) calls the steps, and so do tests.
 */
public final class Retention {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());

    private static final String DROP_EVENTS = "drop_events";
    private static final String DROP_ATTEMPTS = "drop_attempts";
    private static final String TIDY = "tidy";
    /** How the cursor of a job begins that can only go on, see the last phase of both. */
    private static final String DROPPING = "drop ";

    private static final int DAYS_OF_WARNING = 3;

    private final Database database;
    private final Jobs jobs;
    private final Log log;
    private final Expiry expiry;
    private final Farewells farewells;
    private final Warnings warnings;
    private final Duration kept;
    private final InstantSource clock;
    private final JobRunner runner;

    /** @param kept for how long a day is kept after its end */
    public Retention(
            Database database,
            Jobs jobs,
            Log log,
            Expiry expiry,
            Farewells farewells,
            Duration kept,
            InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.log = log;
        this.expiry = expiry;
        this.farewells = farewells;
        this.kept = kept;
        this.clock = clock;
        this.warnings = new Warnings(expiry);
        this.runner = new JobRunner(
                jobs,
                Map.of(
                        DROP_EVENTS, unlessKept(new EventsDay(database, jobs, log, expiry, warnings, clock)),
                        DROP_ATTEMPTS, unlessKept(new AttemptsDay(database, jobs, expiry, clock)),
                        TIDY, new Tidying(database, jobs, expiry, kept, clock)));
    }

    /** Makes the jobs that are due, and warns of what goes soon. */
    public synchronized void plan() {
        var now = clock.instant();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var firstKept = firstKept(now);
        log.forgetThrough(firstKept.minusDays(1));
        warnBefore(firstKept.plusDays(DAYS_OF_WARNING - 1L), today);
        var days = log.days();
        days.stream().filter(day -> day.isBefore(firstKept)).forEach(day -> add(DROP_EVENTS, day));
        // What an attempt tells of goes first: while an event is kept, it is known what became of it.
        expiry.days().stream()
                .filter(day -> day.isBefore(firstKept) && days.stream().noneMatch(each -> !each.isAfter(day)))
                .forEach(day -> add(DROP_ATTEMPTS, day));
        if (!jobs.knows(TIDY, today.toString())) {
            add(TIDY, today);
        }
        jobs.forget();
    }

    /** Whatever stops it, days go all the same. */
    private void warnBefore(LocalDate day, LocalDate today) {
        try {
            warnings.before(day, today);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "nobody can be warned now of what expires soon and it is tried again", e);
        }
    }

    /** The last moment of the day before it is as old as may be. */
    private LocalDate firstKept(Instant now) {
        return LocalDate.ofInstant(now.minus(kept), ZoneOffset.UTC);
    }

    private void add(String kind, LocalDate day) {
        jobs.add(kind, null, day.toString());
    }

    /** Makes one step of what is to be done; false when there is nothing to be done now. */
    public synchronized boolean step() {
        boolean more = runner.step();
        return letFarewellsGo() || more;
    }

    /** Whatever stops it, days go all the same. */
    private boolean letFarewellsGo() {
        try {
            return farewells.step();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "payloads of deletions cannot go now and it is tried again: {0}", e.getMessage());
            return false;
        }
    }

    /** A job made when less was to be kept; what is half dropped already goes. */
    private boolean isToBeKept(Job job) {
        return !LocalDate.parse(job.subject()).isBefore(firstKept(clock.instant()))
                && !job.cursor().startsWith(DROPPING);
    }

    private Job end(Job job) {
        LOG.log(Level.INFO, job.kind() + " " + job.subject() + " is not needed any more: it is to be kept");
        return database.transaction(transaction -> jobs.end(transaction, job));
    }

    /** The same work, but none where it is not needed. */
    private Chore unlessKept(Chore chore) {
        return job -> isToBeKept(job) ? end(job) : chore.step(job);
    }

    /** Leaves what it works on to others. */
    public void stop() {
        runner.stop();
    }
}
