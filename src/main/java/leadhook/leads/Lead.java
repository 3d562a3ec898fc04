package leadhook.leads;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One person of one campaign, as stored.
 *
 * @param number the signup's place in the order of the campaign, from 1, never reused
 * @param referrer URL of the page that led there
 * @param parentId id of the lead that referred this one
 * @param counter times added or updated by a signup
 * @param flags why it is held for fraudulent, in the order of detection; empty when it is not
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
        boolean waitlisted,
        boolean optedOut,
        boolean smsOptedOut,
        boolean verified,
        boolean verifiedEmail,
        boolean verifiedPhoneNumber,
        List<String> flags) {

    String socialId() {
        return SocialId.of(id);
    }

    boolean fraudulent() {
        return !flags.isEmpty();
    }
}
