package leadhook.retention;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import leadhook.delivery.Expiry;
import leadhook.platform.database.Database;
import leadhook.platform.jobs.Chore;
import leadhook.platform.jobs.Cursor;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;

/** A day of {@code attempts} goes, except for what it tells of events that are still kept. */
final class AttemptsDay implements Chore {
    private final Database database;
    private final Jobs jobs;
    private final Expiry expiry;
    private final InstantSource clock;

    AttemptsDay(Database database, Jobs jobs, Expiry expiry, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.expiry = expiry;
        this.clock = clock;
    }

    private enum Phase {
        CARRY,
        DROP
    }

    @Override
    public Job step(Job job) {
        var day = LocalDate.parse(job.subject());
        var cursor = Cursor.read(job.cursor(), Phase.CARRY);
        return switch (cursor.phase()) {
            case CARRY -> carry(job, day, cursor.after());
            case DROP -> drop(job, day);
        };
    }

    private Job carry(Job job, LocalDate day, long after) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        expiry.prepare(today);
        return database.transaction(transaction -> {
            var reached = expiry.carry(transaction, day, today, after);
            var next = new Cursor<>(reached.end() ? Phase.DROP : Phase.CARRY, reached.webhook());
            return jobs.advance(transaction, job, next.text(), job.done(), job.total());
        });
    }

    private Job drop(Job job, LocalDate day) {
        boolean gone = expiry.letGo(day);
        return database.transaction(transaction -> gone
                ? jobs.end(transaction, job)
                : jobs.advance(transaction, job, job.cursor(), job.done(), job.total()));
    }
}
