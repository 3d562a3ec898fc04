package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredTextTest {
    @ParameterizedTest
    @CsvSource({
        "Brno, Brno",
        "a\u0000b, a\ufffdb",
        "\ud83dx, \ufffdx",
        "x\ude00, x\ufffd",
        "\ude00\ud83d, \ufffd\ufffd",
        "\ud83d\ude00, \ud83d\ude00",
    })
    void only_what_cannot_be_stored_is_replaced(String sent, String stored) {
        assertThat(StoredText.clean(sent)).isEqualTo(stored);
        assertThat(StoredText.isClean(sent)).isEqualTo(sent.equals(stored));
    }

    @Property
    void a_cut_is_never_longer_and_never_halves_a_character(
            @ForAll String sent, @ForAll @IntRange(max = 20) int limit) {
        var cut = StoredText.clean(sent, limit);

        assertThat(cut.codePointCount(0, cut.length())).isLessThanOrEqualTo(limit);
        assertThat(StoredText.isClean(cut)).isTrue();
        assertThat(StoredText.clean(sent)).startsWith(cut);
    }
}
