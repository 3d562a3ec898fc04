package leadhook.retention;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import leadhook.delivery.Expiry;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.idempotency.FirstAnswers;
import leadhook.platform.jobs.Chore;
import leadhook.platform.jobs.Cursor;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;

/** What days leave behind goes when nobody can ask for it any more; once a day. */
final class Tidying implements Chore {
    private final Database database;
    private final Jobs jobs;
    private final Expiry expiry;
    private final Duration retention;
    private final InstantSource clock;

    Tidying(Database database, Jobs jobs, Expiry expiry, Duration retention, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.expiry = expiry;
        this.retention = retention;
        this.clock = clock;
    }

    private enum Phase {
        WEBHOOKS,
        HOURS,
        ANSWERS
    }

    /** A chart reaches back no further. */
    private static final Duration CHARTED = Duration.ofDays(92);

    private static final int HOURS_OF_ONE_STEP = 5_000;

    @Override
    public Job step(Job job) {
        var before = LocalDate.parse(job.subject())
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .minus(retention);
        var cursor = Cursor.read(job.cursor(), Phase.WEBHOOKS);
        return database.transaction(transaction -> switch (cursor.phase()) {
            case WEBHOOKS -> {
                var reached = expiry.tidy(transaction, before, cursor.after());
                var next =
                        reached.end() ? new Cursor<>(Phase.HOURS, 0) : new Cursor<>(Phase.WEBHOOKS, reached.webhook());
                yield jobs.advance(transaction, job, next.text(), job.done(), job.total());
            }
            case HOURS -> {
                var next = forgetSomeHours(transaction) ? cursor : new Cursor<>(Phase.ANSWERS, 0);
                yield jobs.advance(transaction, job, next.text(), job.done(), job.total());
            }
            case ANSWERS ->
                FirstAnswers.forgetSome(transaction, clock.instant())
                        ? jobs.advance(transaction, job, job.cursor(), job.done(), job.total())
                        : jobs.end(transaction, job);
        });
    }

    /** Returns whether there may be more of them. */
    private boolean forgetSomeHours(Transaction transaction) {
        return transaction.update("""
                        delete from signup_hours where (campaign_id, hour) in (
                            select campaign_id, hour from signup_hours where hour < ? order by hour limit ?)
                        """, clock.instant().minus(CHARTED), HOURS_OF_ONE_STEP) == HOURS_OF_ONE_STEP;
    }
}
