package leadhook.leads;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import leadhook.log.Erasure;
import leadhook.log.Log;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.jobs.Chore;
import leadhook.platform.jobs.Cursor;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;

/**
 * The deletion of a lead that has referred so many that one transaction would hold up its campaign: first its events go, in
 * parts; then the lead with what is left; then those it referred are said to come from nobody.
 */
final class GreatDeletion implements Chore {
    /** The kind of job; its subject is the lead's id. */
    static final String KIND = "delete_lead";

    private static final int EVENTS = 1_000;
    /** How a deletion of nobody is refused. */
    private static final int NOBODY = 400;

    private static final int CHILDREN = 500;

    private final Database database;
    private final Leads leads;
    private final Log log;
    private final Jobs jobs;

    GreatDeletion(Database database, Leads leads, Log log, Jobs jobs) {
        this.database = database;
        this.leads = leads;
        this.log = log;
        this.jobs = jobs;
    }

    private enum Phase {
        ERASE,
        DELETE,
        ORPHAN
    }

    @Override
    public Job step(Job job) {
        long campaign = Objects.requireNonNull(job.campaign());
        long lead = Long.parseLong(job.subject());
        var cursor = Cursor.read(job.cursor(), Phase.ERASE);
        return switch (cursor.phase()) {
            case ERASE -> erase(job, campaign, lead, cursor.after());
            case DELETE -> delete(job, campaign, lead, cursor.after());
            case ORPHAN -> orphan(job, campaign, lead);
        };
    }

    private Job erase(Job job, long campaign, long lead, long after) {
        return database.transaction(transaction -> {
            var part = log.part(transaction, campaign, lead, after, EVENTS);
            if (part.isEmpty()) {
                var next = new Cursor<>(Phase.DELETE, after);
                return jobs.advance(transaction, job, next.text(), job.done(), job.total());
            }
            long through = part.get().through();
            var mention = Happened.erasedReferral(lead);
            log.erase(transaction, new Erasure(campaign, List.of(lead), List.of(mention), after, through, List.of()));
            var next = new Cursor<>(Phase.ERASE, through);
            return jobs.advance(
                    transaction, job, next.text(), job.done() + part.get().events(), job.total());
        });
    }

    private Job delete(Job job, long campaign, long lead, long erasedThrough) {
        try {
            leads.perform(
                    campaign, new Request.Delete(List.of(Leads.Name.ofId(lead)), erasedThrough), Optional.empty());
        } catch (Refusal refusal) {
            if (refusal.status() != NOBODY) {
                throw refusal;
            }
            // It is gone: this step was made before, and nobody could note that.
        }
        return database.transaction(transaction ->
                jobs.advance(transaction, job, new Cursor<>(Phase.ORPHAN, 0).text(), job.done(), job.total()));
    }

    private Job orphan(Job job, long campaign, long lead) {
        return database.transaction(transaction -> {
            int some = LeadsTable.orphan(transaction, campaign, lead, CHILDREN);
            var next = jobs.advance(transaction, job, job.cursor(), job.done() + some, job.total());
            return some < CHILDREN ? jobs.end(transaction, next) : next;
        });
    }
}
