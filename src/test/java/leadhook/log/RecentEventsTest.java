package leadhook.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What memory holds of the logs, and what it lets go. */
class RecentEventsTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final String SMALL = "{}";
    private static final String HALF_A_MEBIBYTE = "x".repeat(1 << 19);

    private final RecentEvents recent = new RecentEvents(64 * MEBIBYTE);

    private static Event event(long campaign, long seq, String body) {
        return new Event(campaign, seq, Instant.EPOCH, EventType.NEW_SIGNUP, seq, null, body, seq, null);
    }

    private static List<Event> events(long campaign, long first, long last, String body) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seq -> event(campaign, seq, body))
                .toList();
    }

    private static void assertHolds(Optional<Slice> slice, long first, long through) {
        assertThat(slice).hasValueSatisfying(found -> {
            assertThat(found.events())
                    .extracting(Event::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(first, through).boxed().toList());
            assertThat(found.through()).isEqualTo(through);
        });
    }

    @Test
    void a_stretch_is_found_by_its_numbers() {
        recent.add(events(7, 1, 10, SMALL));
        recent.add(events(7, 11, 20, SMALL));

        assertHolds(recent.read(7, 3, 15, 100), 3, 15);
        assertHolds(recent.read(7, 3, 15, 5), 3, 7);
        assertHolds(recent.read(7, 18, 40, 100), 18, 20);
    }

    @Test
    void what_is_not_here_whole_is_left_to_the_table() {
        recent.add(events(7, 5, 10, SMALL));

        assertThat(recent.read(7, 4, 10, 100)).isEmpty();
        assertThat(recent.read(7, 11, 12, 100)).isEmpty();
        assertThat(recent.read(8, 5, 10, 100)).isEmpty();
    }

    @Test
    void nothing_is_kept_of_a_day_that_goes() {
        var next = Instant.EPOCH.plus(Duration.ofDays(1));
        recent.add(events(7, 1, 5, SMALL));
        recent.add(List.of(new Event(7, 6, next, EventType.NEW_SIGNUP, 6, null, SMALL, 6L, null)));
        recent.add(events(8, 1, 5, SMALL));

        recent.forgetThrough(LocalDate.EPOCH);

        assertThat(recent.read(7, 5, 6, 100)).isEmpty();
        assertHolds(recent.read(7, 6, 6, 100), 6, 6);
        recent.add(events(8, 6, 7, SMALL));
        assertHolds(recent.read(8, 6, 7, 100), 6, 7);
    }

    @Test
    void nothing_is_kept_from_before_a_gap() {
        recent.add(events(7, 1, 5, SMALL));
        recent.add(events(7, 8, 9, SMALL));

        assertThat(recent.read(7, 5, 9, 100)).isEmpty();
        assertHolds(recent.read(7, 8, 9, 100), 8, 9);
    }

    @Test
    void a_campaign_keeps_its_newest_four_mebibytes() {
        recent.add(events(7, 1, 20, HALF_A_MEBIBYTE));

        assertThat(recent.read(7, 13, 20, 100)).isEmpty();
        assertHolds(recent.read(7, 14, 20, 100), 14, 20);
    }

    @Test
    void beyond_the_bound_the_campaign_that_was_quiet_longest_goes() {
        var small = new RecentEvents(4 * MEBIBYTE);
        small.add(events(1, 1, 3, HALF_A_MEBIBYTE));
        small.add(events(2, 1, 3, HALF_A_MEBIBYTE));
        // Reading counts as being busy.
        assertHolds(small.read(1, 1, 3, 100), 1, 3);

        small.add(events(3, 1, 3, HALF_A_MEBIBYTE));

        assertThat(small.read(2, 1, 3, 100)).isEmpty();
        assertHolds(small.read(1, 1, 3, 100), 1, 3);
        assertHolds(small.read(3, 1, 3, 100), 1, 3);
    }

    @Test
    void what_was_let_go_makes_room_again() {
        var small = new RecentEvents(4 * MEBIBYTE);
        for (long campaign = 1; campaign <= 100; campaign++) {
            small.add(events(campaign, 1, 4, HALF_A_MEBIBYTE));
        }

        assertHolds(small.read(100, 1, 4, 100), 1, 4);
        assertThat(small.read(98, 1, 4, 100)).isEmpty();
    }

    @Test
    void with_no_memory_all_is_left_to_the_table() {
        var none = new RecentEvents(0);
        none.add(events(7, 1, 3, SMALL));

        assertThat(none.read(7, 1, 3, 100)).isEmpty();
    }
}
