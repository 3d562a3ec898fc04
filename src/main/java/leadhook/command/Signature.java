package leadhook.command;

/** What came of checking a signature. */
sealed interface Signature {
    record Valid() implements Signature {}

    record Invalid(String why) implements Signature {}

    record NotChecked(String why) implements Signature {}

    default String text() {
        return switch (this) {
            case Valid _ -> "signature valid";
            case Invalid(var why) -> "signature INVALID: " + why;
            case NotChecked(var why) -> "signature not checked: " + why;
        };
    }
}
