package leadhook.platform.http;

import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import leadhook.platform.AddressBlocks;

/** The proxies whose {@code X-Forwarded-For} is believed; what anybody else says there counts for nothing. */
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final System.Logger LOG = System.getLogger(TrustedProxies.class.getName());

    private final AddressBlocks blocks;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** CIDR blocks, as the settings have checked them. */
    public TrustedProxies(List<String> blocks) {
        this.blocks = new AddressBlocks(blocks);
    }

    /** Whether what this peer says of others is believed. */
    boolean trust(String peer) {
        return blocks.contain(peer);
    }

    /**
     * Whom a request is from: the peer, or the last of those that trusted proxies name who is none of them. Each proxy adds
     * the address of whom it was called by at the end, so what stands before that may be invented.
     */
    String client(String peer, String forwardedFor) {
        if (!blocks.contain(peer)) {
            if (!warned.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "X-Forwarded-For came from {0}, which is none of LEADHOOK_TRUSTED_PROXIES: all it passes on count as one caller",
                        peer);
            }
            return peer;
        }
        var client = peer;
        for (var hop : Arrays.asList(forwardedFor.split(",")).reversed()) {
            var address = address(hop);
            if (address.isEmpty() || !blocks.contain(client)) {
                return client;
            }
            client = address.get();
        }
        return client;
    }

    /** An address alone, or with a port as some proxies write it; a name is none. */
    private static Optional<String> address(String hop) {
        var text = hop.strip().replaceFirst("^\\[([^]]*)](:[0-9]{1,5})?$", "$1");
        if (text.matches("[0-9.]+:[0-9]{1,5}")) {
            text = text.substring(0, text.indexOf(':'));
        }
        boolean isLiteral = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");
        try {
            // IPv4 carried in IPv6 becomes what it is.
            return isLiteral
                    ? Optional.of(new IPAddressGenerator()
                            .from(InetAddress.ofLiteral(text))
                            .toCanonicalString())
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
