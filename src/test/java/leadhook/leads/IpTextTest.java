package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "'203.0.113.7, 10.0.0.1, 10.0.0.2', 203.0.113.7",
        "' 203.0.113.7 ,10.0.0.1', 203.0.113.7",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8::0001, 2001:db8::1",
        "::1, ::1",
        "::ffff:203.0.113.7, 203.0.113.7",
    })
    void an_address_has_one_form(String sent, String normal) {
        assertThat(IpText.normalise(sent)).contains(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "unknown",
                "localhost",
                "example.org",
                "cafe.example",
                "203.0.113",
                "203.0.113.7.1",
                "256.0.113.7",
                "3405803783",
                "0x7f.0.0.1",
                "203.0.113.0/24",
                "203.0.113.7:8080",
                "fe80::1%eth0",
                "[2001:db8::1]",
                "2001:db8",
                "2001:db8::1::2",
                ":",
                "*",
                ",203.0.113.7"
            })
    void what_is_no_literal_is_ignored(String sent) {
        assertThat(IpText.normalise(sent)).isEmpty();
    }
}
