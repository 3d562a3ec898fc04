package leadhook.dashboard;

import leadhook.log.EventType;

/** What each event means, beside its name in forms. */
final class EventNames {
    private EventNames() {}

    static String meaning(EventType type) {
        return switch (type) {
            case NEW_SIGNUP -> "somebody signs up for the first time";
            case REPEAT_SIGNUP -> "somebody signs up again";
            case SCORE_CHANGE -> "a lead's points change";
            case MARKED_AS_FRAUDULENT -> "a lead is flagged";
            case OPTED_OUT -> "a lead opts out of email";
            case REFERRAL -> "a lead has brought another one";
            case TAGGED -> "a lead gets a tag";
            case REWARD_LEVEL -> "a lead reaches a reward level";
            case VERIFIED -> "a lead verifies itself";
            case PHONE_NUMBER_OPT_OUT -> "a lead opts out of SMS";
            case NEW_SIGNUP_NOT_EXCLUDED -> "a lead takes part in the contest";
            case DELETED -> "a lead is deleted";
        };
    }
}
