package leadhook.leads;

import java.util.ArrayList;
import java.util.List;

/**
 * A lead with what is kept apart from it: where it came from, what it has earned, and, by id in the order in which it got
 * them, its tags, the actions that it has completed, and the reward levels that it has reached.
 */
record Profile(Lead lead, Origin origin, Tally tally, List<Long> tags, List<Long> actions, List<Long> levels) {
    static Profile of(Lead lead, Origin origin) {
        return new Profile(lead, origin, Tally.NONE, List.of(), List.of(), List.of());
    }

    long id() {
        return lead.id();
    }

    Profile with(Lead changed) {
        return new Profile(changed, origin, tally, tags, actions, levels);
    }

    Profile with(Tally changed) {
        return new Profile(lead, origin, changed, tags, actions, levels);
    }

    Profile withTag(long tag) {
        return new Profile(lead, origin, tally, plus(tags, tag), actions, levels);
    }

    Profile withAction(long action) {
        return new Profile(lead, origin, tally, tags, plus(actions, action), levels);
    }

    Profile withLevel(long level) {
        return new Profile(lead, origin, tally, tags, actions, plus(levels, level));
    }

    private static List<Long> plus(List<Long> ids, long id) {
        var more = new ArrayList<>(ids);
        more.add(id);
        return List.copyOf(more);
    }
}
