package leadhook.log;

import java.util.List;

/**
 * Leads of a campaign that are gone: of its events so far nothing stays that says who they were.
 *
 * @param mentions what an event about somebody else says of each of them from now on, in place of its own member
 * @param after the events above this number are concerned
 * @param through and no event above this one
 * @param farewells the events that tell of it, whose payloads go when everybody who wants them has them
 */
public record Erasure(
        long campaign, List<Long> leads, List<String> mentions, long after, long through, List<Event> farewells) {}
