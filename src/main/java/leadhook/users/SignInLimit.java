package leadhook.users;

import java.time.Duration;
import java.util.function.LongSupplier;
import leadhook.platform.http.Allowance;
import leadhook.platform.http.RateLimit;

/** How often somebody may try to sign in, from one address and under one name: enough for typing errors, not for guessing. */
public final class SignInLimit {
    private static final int TRIES = 10;
    private static final Duration PERIOD_OF_A_NAME = Duration.ofMinutes(15);

    private final RateLimit addresses;
    private final Allowance names;

    /** @param nanos a monotonic clock */
    public SignInLimit(LongSupplier nanos) {
        this.addresses = new RateLimit(TRIES, nanos);
        this.names = new Allowance(TRIES, PERIOD_OF_A_NAME, nanos);
    }

    /** Counts a try. @throws leadhook.platform.Refusal 429 when the address or the name has none left */
    public void take(String name, String address) {
        // First, so that an address without any left takes none from whoever has that name.
        addresses.take(address);
        names.take(UserName.folded(name));
    }

    /** Gives a name its tries back: its user has signed in. */
    public void succeeded(String name) {
        names.restore(UserName.folded(name));
    }
}
