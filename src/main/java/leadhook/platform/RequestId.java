package leadhook.platform;

import java.util.Optional;

/** The name of the request that this thread answers: in the answer's headers, and in every line logged meanwhile. */
public final class RequestId {
    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

    private RequestId() {}

    /** Does the work under this name. */
    public static void during(String id, Runnable work) {
        ScopedValue.where(CURRENT, id).run(work);
    }

    /** Empty on a thread that answers none. */
    public static Optional<String> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }
}
