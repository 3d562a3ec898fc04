package leadhook.platform.settings;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/** Which hosts are this machine and nobody else's, told without asking a name server. */
public final class Loopback {
    /** What deliveries may reach while nobody from outside can reach us. */
    static final List<String> TARGETS = List.of("127.0.0.0/8", "::1/128");

    private Loopback() {}

    /** Whether it is a name or an address of loopback. */
    public static boolean is(String host) {
        return host.equalsIgnoreCase("localhost")
                || Parse.address(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /** The address of a server that listens there, as someone on this machine would type it. */
    static URI url(String host, int port) {
        boolean everywhere =
                Parse.address(host).map(InetAddress::isAnyLocalAddress).orElse(false);
        var name = everywhere ? "localhost" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + port);
    }
}
