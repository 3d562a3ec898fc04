package leadhook.leads;

import org.jspecify.annotations.Nullable;

/**
 * An event and what it shows of its lead.
 *
 * @param request the place of the signup that raised it
 */
record Told(
        int request,
        String event,
        long lead,
        @Nullable Long other,
        @Nullable String extra,
        long score,
        long scoreRank,
        long referrals,
        long leadCount) {}
