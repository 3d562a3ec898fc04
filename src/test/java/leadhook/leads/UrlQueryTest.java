package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlQueryTest {
    @ParameterizedTest
    @CsvSource({
        "https://launch.example.org/,                https://launch.example.org/?kid=1TVVD7",
        "https://launch.example.org,                 https://launch.example.org?kid=1TVVD7",
        "https://launch.example.org/?,               https://launch.example.org/?kid=1TVVD7",
        "https://launch.example.org/?lang=cs,        https://launch.example.org/?lang=cs&kid=1TVVD7",
        "https://launch.example.org/?q=%20a+b&x#top, https://launch.example.org/?q=%20a+b&x&kid=1TVVD7#top",
        "https://launch.example.org/#/a?b=c,         https://launch.example.org/?kid=1TVVD7#/a?b=c",
        "https://launch.example.org/?kid=OLD&a=b,    https://launch.example.org/?a=b&kid=1TVVD7",
        "https://launch.example.org/?kidney=1,       https://launch.example.org/?kidney=1&kid=1TVVD7",
    })
    void a_parameter_is_added_and_the_rest_left_alone(String url, String with) {
        assertThat(UrlQuery.with(url, "kid", "1TVVD7")).isEqualTo(with);
    }

    @Test
    void parameters_are_decoded_and_the_first_of_a_name_counts() {
        var query = UrlQuery.read(
                "https://launch.example.org/a?kid=1TVVD7&KID=no&utm_source=news%20letter+x&flag&=v#kid=2");

        assertThat(query.text("utm_source")).contains("news letter x");
        assertThat(query.has("flag")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"https://launch.example.org/", "https://launch.example.org/#?kid=1TVVD7", "?kid=%zz", "?&&=&", "''"})
    void what_is_not_there_or_cannot_be_decoded_is_left_out(String url) {
        assertThat(UrlQuery.read(url).has("kid")).isFalse();
    }
}
