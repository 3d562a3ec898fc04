package leadhook.users;

import java.time.Duration;
import java.util.function.LongSupplier;
import leadhook.platform.http.Allowance;
import leadhook.platform.http.RateLimit;

/**
 * How often somebody may try to sign in: enough for typing errors, not for guessing. One network runs out long before a
 * name does, so that a stranger who guesses does not keep its user out.
 */
public final class SignInLimit {
    private static final int TRIES = 10;
    private static final int TRIES_OF_ALL_NETWORKS = 100;
    private static final int BITS_OF_IPV4 = 24;
    private static final int BITS_OF_IPV6 = 48;
    private static final Duration PERIOD_OF_A_NAME = Duration.ofMinutes(15);

    private final RateLimit addresses;
    private final Allowance namesFromNearby;
    private final Allowance names;

    /** @param nanos a monotonic clock */
    public SignInLimit(LongSupplier nanos) {
        this.addresses = new RateLimit(TRIES, nanos);
        this.namesFromNearby = new Allowance(TRIES, PERIOD_OF_A_NAME, nanos);
        this.names = new Allowance(TRIES_OF_ALL_NETWORKS, PERIOD_OF_A_NAME, nanos);
    }

    /** Counts a try. @throws leadhook.platform.Refusal 429 when the address or the name has none left */
    public void take(String name, String address) {
        // In this order: who has none left takes none from whoever has that name.
        addresses.take(address);
        namesFromNearby.take(key(name, address));
        names.take(UserName.folded(name));
    }

    /** Gives a name its tries back: its user has signed in. */
    public void succeeded(String name, String address) {
        namesFromNearby.restore(key(name, address));
        names.restore(UserName.folded(name));
    }

    private static String key(String name, String address) {
        // All that a stranger may easily have of his own, so that he cannot spend a name's tries from many networks.
        return RateLimit.network(address, BITS_OF_IPV4, BITS_OF_IPV6) + " " + UserName.folded(name);
    }
}
