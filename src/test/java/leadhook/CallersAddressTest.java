package leadhook;

import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import leadhook.platform.settings.Setting;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Behind a proxy that is trusted, a caller is whom it names; and one address gets so many calls a minute (contract Q50). */
class CallersAddressTest {
    private static final int CALLS = 5;
    private static final World WORLD = World.ofItsOwn(
            HandOver.MEMORY,
            Map.of(
                    Setting.TRUSTED_PROXIES,
                    "127.0.0.1,10.0.0.0/8,fd00::/8",
                    Setting.RATE_LIMIT,
                    String.valueOf(CALLS)));

    private final TestCampaign campaign = WORLD.campaign();

    @AfterAll
    static void close() {
        WORLD.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.7                              | 203.0.113.7
            198.51.100.9, 203.0.113.8                | 203.0.113.8
            203.0.113.9, 10.1.2.3                    | 203.0.113.9
            203.0.113.10, fd00::1, 10.1.2.3          | 203.0.113.10
            203.0.113.11:4711                        | 203.0.113.11
            [2001:db8::11]:4711                      | 2001:db8::11
            2001:DB8:0::12                           | 2001:db8::12
            ::ffff:203.0.113.14, ::ffff:10.1.2.3     | 203.0.113.14
            203.0.113.12, localhost                  | 127.0.0.1
            203.0.113.13, unknown, 10.1.2.3          | 10.1.2.3
            """)
    void the_last_address_that_is_no_proxy_of_ours_is_the_callers(String forwarded, String ip) {
        WORLD.advance(Duration.ofMinutes(1));

        var lead = signUp(forwarded, "ada@example.com");

        assertThat(lead.json().path("ip").asText()).isEqualTo(ip);
    }

    @Test
    void a_line_that_the_proxy_adds_counts_more_than_what_was_sent() {
        WORLD.advance(Duration.ofMinutes(1));

        var lead = Web.postJson(
                campaign.url(""),
                "{\"email\": \"ada@example.com\"}",
                "Authorization",
                campaign.key(),
                "X-Forwarded-For",
                "198.51.100.1",
                "X-Forwarded-For",
                "203.0.113.20");

        assertThat(lead.json().path("ip").asText()).isEqualTo("203.0.113.20");
    }

    @Test
    void what_a_stranger_says_of_himself_counts_for_nothing() {
        var open = World.shared(HandOver.MEMORY);
        var other = open.campaign();

        var lead = Web.postJson(
                other.url(""),
                "{\"email\": \"ada@example.com\"}",
                "Authorization",
                other.key(),
                "X-Forwarded-For",
                "203.0.113.7");

        assertThat(lead.json().path("ip").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void an_address_that_calls_too_often_waits_and_others_do_not() {
        for (int i = 0; i < CALLS; i++) {
            assertThat(signUp("203.0.113.50", "a" + i + "@example.com").status())
                    .isEqualTo(200);
        }

        var refused = signUp("203.0.113.50", "late@example.com");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json()).isEqualTo(message("Rate limit exceeded"));
        // Five a minute are one in twelve seconds.
        assertThat(refused.raw().headers().firstValue("Retry-After")).contains("12");
        assertThat(signUp("203.0.113.51", "other@example.com").status()).isEqualTo(200);
        WORLD.advance(Duration.ofSeconds(12));
        assertThat(signUp("203.0.113.50", "late@example.com").status()).isEqualTo(200);
        assertThat(signUp("203.0.113.50", "later@example.com").status()).isEqualTo(429);
        assertThat(Web.get(WORLD.url() + "/health/live", "X-Forwarded-For", "203.0.113.50")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_network_of_the_sixth_version_is_one_address() {
        for (int i = 0; i < CALLS; i++) {
            assertThat(signUp("2001:db8:5::" + i, "b" + i + "@example.com").status())
                    .isEqualTo(200);
        }

        assertThat(signUp("2001:db8:5::ffff", "late@example.com").status()).isEqualTo(429);
        assertThat(signUp("2001:db8:5:1::1", "other@example.com").status()).isEqualTo(200);
    }

    private Reply signUp(String forwarded, String email) {
        return Web.postJson(
                campaign.url(""),
                "{\"email\": \"" + email + "\"}",
                "Authorization",
                campaign.key(),
                "X-Forwarded-For",
                forwarded);
    }
}
