package leadhook.delivery;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import leadhook.delivery.Outcome.Unsafe;

/**
 * Which addresses a delivery may reach: public ones, and what the operator opened (contract Q58). Asked on every
 * address of a host at every connect, so it does not matter how a host is spelled or what it resolved to before.
 */
final class AddressPolicy {
    /** What {@code LEADHOOK_ALLOW_TARGETS} holds on a first start on a laptop. */
    static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    /** In IPv6 everything but 2000::/3 is refused, which covers mapped IPv4, NAT64, local and multicast ranges. */
    private static final List<Range> REFUSED = List.of(
            range("0.0.0.0/8", "an unspecified address"),
            range("10.0.0.0/8", "a private address"),
            range("100.64.0.0/10", "a carrier's private address"),
            range("127.0.0.0/8", "a loopback address"),
            range("169.254.0.0/16", "a link-local address"),
            range("172.16.0.0/12", "a private address"),
            range("192.0.0.0/24", "a reserved address"),
            range("192.0.2.0/24", "a documentation address"),
            range("192.88.99.0/24", "a reserved address"),
            range("192.168.0.0/16", "a private address"),
            range("198.18.0.0/15", "a benchmarking address"),
            range("198.51.100.0/24", "a documentation address"),
            range("203.0.113.0/24", "a documentation address"),
            range("224.0.0.0/4", "a multicast address"),
            range("240.0.0.0/4", "a reserved address"),
            range("::1/128", "a loopback address"),
            range("::/128", "an unspecified address"),
            range("::ffff:0:0/96", "IPv4 carried in IPv6"),
            range("64:ff9b::/96", "IPv4 carried in IPv6"),
            range("::/3", "a reserved address"),
            range("2001::/32", "IPv4 carried in IPv6"),
            range("2001::/23", "a reserved address"),
            range("2001:db8::/32", "a documentation address"),
            range("2002::/16", "IPv4 carried in IPv6"),
            range("3fff::/20", "a documentation address"),
            range("4000::/2", "a reserved address"),
            range("fc00::/7", "a private address"),
            range("fe80::/10", "a link-local address"),
            range("ff00::/8", "a multicast address"),
            range("8000::/1", "a reserved address"));

    private final List<IPAddress> allowedBlocks = new ArrayList<>();
    private final Set<String> allowedHosts = new HashSet<>();
    private final Set<Integer> ownPorts;

    private AddressPolicy(Set<Integer> ownPorts) {
        this.ownPorts = Set.copyOf(ownPorts);
    }

    /**
     * The default policy, opened for some targets.
     *
     * @param allowTargets CIDR blocks, addresses and host names of {@code LEADHOOK_ALLOW_TARGETS}
     * @param ownPorts ports this server listens on, never reachable on an address of this machine
     * @throws IllegalArgumentException when a target is neither; the message says which
     */
    static AddressPolicy of(List<String> allowTargets, Set<Integer> ownPorts) {
        var policy = new AddressPolicy(ownPorts);
        allowTargets.forEach(policy::allow);
        return policy;
    }

    /** Why this address may not be reached under this host name; empty when it may. */
    Optional<Unsafe> refusal(String host, InetAddress address, int port) {
        var text = address.getHostAddress();
        if (ownPorts.contains(port) && isThisMachine(address)) {
            return Optional.of(new Unsafe(text, text + " port " + port + " is this server itself"));
        }
        var ip = new IPAddressGenerator().from(address.getAddress());
        if (allowedHosts.contains(plain(host)) || allowedBlocks.stream().anyMatch(block -> block.contains(ip))) {
            return Optional.empty();
        }
        return REFUSED.stream()
                .filter(range -> range.block.contains(ip))
                .findFirst()
                .map(range -> new Unsafe(text, text + " is " + range.name + "; LEADHOOK_ALLOW_TARGETS can open it"));
    }

    private void allow(String target) {
        if (target.matches("[0-9.]+(/.*)?|.*[:/].*")) {
            allowedBlocks.add(block(target));
        } else if (target.matches("[A-Za-z0-9._-]+")) {
            allowedHosts.add(plain(target));
        } else {
            throw new IllegalArgumentException("'" + target + "' is neither a host name nor a CIDR block");
        }
    }

    private static boolean isThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new IllegalStateException("this machine's addresses cannot be listed", e);
        }
    }

    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Range range(String cidr, String name) {
        return new Range(block(cidr), name);
    }

    private static IPAddress block(String cidr) {
        var block = new IPAddressString(cidr).getAddress();
        if (block == null) {
            throw new IllegalArgumentException("'" + cidr + "' is not a CIDR block");
        }
        return block.toPrefixBlock();
    }

    private record Range(IPAddress block, String name) {}
}
