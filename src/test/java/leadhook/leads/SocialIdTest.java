package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocialIdTest {
    @ParameterizedTest
    @CsvSource({"107646230, 36N38P", "56999, 1QN7", "61730215, 1TVVD7", "33554432, 100000", "1073741823, ZZZZZZ"})
    void published_pairs_hold_both_ways(long id, String socialId) {
        assertThat(SocialId.of(id)).isEqualTo(socialId);
        assertThat(SocialId.id(socialId)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "036N38P",
                "null",
                "undefined",
                "36N3-8P",
                "36N38P ",
                "ſ6N38P",
                "O",
                "1I",
                "ZZZZZZZZZZZZZ"
            })
    void what_no_lead_can_have_is_empty(String text) {
        assertThat(SocialId.id(text)).isEmpty();
    }

    @Property
    void every_id_comes_back_in_any_letter_case(@ForAll @LongRange(min = 1, max = (1L << 60) - 1) long id) {
        var socialId = SocialId.of(id);

        assertThat(SocialId.id(socialId)).contains(id);
        assertThat(SocialId.id(socialId.toLowerCase(Locale.ROOT))).contains(id);
    }
}
