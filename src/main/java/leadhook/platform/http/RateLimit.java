package leadhook.platform.http;

import inet.ipaddr.IPAddressString;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * So many calls a minute from one address, more than that are told to come back (contract Q50). Who has an IPv6 address
 * has a whole network of them, so that counts as one.
 */
public final class RateLimit {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int ADDRESS_BITS = 32;
    private static final int NETWORK_BITS = 64;

    private final int calls;
    private final Allowance allowance;

    /**
     * @param calls a minute; 0 for no limit
     * @param nanos a monotonic clock
     */
    public RateLimit(int calls, LongSupplier nanos) {
        this.calls = calls;
        this.allowance = new Allowance(calls, PERIOD, nanos);
    }

    /** The route behind the limit. */
    public Route on(Route route) {
        return calls == 0
                ? route
                : route.answeredBy(call -> {
                    take(call);
                    return route.handler().answer(call);
                });
    }

    /** Counts a call. Refuses it when its address has none left. */
    public void take(Call call) {
        take(call.peer());
    }

    /** The same for an address as text. */
    public void take(String address) {
        if (calls > 0) {
            allowance.take(network(address, ADDRESS_BITS, NETWORK_BITS));
        }
    }

    /** The network of that size in which an address is; as it stands when it is none. */
    public static String network(String peer, int bitsOfIpv4, int bitsOfIpv6) {
        var address = new IPAddressString(peer).getAddress();
        return address == null
                ? peer
                : address.toPrefixBlock(address.isIPv6() ? bitsOfIpv6 : bitsOfIpv4)
                        .toCanonicalString();
    }
}
