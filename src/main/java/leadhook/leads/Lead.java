package leadhook.leads;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One person of one campaign, as stored.
 *
 * @param number the signup's place in the order of the campaign, from 1, never reused
 * @param referrer URL of the page that led there
 * @param parentId id of the lead that referred this one
 * @param counter times added or updated by a signup
 */
public record Lead(
        long campaignId,
        long id,
        long number,
        @Nullable String email,
        @Nullable String phoneNumber,
        @Nullable String firstName,
        @Nullable String lastName,
        CustomFields customFields,
        Map<String, String> utm,
        @Nullable String uid,
        @Nullable String ip,
        @Nullable String referrer,
        @Nullable String redirectUrl,
        @Nullable Long parentId,
        Instant signedUpAt,
        int counter,
        Status status) {

    String socialId() {
        return SocialId.of(id);
    }

    boolean fraudulent() {
        return status.fraudulent();
    }

    Lead with(Status changed) {
        return with(parentId, changed);
    }

    /** The same once who referred it is gone. */
    Lead withoutParent() {
        return with(null, status);
    }

    private Lead with(@Nullable Long parent, Status changed) {
        return new Lead(
                campaignId,
                id,
                number,
                email,
                phoneNumber,
                firstName,
                lastName,
                customFields,
                utm,
                uid,
                ip,
                referrer,
                redirectUrl,
                parent,
                signedUpAt,
                counter,
                changed);
    }
}
