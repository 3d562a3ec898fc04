package leadhook.log;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The twelve things that can happen to a lead, under the names of the primary document "Outbound Webhooks". */
public enum EventType {
    NEW_SIGNUP("new_signup"),
    REPEAT_SIGNUP("repeat_signup"),
    SCORE_CHANGE("score_change"),
    MARKED_AS_FRAUDULENT("marked_as_fraudulent"),
    OPTED_OUT("opted_out"),
    REFERRAL("referral"),
    TAGGED("tagged"),
    REWARD_LEVEL("reward_level"),
    VERIFIED("verified"),
    PHONE_NUMBER_OPT_OUT("phone_number_opt_out"),
    NEW_SIGNUP_NOT_EXCLUDED("new_signup_not_excluded"),
    DELETED("deleted");

    private static final Map<String, EventType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::eventName, Function.identity()));

    private final String eventName;

    EventType(String eventName) {
        this.eventName = eventName;
    }

    /** The name in payloads, subscriptions and the database. */
    public String eventName() {
        return eventName;
    }

    /** The type of that name; {@code fraudulent}, the old name, is understood as {@code marked_as_fraudulent}. */
    public static Optional<EventType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.equals("fraudulent") ? "marked_as_fraudulent" : name));
    }
}
