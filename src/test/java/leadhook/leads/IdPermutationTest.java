package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdPermutationTest {
    private static final long SIX = 1073741823L - 33554432L + 1;
    private static final long SEVEN = (1L << 35) - (1L << 30);

    private final IdPermutation ids = new IdPermutation("a key made once".getBytes(StandardCharsets.UTF_8));

    @Property(tries = 200)
    void the_first_ids_have_six_characters(@ForAll @LongRange(max = SIX - 1) long n) {
        assertThat(ids.id(n)).isBetween(33554432L, 1073741823L);
        assertThat(SocialId.of(ids.id(n))).hasSize(6);
    }

    @Property(tries = 200)
    void the_later_ids_have_seven(@ForAll @LongRange(min = SIX, max = SIX + SEVEN - 1) long n) {
        assertThat(SocialId.of(ids.id(n))).hasSize(7);
    }

    @Property(tries = 20)
    void no_two_leads_share_an_id_under_any_key(
            @ForAll @Size(32) byte[] key, @ForAll @LongRange(max = SIX + SEVEN - 2_000) long from) {
        var anyIds = new IdPermutation(key);

        assertThat(LongStream.range(from, from + 2_000).map(anyIds::id).distinct())
                .hasSize(2_000);
    }

    @Test
    void ids_can_be_followed_neither_up_nor_down() {
        var first = LongStream.range(0, 2_000).map(ids::id).toArray();
        long ascents = LongStream.range(1, first.length)
                .filter(i -> first[(int) i] > first[(int) i - 1])
                .count();
        long inLowerHalf =
                Arrays.stream(first).filter(id -> id < 33554432L + SIX / 2).count();

        assertThat(ascents).isBetween(900L, 1_100L);
        assertThat(inLowerHalf).isBetween(850L, 1_150L);
    }

    @Test
    void a_key_gives_the_same_ids_again_and_another_key_others() {
        var again = new IdPermutation("a key made once".getBytes(StandardCharsets.UTF_8));
        var others = new IdPermutation("another key".getBytes(StandardCharsets.UTF_8));

        assertThat(LongStream.range(0, 100).map(again::id).toArray())
                .containsExactly(LongStream.range(0, 100).map(ids::id).toArray());
        assertThat(LongStream.range(0, 100).map(others::id).toArray())
                .doesNotContain(LongStream.range(0, 100).map(ids::id).toArray());
    }

    /** Ids in a database outlive every release, so this order may never change. Worked out apart from our code. */
    @Test
    void the_order_of_a_key_is_fixed_for_ever() {
        assertThat(LongStream.of(0, 1, 2, SIX, SIX + 1).map(ids::id).toArray())
                .containsExactly(436723431, 684093230, 499072501, 7756478495L, 23861862848L);
    }

    @Test
    void beyond_the_last_id_there_is_none() {
        assertThat(ids.id(SIX + SEVEN - 1)).isPositive();
        assertThatThrownBy(() -> ids.id(SIX + SEVEN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ids.id(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ids.id(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
