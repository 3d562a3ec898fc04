package leadhook.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import leadhook.dashboard.Signups.Hour;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SignupsTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private static Instant hour(int hours) {
        return MIDNIGHT.plus(Duration.ofHours(hours));
    }

    @Test
    void without_a_row_nothing_came() {
        assertThat(new Signups(List.of(), 7).between(List.of(hour(0), hour(24), hour(48))))
                .containsExactly(0L, 0L);
    }

    @Test
    void what_came_in_an_hour_is_what_there_was_more_before_the_next() {
        var signups = new Signups(List.of(new Hour(hour(1), 10), new Hour(hour(30), 13)), 20);

        assertThat(signups.between(List.of(hour(0), hour(24), hour(48)))).containsExactly(3L, 7L);
        assertThat(signups.since(hour(24))).isEqualTo(7);
    }

    /** However many came in which hour, drawing finds them again. */
    @Property(tries = 200)
    void every_signup_is_in_one_bucket(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 0, max = 5) Integer> counts,
            @ForAll @IntRange(min = 1, max = 30) int width) {
        var hours = new ArrayList<Hour>();
        long before = 100;
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                hours.add(new Hour(hour(i), before));
            }
            before += counts.get(i);
        }
        var edges = new ArrayList<Instant>();
        for (int i = 0; i <= counts.size() + width; i += width) {
            edges.add(hour(i));
        }

        var found = new Signups(hours, before).between(edges);

        var expected = new ArrayList<Long>();
        for (int i = 0; i + width <= counts.size() + width && expected.size() < edges.size() - 1; i += width) {
            expected.add(counts.stream()
                    .skip(i)
                    .limit(width)
                    .mapToLong(Integer::longValue)
                    .sum());
        }
        assertThat(found).isEqualTo(expected);
    }
}
