package leadhook.leads;

import java.util.ArrayList;
import java.util.List;

/** A lead with what is kept apart from it: counts, the ids of its tags in order, and where it came from. */
record Profile(Lead lead, Origin origin, Tally tally, List<Long> tags) {
    Profile with(Lead changed) {
        return new Profile(changed, origin, tally, tags);
    }

    Profile with(Tally changed) {
        return new Profile(lead, origin, changed, tags);
    }

    Profile withTag(long tag) {
        var more = new ArrayList<>(tags);
        more.add(tag);
        return new Profile(lead, origin, tally, List.copyOf(more));
    }
}
