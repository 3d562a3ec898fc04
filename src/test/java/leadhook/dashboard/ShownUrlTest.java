package leadhook.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownUrlTest {
    private static final String URL = "https://ada:secret@hooks.example.org:8443/services/T0/B1?token=abc#x";

    @Test
    void an_owner_knows_the_webhook_again_and_sees_no_password_and_no_token() {
        assertThat(ShownUrl.of(URL, true)).isEqualTo("https://hooks.example.org:8443/services/T0/B1?…");
    }

    @Test
    void a_viewer_sees_where_it_goes_and_not_the_path_that_may_be_the_secret() {
        assertThat(ShownUrl.of(URL, false)).isEqualTo("https://hooks.example.org:8443/…");
        assertThat(ShownUrl.of("http://example.org/", false)).isEqualTo("http://example.org/");
        assertThat(ShownUrl.of("http://example.org", false)).isEqualTo("http://example.org");
    }
}
