package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final int PORT = 443;

    private final AddressPolicy strict = AddressPolicy.of(List.of(), Set.of());

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, an unspecified address",
        "10.255.255.255, a private address",
        "100.64.0.1, a carrier's private address",
        "127.0.0.1, a loopback address",
        "127.255.255.254, a loopback address",
        "169.254.169.254, a link-local address",
        "172.16.0.1, a private address",
        "172.31.255.255, a private address",
        "192.0.0.170, a reserved address",
        "192.168.1.1, a private address",
        "198.19.255.255, a benchmarking address",
        "203.0.113.9, a documentation address",
        "224.0.0.1, a multicast address",
        "255.255.255.255, a reserved address",
        "::, an unspecified address",
        "::1, a loopback address",
        "::ffff:127.0.0.1, a loopback address",
        "::127.0.0.1, a reserved address",
        "64:ff9b::7f00:1, IPv4 carried in IPv6",
        "64:ff9b:1::7f00:1, a reserved address",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2, IPv4 carried in IPv6",
        "2001:2::1, a reserved address",
        "2001:db8::1, a documentation address",
        "2002:7f00:1::, IPv4 carried in IPv6",
        "3fff::1, a documentation address",
        "5f00::1, a reserved address",
        "fd00::1, a private address",
        "fe80::1, a link-local address",
        "fec0::1, a reserved address",
        "ff02::1, a multicast address",
    })
    void what_is_not_public_is_refused_by_its_kind(String address, String kind) throws UnknownHostException {
        assertThat(strict.refusal("crm.example", InetAddress.getByName(address), PORT))
                .hasValueSatisfying(unsafe ->
                        assertThat(unsafe.reason()).endsWith(" is " + kind + "; LEADHOOK_ALLOW_TARGETS can open it"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450::1"
            })
    void what_is_public_may_be_reached(String address) throws UnknownHostException {
        assertThat(strict.refusal("crm.example", InetAddress.getByName(address), PORT))
                .isEmpty();
    }

    @Property
    void what_the_platform_calls_local_is_never_reached(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
        var address = InetAddress.getByAddress(bytes);

        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            assertThat(strict.refusal("crm.example", address, PORT)).isPresent();
        }
    }

    @Property
    void no_ipv6_address_outside_global_unicast_is_reached(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        var address = InetAddress.getByAddress(bytes);

        if (address.getAddress().length == 16 && (bytes[0] & 0xe0) != 0x20) {
            assertThat(strict.refusal("crm.example", address, PORT)).isPresent();
        }
    }

    @Test
    void an_allowed_block_opens_what_lies_in_it_and_nothing_else() throws UnknownHostException {
        var policy = AddressPolicy.of(List.of("10.1.0.0/16", "192.168.7.7", "fd00::/8"), Set.of());

        assertThat(policy.refusal("crm", InetAddress.getByName("10.1.2.3"), PORT))
                .isEmpty();
        assertThat(policy.refusal("crm", InetAddress.getByName("10.2.2.3"), PORT))
                .isPresent();
        assertThat(policy.refusal("crm", InetAddress.getByName("192.168.7.7"), PORT))
                .isEmpty();
        assertThat(policy.refusal("crm", InetAddress.getByName("192.168.7.8"), PORT))
                .isPresent();
        assertThat(policy.refusal("crm", InetAddress.getByName("fd12::1"), PORT))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm.internal", "CRM.Internal", "crm.internal."})
    void an_allowed_host_is_opened_in_every_spelling(String host) throws UnknownHostException {
        var policy = AddressPolicy.of(List.of("crm.internal"), Set.of());
        var address = InetAddress.getByName("10.1.2.3");

        assertThat(policy.refusal(host, address, PORT)).isEmpty();
        assertThat(policy.refusal("evil." + host, address, PORT)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::ffff:127.0.0.1"})
    void own_ports_stay_closed_whatever_is_allowed(String address) throws UnknownHostException {
        var policy = AddressPolicy.of(List.of("0.0.0.0/0", "::/0", "localhost"), Set.of(8080));

        assertThat(policy.refusal("localhost", InetAddress.getByName(address), 8080))
                .isPresent();
        assertThat(policy.refusal("localhost", InetAddress.getByName(address), 8081))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8/8", "", "crm internal", "http://crm", "10.0.0.256", "*"})
    void a_target_that_is_neither_host_nor_block_is_named(String target) {
        assertThatThrownBy(() -> AddressPolicy.of(List.of(target), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + target + "'");
    }
}
