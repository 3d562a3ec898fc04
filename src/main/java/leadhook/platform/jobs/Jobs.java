package leadhook.platform.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.database.Watch;
import leadhook.platform.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of all servers on one database. Whoever claims one has it for as long as a lease lasts, and each step that it
 * makes renews that in the step's own transaction: so a step counts once, whoever made it and whenever it crashed.
 */
public final class Jobs {
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration REMEMBERED = Duration.ofDays(30);
    /** Beyond it nobody counts on. */
    private static final int COUNTED = 10_000;

    private final Database database;
    private final String node;
    private final InstantSource clock;

    /** @param node a name that no other living server has */
    public Jobs(Database database, String node, InstantSource clock) {
        this.database = database;
        this.node = node;
        this.clock = clock;
    }

    /** There is to be such a job; one that is not done yet is not made twice. */
    public void add(String kind, @Nullable Long campaign, String subject) {
        database.transaction(transaction -> {
            add(transaction, kind, campaign, subject, clock.instant());
            return true;
        });
    }

    /** The same as part of a transaction. */
    public static void add(Transaction transaction, String kind, @Nullable Long campaign, String subject, Instant now) {
        transaction.update("""
                insert into jobs (kind, campaign_id, subject, due_at, created_at) values (?, ?::bigint, ?, ?, ?)
                on conflict do nothing
                """, kind, campaign, subject, now, now);
    }

    /** There is to be such a job, and one that is not done yet begins anew, whoever has it. */
    public static void restart(Transaction transaction, String kind, long campaign, String subject, Instant now) {
        transaction.update("""
                insert into jobs (kind, campaign_id, subject, due_at, created_at) values (?, ?, ?, ?, ?)
                on conflict (kind, coalesce(campaign_id, 0), subject) where ended_at is null do update set cursor = '',
                    done = 0, total = null, claim = jobs.claim + 1, state = 'waiting', owner = null, until = '-infinity',
                    failures = 0, due_at = excluded.due_at
                """, kind, campaign, subject, now, now);
    }

    /** Whether there is such a job, or was one lately. */
    public boolean knows(String kind, String subject) {
        return database.first(
                        "select exists (select from jobs where kind = ? and subject = ?)",
                        row -> row.getBoolean(1),
                        kind,
                        subject)
                .orElseThrow();
    }

    /** Takes the first job of these kinds that is due and that nobody has. */
    public Optional<Job> claim(Set<String> kinds) {
        var now = clock.instant();
        return database.first("""
                update jobs set state = 'running', claim = claim + 1, owner = ?, until = now() + ? * interval '1 second',
                    started_at = coalesce(started_at, ?)
                where id = (
                    select id from jobs
                    where ended_at is null and kind = any(?) and due_at <= ? and until < now()
                    order by id limit 1 for update skip locked)
                returning *
                """, Job.ROW, node, LEASE.toSeconds(), now, kinds.toArray(String[]::new), now);
    }

    /** The job has come on. Called in the transaction of what was done. @throws LostJob when it is somebody else's */
    public Job advance(Transaction transaction, Job job, String cursor, long done, @Nullable Long total) {
        return transaction
                .first("""
                        update jobs set cursor = ?, done = ?, total = ?::bigint, failures = 0, error = null,
                            until = now() + ? * interval '1 second'
                        where id = ? and claim = ? and ended_at is null
                        returning *
                        """, Job.ROW, cursor, done, total, LEASE.toSeconds(), job.id(), job.claim())
                .orElseThrow(() -> new LostJob(job));
    }

    /** Nothing is left to do. @throws LostJob when it is somebody else's */
    public Job end(Transaction transaction, Job job) {
        return transaction
                .first("""
                        update jobs set state = 'done', ended_at = ?, owner = null, until = '-infinity', error = null
                        where id = ? and claim = ? and ended_at is null
                        returning *
                        """, Job.ROW, clock.instant(), job.id(), job.claim())
                .orElseThrow(() -> new LostJob(job));
    }

    /** It cannot go on now; it is tried again later, and later each time. */
    public void putOff(Job job, String error) {
        var due = clock.instant().plus(Job.waitAfter(job.failures() + 1));
        database.update("""
                update jobs set state = 'waiting', owner = null, until = '-infinity', failures = failures + 1,
                    due_at = ?, error = ?
                where id = ? and claim = ? and ended_at is null
                """, due, error, job.id(), job.claim());
    }

    /** Whoever wants may go on with it. */
    public void release(Job job) {
        database.update("""
                update jobs set state = 'waiting', owner = null, until = '-infinity'
                where id = ? and claim = ? and ended_at is null
                """, job.id(), job.claim());
    }

    /** Forgets jobs that ended long ago. */
    public void forget() {
        database.update("delete from jobs where ended_at < ?", clock.instant().minus(REMEMBERED));
    }

    /** Adds to the metrics what only the table knows. */
    public static void watch(Watch watch, Metrics metrics) {
        var look = watch.add(Jobs::failing);
        metrics.gauge("leadhook.jobs.failing", "", "Jobs whose last step failed", () -> look.figure(count -> count));
    }

    /** By the index jobs_to_do. What ended after all keeps its failures. */
    static long failing(Transaction transaction) {
        return transaction.first("""
                        select count(*) from (select failures from jobs where ended_at is null limit ?) to_do
                        where failures > 0
                        """, row -> row.getLong(1), COUNTED).orElseThrow();
    }

    /** The jobs after this id, at most the limit, in the order in which they were made. */
    List<Job> list(long after, int limit) {
        return database.list("select * from jobs where id > ? order by id limit ?", Job.ROW, after, limit);
    }
}
