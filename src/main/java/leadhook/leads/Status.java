package leadhook.leads;

import java.util.ArrayList;
import java.util.List;

/**
 * What holds of a lead beyond who it is.
 *
 * @param flags why it is held for fraudulent, in the order of detection; empty when it is not
 * @param approved whether somebody has cleared it by hand: automatic flags pass it over from then on (contract Q40)
 * @param welcomed whether it has been told of as not excluded, and as a referral of whoever brought it (Q32, Q35)
 */
public record Status(
        boolean waitlisted,
        boolean optedOut,
        boolean smsOptedOut,
        boolean verified,
        boolean verifiedEmail,
        boolean verifiedPhoneNumber,
        List<String> flags,
        boolean approved,
        boolean welcomed) {

    /** That of a new lead, held for fraudulent for these reasons (contract 2.1, Q54). */
    static Status first(List<String> flags) {
        return new Status(true, false, false, false, false, false, flags, false, flags.isEmpty());
    }

    boolean fraudulent() {
        return !flags.isEmpty();
    }

    Status waitlisted(boolean now) {
        return new Status(
                now, optedOut, smsOptedOut, verified, verifiedEmail, verifiedPhoneNumber, flags, approved, welcomed);
    }

    Status optedOut(boolean now) {
        return new Status(
                waitlisted, now, smsOptedOut, verified, verifiedEmail, verifiedPhoneNumber, flags, approved, welcomed);
    }

    Status smsOptedOut(boolean now) {
        return new Status(
                waitlisted, optedOut, now, verified, verifiedEmail, verifiedPhoneNumber, flags, approved, welcomed);
    }

    /** Verified; by mail too if that is so. */
    Status verified(boolean byEmail) {
        return new Status(
                waitlisted,
                optedOut,
                smsOptedOut,
                true,
                verifiedEmail || byEmail,
                verifiedPhoneNumber,
                flags,
                approved,
                welcomed);
    }

    /** Another phone number is not the one that was verified (contract Q37). */
    Status withNewPhoneNumber() {
        return new Status(waitlisted, optedOut, smsOptedOut, verified, verifiedEmail, false, flags, approved, welcomed);
    }

    /** Held for fraudulent for these reasons too. */
    Status flagged(List<String> reasons) {
        var all = new ArrayList<>(flags);
        reasons.stream().filter(reason -> !all.contains(reason)).forEach(all::add);
        return new Status(
                waitlisted,
                optedOut,
                smsOptedOut,
                verified,
                verifiedEmail,
                verifiedPhoneNumber,
                List.copyOf(all),
                approved,
                welcomed);
    }

    /** Cleared by hand, for good. */
    Status cleared() {
        return new Status(
                waitlisted, optedOut, smsOptedOut, verified, verifiedEmail, verifiedPhoneNumber, List.of(), true, true);
    }
}
