package leadhook.delivery;

/** What becomes of an event after an attempt. */
sealed interface Fate {
    /** Whether it is owed no more. */
    default boolean isFinal() {
        return switch (this) {
            case Done _, GivenUp _ -> true;
            case Owes _, Stays _ -> false;
        };
    }

    /** It was delivered. */
    record Done() implements Fate {}

    /** It is owed, and tried again when this row is due. */
    record Owes(Owed row) implements Fate {}

    /** It stays what it was, unread in the log or owed: the attempt counts for the lane, not for the event. */
    record Stays() implements Fate {}

    /** Nobody will send it any more. */
    record GivenUp() implements Fate {}
}
