package leadhook.retention;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import leadhook.delivery.Expiry;
import leadhook.platform.database.Database;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;

/** What days leave behind goes when nobody can ask for it any more; once a day. */
final class Tidying implements Chore {
    private final Database database;
    private final Jobs jobs;
    private final Expiry expiry;
    private final Duration retention;

    Tidying(Database database, Jobs jobs, Expiry expiry, Duration retention) {
        this.database = database;
        this.jobs = jobs;
        this.expiry = expiry;
        this.retention = retention;
    }

    private enum Phase {
        WEBHOOKS
    }

    @Override
    public Job step(Job job) {
        var before = LocalDate.parse(job.subject())
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .minus(retention);
        var cursor = Cursor.read(job.cursor(), Phase.WEBHOOKS);
        return database.transaction(transaction -> {
            var reached = expiry.tidy(transaction, before, cursor.after());
            var next = new Cursor<>(Phase.WEBHOOKS, reached.webhook());
            return reached.end()
                    ? jobs.end(transaction, job)
                    : jobs.advance(transaction, job, next.text(), job.done(), job.total());
        });
    }
}
