package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import leadhook.platform.settings.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    private static final RetrySchedule DOCUMENTED =
            new RetrySchedule(Settings.of(Map.of()).retrySchedule());
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RandomGenerator MIDDLE = () -> 1L << 63;
    private static final Outcome FAILED = new Unreachable("timeout");

    @Test
    void an_event_has_ten_attempts_on_the_documented_schedule() {
        assertThat(DOCUMENTED.delays())
                .isEqualTo(List.of(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(14),
                        Duration.ofHours(20),
                        Duration.ofHours(24)));
        assertThat(DOCUMENTED.delayAfter(1, FAILED, NOW, MIDDLE)).hasValue(Duration.ofSeconds(5));
        assertThat(DOCUMENTED.delayAfter(9, FAILED, NOW, MIDDLE)).hasValue(Duration.ofHours(24));
        assertThat(DOCUMENTED.delayAfter(10, FAILED, NOW, MIDDLE)).isEmpty();
    }

    @Test
    void every_failure_is_tried_again_and_a_delivery_is_not() {
        assertThat(DOCUMENTED.delayAfter(1, new Delivered(204), NOW, MIDDLE)).isEmpty();
        assertThat(DOCUMENTED.delayAfter(1, new Refused(400, List.of()), NOW, MIDDLE))
                .isPresent();
        assertThat(DOCUMENTED.delayAfter(1, new Unsafe("10.0.0.7", "private"), NOW, MIDDLE))
                .isPresent();
    }

    @Property
    void jitter_moves_a_delay_by_at_most_15_percent(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int attempts) {
        var planned = DOCUMENTED.delays().get(attempts - 1).toMillis();

        var delay = DOCUMENTED
                .delayAfter(attempts, FAILED, NOW, new Random(seed))
                .orElseThrow()
                .toMillis();

        assertThat(delay).isBetween(planned * 85 / 100, planned * 115 / 100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                " 120  | PT2M",
                "86400 | PT24H",
                "86401 | PT24H",
                "99999999999999999999999999 | PT24H",
                "Sun, 01 Mar 2026 12:10:00 GMT | PT10M",
                "Sun, 08 Mar 2026 12:00:00 GMT | PT24H",
                "Sun, 01 Mar 2026 11:00:00 GMT | PT5S",
                "-120 | PT5S",
                "0 | PT5S",
                "1 | PT5S",
                "1.5 | PT5S",
                "soon | PT5S",
                "'' | PT5S",
                "\u0661\u0662\u0663 | PT5S",
                "Sun, 31 Feb 2026 12:00:00 GMT | PT5S",
            })
    void retry_after_is_a_minimum_of_at_most_a_day_and_nonsense_is_ignored(String header, Duration delay) {
        assertThat(afterRefusal(List.of(header))).isEqualTo(delay);
    }

    @Test
    void without_retry_after_the_schedule_stands() {
        assertThat(afterRefusal(List.of())).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void of_several_the_longest_counts() {
        assertThat(afterRefusal(List.of("60", "120", "soon"))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void retry_after_does_not_lengthen_a_schedule_that_is_used_up() {
        assertThat(DOCUMENTED.delayAfter(10, new Refused(429, List.of("120")), NOW, MIDDLE))
                .isEmpty();
    }

    private static Duration afterRefusal(List<String> retryAfter) {
        return DOCUMENTED
                .delayAfter(1, new Refused(429, retryAfter), NOW, MIDDLE)
                .orElseThrow();
    }
}
