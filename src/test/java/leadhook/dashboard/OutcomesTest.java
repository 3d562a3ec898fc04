package leadhook.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import leadhook.delivery.Told;
import leadhook.log.EventType;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private final Outcomes outcomes = new Outcomes();

    @Test
    void a_busy_campaign_hides_nothing_of_another() {
        long position = outcomes.watch(1);
        outcomes.watch(2);

        outcomes.tell(List.of(told(1, 7)));
        IntStream.range(0, 5_000).forEach(seq -> outcomes.tell(List.of(told(2, seq), told(3, seq))));

        var some = outcomes.after(position, 1);
        assertThat(some.told()).containsExactly(told(1, 7));
        assertThat(outcomes.after(some.position(), 1).told()).isEmpty();
    }

    @Test
    void who_looks_too_seldom_misses_the_oldest() {
        long position = outcomes.watch(1);

        IntStream.range(0, 2_100).forEach(seq -> outcomes.tell(List.of(told(1, seq))));

        assertThat(outcomes.after(position, 1).told())
                .hasSize(2_000)
                .startsWith(told(1, 100))
                .endsWith(told(1, 2_099));
    }

    @Test
    void nothing_is_kept_for_nobody() {
        long first = outcomes.watch(1);
        outcomes.watch(1);
        outcomes.leave(1);
        outcomes.tell(List.of(told(1, 1)));
        assertThat(outcomes.after(first, 1).told()).hasSize(1);
        outcomes.leave(1);
        assertThat(outcomes.isWatched()).isFalse();

        outcomes.tell(List.of(told(1, 2)));

        outcomes.watch(1);
        assertThat(outcomes.after(0, 1).told()).isEmpty();
    }

    private static Told told(long campaign, long seq) {
        return new Told(campaign, 1, seq, EventType.NEW_SIGNUP, 1, 1, "first", Instant.EPOCH, 1, 200, null);
    }
}
