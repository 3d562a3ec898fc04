package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import leadhook.platform.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmailTest {
    @ParameterizedTest
    @CsvSource({
        "tomas@example.org, tomas@example.org",
        "' Tomas@Example.ORG\t', tomas@example.org",
        "Ada.Lovelace+News@example.org, ada.lovelace+news@example.org",
        "o'brien@mail.example.co.uk, o'brien@mail.example.co.uk",
        "ada@my-shop.example, ada@my-shop.example",
        "JÜRGEN@Bücher.example, jürgen@bücher.example",
    })
    void an_address_is_trimmed_and_lower_cased_and_nothing_else(String sent, String normal) {
        assertThat(Email.normalise(sent)).isEqualTo(normal);
    }

    @ParameterizedTest
    @MethodSource("longest")
    void the_longest_address_is_still_one(String longest) {
        assertThat(Email.normalise(longest)).isEqualTo(longest);
    }

    @ParameterizedTest
    @MethodSource({"malformed", "tooLong"})
    void anything_else_is_refused(String sent) {
        assertThatThrownBy(() -> Email.normalise(sent)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(409);
            assertThat(refusal.text()).isEqualTo("Invalid email address");
        });
    }

    static Stream<String> longest() {
        return Stream.of("a".repeat(64) + "@example.org", domainOf(252), "a@" + "b".repeat(63) + ".org");
    }

    static Stream<String> tooLong() {
        return Stream.of("a".repeat(65) + "@example.org", domainOf(253), "a@" + "b".repeat(64) + ".org");
    }

    static Stream<String> malformed() {
        return Stream.of(
                "ada",
                "@example.org",
                "ada@",
                "ada@example",
                "ada@@example.org",
                "ada@home@example.org",
                "ada@.example.org",
                "ada@example..org",
                "ada@example.org.",
                "ada@-example.org",
                "ada@example-.org",
                "ada@exa_mple.org",
                "Ada <ada@example.org>",
                "ada lovelace@example.org",
                "ada@example .org",
                "ada\u00a0b@example.org",
                "ada\u200bb@example.org",
                "ada\nb@example.org",
                "ada\u0000@example.org",
                "ada@exam\u0000ple.org",
                "ada\ud83d@example.org",
                "ada@example\udc00.org");
    }

    /** An address whose domain has so many characters, in valid labels. */
    private static String domainOf(int characters) {
        var labels = ("b".repeat(49) + ".").repeat(4);
        return "a@" + labels + "c".repeat(characters - labels.length());
    }
}
