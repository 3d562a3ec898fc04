package leadhook.leads;

import java.util.List;
import java.util.Optional;
import leadhook.log.EventType;

/** What can be done to many leads at once (contract 2.4), and what a link or an operator does to one. */
enum Treatment {
    OPT_OUT,
    /** Comes from an SMS provider or an operator; a signup does not take it back (contract Q38). */
    SMS_OPT_OUT,
    /** Verification without a code or a link; of the email too, when there is one (contract Q37). */
    VERIFY,
    /** By the link of a mail. */
    VERIFY_EMAIL,
    APPROVE,
    BLOCK,
    WAITLIST,
    UNWAITLIST,
    /** Needs a tag beside. */
    TAG;

    static final String BLOCKED = "blocked";

    /** What holds of the lead after it; the same when it held before. */
    Status applyTo(Lead lead) {
        var status = lead.status();
        return switch (this) {
            case OPT_OUT -> status.optedOut(true);
            case SMS_OPT_OUT -> status.smsOptedOut(true);
            case VERIFY -> status.verified(lead.email() != null);
            case VERIFY_EMAIL -> lead.email() == null ? status : status.verified(true);
            case APPROVE -> status.cleared();
            case BLOCK -> status.flagged(List.of(BLOCKED));
            case WAITLIST -> status.waitlisted(true);
            case UNWAITLIST -> status.waitlisted(false);
            case TAG -> status;
        };
    }

    /** What is told of a lead that it has changed like that. */
    Optional<Happened> event(Lead before, Lead after) {
        return switch (this) {
            case OPT_OUT -> Optional.of(Happened.of(EventType.OPTED_OUT, after.id()));
            case SMS_OPT_OUT -> Optional.of(Happened.of(EventType.PHONE_NUMBER_OPT_OUT, after.id()));
            case VERIFY, VERIFY_EMAIL ->
                before.status().verified()
                        ? Optional.empty()
                        : Optional.of(Happened.of(EventType.VERIFIED, after.id()));
            case APPROVE ->
                before.status().welcomed()
                        ? Optional.empty()
                        : Optional.of(Happened.of(EventType.NEW_SIGNUP_NOT_EXCLUDED, after.id()));
            case BLOCK -> Optional.of(Happened.flagged(after));
            case WAITLIST, UNWAITLIST, TAG -> Optional.empty();
        };
    }
}
