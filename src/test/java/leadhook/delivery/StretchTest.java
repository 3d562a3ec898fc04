package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StretchTest {
    @Test
    void what_is_not_settled_lies_together_as_long_as_nothing_settled_lies_between() {
        assertThat(Stretch.unsettled(List.of(1L, 3L, 5L, 9L, 11L, 15L), Set.of(5L)::contains))
                .containsExactly(new Stretch(1, 3, 2), new Stretch(9, 15, 3));
    }

    @Test
    void where_all_is_settled_nothing_is_left() {
        assertThat(Stretch.unsettled(List.of(1L, 3L), _ -> true)).isEmpty();
        assertThat(Stretch.unsettled(List.of(), _ -> false)).isEmpty();
    }

    @Test
    void what_is_owed_is_named_exactly() {
        assertThat(Stretch.exactly(List.of(1L, 2L, 3L, 5L, 7L, 8L)))
                .containsExactly(new Stretch(1, 3, 3), new Stretch(5, 5, 1), new Stretch(7, 8, 2));
    }
}
