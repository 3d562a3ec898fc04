package leadhook.platform;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Some of all IP addresses, as CIDR blocks. */
public final class AddressBlocks {
    public static final AddressBlocks NONE = new AddressBlocks(List.of());

    private static final Pattern BLOCK =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(/[0-9]{1,3})?");

    private final List<IPAddress> blocks;

    /** Blocks and single addresses that {@link #isBlock} holds for. */
    public AddressBlocks(List<String> blocks) {
        this.blocks = blocks.stream()
                .map(block -> Objects.requireNonNull(new IPAddressString(block).getAddress(), block)
                        .toPrefixBlock())
                .toList();
    }

    /** Whether it is a CIDR block, or one address, in the usual form. */
    public static boolean isBlock(String text) {
        return BLOCK.matcher(text).matches()
                && isAddress(text.replaceFirst("/[0-9]{1,3}$", ""))
                && new IPAddressString(text).isValid();
    }

    private static boolean isAddress(String literal) {
        try {
            return InetAddress.ofLiteral(literal) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Whether one of the blocks holds the address; a text that is none is in no block. */
    public boolean contain(String text) {
        var address = blocks.isEmpty() ? null : new IPAddressString(text).getAddress();
        return address != null && blocks.stream().anyMatch(block -> block.contains(address));
    }
}
