package leadhook.leads;

import org.jspecify.annotations.Nullable;

/**
 * Where a signup came from, as far as the caller said: kept with the lead, not part of the payload (contract 2.1).
 *
 * @param address by which signups are counted: the IP address, of IPv6 the first half; null when this one is not counted
 */
public record Origin(
        @Nullable String source,
        @Nullable String session,
        @Nullable String requestId,
        @Nullable String userAgent,
        @Nullable String pageUrl,
        @Nullable String address) {

    Origin from(@Nullable String otherSource) {
        return new Origin(otherSource, session, requestId, userAgent, pageUrl, address);
    }

    Origin countedBy(@Nullable String sender) {
        return new Origin(source, session, requestId, userAgent, pageUrl, sender);
    }

    int characters() {
        return Signup.length(source)
                + Signup.length(session)
                + Signup.length(requestId)
                + Signup.length(userAgent)
                + Signup.length(pageUrl);
    }
}
