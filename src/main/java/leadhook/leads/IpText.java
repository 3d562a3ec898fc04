package leadhook.leads;

import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of a person's device as text in one form: dotted, or the short form of RFC 5952. */
final class IpText {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]{0,15}:[0-9A-Fa-f:.]{1,44}");

    private IpText() {}

    /** The first of a comma list, as proxies send it; empty unless it is a literal, for names are never resolved. */
    static Optional<String> normalise(String sent) {
        var first = sent.split(",", 2)[0].strip();
        if (!IPV4.matcher(first).matches() && !IPV6.matcher(first).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new IPAddressGenerator().from(InetAddress.ofLiteral(first)).toCanonicalString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
