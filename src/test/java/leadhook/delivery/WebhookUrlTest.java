package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import leadhook.platform.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://crm.example",
                "https://crm.example/hook?a=b#c",
                "HTTPS://CRM.example:8443/",
                "http://crm/hook",
                "http://localhost:9000/",
                "http://10.0.0.7/",
                "http://[::1]:8080/",
                "https://ada:secret@crm.example/",
                "http://crm.example/caf\u00e9",
                "http://crm.example./",
                "http://2130706433/"
            })
    void http_with_a_host_is_a_valid_url(String url) {
        assertThat(new WebhookUrl(url).text()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http",
                "http://",
                "http:///path",
                "https:crm.example",
                "httpx://crm.example",
                "ftp://crm.example/",
                "file:///etc/passwd",
                "//crm.example/",
                "crm.example/hook",
                "http://crm.example:70000/",
                "http://crm.example:0/",
                "http://crm.example/a b",
                "http://crm.example/\tx",
                "http://crm.example/\nx",
                "http://crm.example/\0",
                "http://[::1/",
                "http://crm.example/%zz",
                "http://0x7f.1/",
                "javascript:alert(1)"
            })
    void anything_else_is_refused(String url) {
        assertThatThrownBy(() -> new WebhookUrl(url))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(409))
                .hasMessage("Please include a valid url");
    }

    @Test
    void it_is_trimmed_and_otherwise_kept_as_given() {
        assertThat(new WebhookUrl("  https://CRM.example/Hook \n").text()).isEqualTo("https://CRM.example/Hook");
    }

    @Test
    void it_has_at_most_2048_bytes() {
        var longest = "https://crm.example/" + "a".repeat(2028);

        assertThat(new WebhookUrl(longest).text()).hasSize(2048);
        var inFewerLetters = "https://crm.example/" + "\u00e9".repeat(1_500);
        assertThatThrownBy(() -> new WebhookUrl(inFewerLetters)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> new WebhookUrl(longest + "a")).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.klaviyo.com/api, true",
        "https://crm.example/KLAVIYO, true",
        "https://crm.example/?to=Klaviyo, true",
        "https://crm.example/, false",
    })
    void klaviyo_anywhere_in_it_means_a_form(String url, boolean form) {
        assertThat(new WebhookUrl(url).formEncoded()).isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource({
        "https://ada:pw@crm.example:8443/hook?a=%20b#c, https://crm.example:8443/hook?a=%20b",
        "http://crm.example, http://crm.example",
        "http://crm.example/caf\u00e9?x=\u00fc, http://crm.example/caf%C3%A9?x=%C3%BC",
        "http://[::1]:80/%2f, http://[::1]:80/%2f",
    })
    void the_target_has_no_user_info_no_fragment_and_is_ascii(String url, String target) {
        assertThat(new WebhookUrl(url).target()).hasToString(target);
    }

    @Test
    void what_may_be_logged_holds_no_secret() {
        assertThat(new WebhookUrl("https://ada:pw@crm.example:8443/services/T0KEN?key=K3Y"))
                .hasToString("https://crm.example:8443");
    }
}
