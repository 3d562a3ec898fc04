package leadhook.delivery;

import java.util.List;

/** How one attempt ended. A receiver that says no is an everyday answer, not an exception. */
sealed interface Outcome {
    /** The reason of an {@link Unreachable} that gave no whole answer head within the deadline. */
    String TIMEOUT = "timeout";

    /** A 2xx; whatever happened to the body after it does not count. */
    record Delivered(int status) implements Outcome {}

    /** Any other status, redirects included; {@code retryAfter} are the headers of that name as sent. */
    record Refused(int status, List<String> retryAfter) implements Outcome {}

    /**
     * No whole head of an answer: {@code timeout}, {@code connection refused}, {@code no route}, {@code dns}, {@code tls},
     * {@code reset}, or {@code bad answer} when it was not HTTP, was cut in its head, or had a head over 16 KiB.
     */
    record Unreachable(String reason) implements Outcome {}

    /** A target that deliveries may not reach; nothing was connected. The reason is for the operator. */
    record Unsafe(String address, String reason) implements Outcome {}
}
