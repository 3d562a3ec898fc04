package leadhook.leads;

import leadhook.leads.Decision.Told;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;

/**
 * Leads that go, with everything about them. Whoever they referred was referred by nobody from then on; whoever referred
 * them, or those they came from, loses what that gave; rewards stay (contract 7.8, Q39).
 */
final class Deletion {
    /** Of one call, so many leads may lose who referred them; who has referred more than that is let go by a job. */
    static final long MOST_CHILDREN = 500;

    /** And so many events be erased at once. */
    static final int MOST_EVENTS = 1_000;

    private static final int ACCEPTED = 202;

    private Deletion() {}

    static Told all(Draft draft, Request.Delete request) {
        var leads = draft.find(request.names());
        if (leads.isEmpty()) {
            throw Refusal.of(400, "No leads to delete");
        }
        long children = 0;
        long events = 0;
        for (var profile : leads) {
            long itsChildren = profile.tally().direct().all();
            long itsEvents = draft.book().eventsOf(profile.id());
            boolean fits = children + itsChildren <= MOST_CHILDREN && events + itsEvents <= MOST_EVENTS;
            if (fits || request.erasedThrough() != null) {
                children += itsChildren;
                events += itsEvents;
                delete(draft, profile.id());
            } else {
                draft.make(new Change.PutOff(profile.id()));
            }
        }
        draft.tellScores();
        return new Told.InWords(
                ACCEPTED,
                Answer.envelope("Your leads have been equeued for deletion").put("deleted", leads.size()));
    }

    private static void delete(Draft draft, long id) {
        var profile = draft.one(id);
        var lead = profile.lead();
        draft.tell(Happened.of(EventType.DELETED, id));
        draft.recount(lead, null);
        var children = profile.tally().direct();
        if (children.all() > 0) {
            draft.parentOf(lead).ifPresent(parent -> draft.recount(parent, false, children, Counts.NONE, null));
        }
        draft.make(new Change.Removed(id));
    }
}
