package leadhook.retention;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import leadhook.delivery.Expiry;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;
import leadhook.platform.jobs.LostJob;
import org.jspecify.annotations.Nullable;

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
    private final Warnings warnings;
    private final Duration kept;
    private final InstantSource clock;
    private final Map<String, Chore> chores;
    private @Nullable Job current;

    /** @param kept for how long a day is kept after its end */
    public Retention(Database database, Jobs jobs, Log log, Expiry expiry, Duration kept, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.log = log;
        this.expiry = expiry;
        this.kept = kept;
        this.clock = clock;
        this.warnings = new Warnings(expiry);
        this.chores = Map.of(
                DROP_EVENTS, new EventsDay(database, jobs, log, expiry, warnings, clock),
                DROP_ATTEMPTS, new AttemptsDay(database, jobs, expiry, clock),
                TIDY, new Tidying(database, jobs, expiry, kept, clock));
    }

    /** Makes the jobs that are due, and warns of what goes soon. */
    public synchronized void plan() {
        var now = clock.instant();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var firstKept = firstKept(now);
        log.forgetThrough(firstKept.minusDays(1));
        warnings.before(firstKept.plusDays(DAYS_OF_WARNING - 1L), today);
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

    /** The last moment of the day before it is as old as may be. */
    private LocalDate firstKept(Instant now) {
        return LocalDate.ofInstant(now.minus(kept), ZoneOffset.UTC);
    }

    private void add(String kind, LocalDate day) {
        jobs.add(kind, null, day.toString());
    }

    /** Makes one step of a job; false when there is none to be done now. */
    public synchronized boolean step() {
        var job = current == null ? jobs.claim(chores.keySet()).orElse(null) : current;
        if (job == null) {
            return false;
        }
        try {
            var next = isToBeKept(job) ? end(job) : chore(job).step(job);
            current = next.ended() ? null : next;
        } catch (LostJob e) {
            LOG.log(Level.INFO, e.getMessage());
            current = null;
        } catch (RuntimeException e) {
            current = null;
            putOff(job, e);
        }
        return true;
    }

    /** A job made when less was to be kept; what is half dropped already goes. */
    private boolean isToBeKept(Job job) {
        return !job.kind().equals(TIDY)
                && !LocalDate.parse(job.subject()).isBefore(firstKept(clock.instant()))
                && !job.cursor().startsWith(DROPPING);
    }

    private Job end(Job job) {
        LOG.log(Level.INFO, job.kind() + " " + job.subject() + " is not needed any more: it is to be kept");
        return database.transaction(transaction -> jobs.end(transaction, job));
    }

    private Chore chore(Job job) {
        return Optional.ofNullable(chores.get(job.kind())).orElseThrow();
    }

    /** Others read the table, or the database is away, or the fault is ours: nothing is lost by waiting, and others go on. */
    private void putOff(Job job, RuntimeException e) {
        var text = "%s %s is put off: %s".formatted(job.kind(), job.subject(), e.getMessage());
        if (e instanceof DatabaseException) {
            LOG.log(Level.WARNING, text);
        } else {
            LOG.log(Level.ERROR, text, e);
        }
        jobs.putOff(job, String.valueOf(e.getMessage()));
    }

    /** Leaves what it works on to others. */
    public synchronized void stop() {
        if (current != null) {
            jobs.release(current);
            current = null;
        }
    }
}
