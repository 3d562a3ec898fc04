package leadhook.retention;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import leadhook.delivery.Expiry;
import leadhook.platform.database.Database;
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
        ANSWERS
    }

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
                var next = reached.end()
                        ? new Cursor<>(Phase.ANSWERS, 0)
                        : new Cursor<>(Phase.WEBHOOKS, reached.webhook());
                yield jobs.advance(transaction, job, next.text(), job.done(), job.total());
            }
            case ANSWERS ->
                FirstAnswers.forgetSome(transaction, clock.instant())
                        ? jobs.advance(transaction, job, job.cursor(), job.done(), job.total())
                        : jobs.end(transaction, job);
        });
    }
}
