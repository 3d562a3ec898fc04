package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PhoneNumberTest {
    @ParameterizedTest(name = "{0} with country {1}, campaign in {2}: {3}")
    @CsvSource({
        "+18779211031,       ,    , +18779211031",
        "+1 (877) 921-1031,  ,    , +18779211031",
        "0018779211031,      ,    , +18779211031",
        "310-555-1234,       ,    , +13105551234",
        "310-555-1234,       1,   , +13105551234",
        "310-555-1234,       +1,  , +13105551234",
        "310-555-1234,       001, , +13105551234",
        "310-555-1234,       US,  , +13105551234",
        "310.555.1234,       us,  , +13105551234",
        "030 901820,         DE,  , +4930901820",
        "030 901820,         ,  DE, +4930901820",
        "030 901820,         , +49, +4930901820",
        "310-555-1234,       US,DE, +13105551234",
        "+49 30 901820,      US,  , +4930901820",
        "0049 30 901820,     US,  , +4930901820",
        "+49 30 901820,      XX,  , +4930901820",
        "[020] 7946–0018,    GB,  , +442079460018",
        "+12345678,          ,    , +12345678",
        "+123456789012345,   ,    , +123456789012345",
    })
    void a_number_becomes_e164(
            String sent, @Nullable String countryCode, @Nullable String defaultCountry, String expected) {
        assertThat(PhoneNumber.normalise(sent, countryCode, defaultCountry)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with country {1}")
    @CsvSource({
        "5551234,           ",
        "030901820,         ",
        "+1234567,          ",
        "+1234567890123456, ",
        "+0123456789,       ",
        "++18779211031,     ",
        "1+8779211031,      ",
        "call me,           ",
        "310-555-1234 x5,   ",
        "-,                 ",
        "310-555-1234,    XX",
        "310-555-1234,   USA",
        "310-555-1234,     0",
        "310-555-1234, 12345",
        "310-555-1234,    +1+",
    })
    void what_is_no_number_or_of_no_known_country_is_refused(String sent, @Nullable String countryCode) {
        assertRefused(sent, countryCode);
    }

    @ParameterizedTest
    @MethodSource("unstorable")
    void what_cannot_be_stored_is_refused(String sent) {
        assertRefused(sent, null);
    }

    static Stream<String> unstorable() {
        return Stream.of("+18779211\u0000031", "+1877921103\ud83d", "\udc00+18779211031", "+١٨٧٧٩٢١١٠٣١");
    }

    private static void assertRefused(String sent, @Nullable String countryCode) {
        assertThatThrownBy(() -> PhoneNumber.normalise(sent, countryCode, null))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(409);
                    assertThat(refusal.text()).isEqualTo("Invalid phone number");
                });
    }
}
