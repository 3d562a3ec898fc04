package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which lanes are to give way: those far behind that come nearer. */
class CatchingUpTest {
    private final CatchingUp catchingUp = new CatchingUp();

    @Test
    void a_lane_catches_up_while_more_than_5000_numbers_lie_ahead() {
        assertThat(catchingUp.look(0, 5_001)).isTrue();
        assertThat(catchingUp.look(1, 5_001)).isFalse();
    }

    @Test
    void one_whose_log_does_not_grow_comes_nearer() {
        for (long read = 0; read < 900_000; read += 64) {
            assertThat(catchingUp.look(read, 1_000_000)).isTrue();
        }
    }

    @Test
    void one_whose_log_grows_by_more_than_half_of_what_it_reads_does_not_and_is_to_rest_no_more() {
        catchingUp.look(0, 100_000);

        assertThat(catchingUp.look(999, 100_501)).as("not judged yet").isTrue();
        assertThat(catchingUp.look(1_000, 100_501)).isFalse();
        assertThat(catchingUp.look(1_500, 100_501))
                .as("judged for the next stretch")
                .isFalse();
    }

    @Test
    void one_that_comes_nearer_again_is_judged_anew() {
        catchingUp.look(0, 100_000);
        catchingUp.look(1_000, 101_000);

        assertThat(catchingUp.look(2_000, 101_500)).isTrue();
    }

    @Test
    void what_is_read_again_after_a_failure_is_no_sign_of_anything() {
        catchingUp.look(10_000, 100_000);

        assertThat(catchingUp.look(9_000, 110_000)).isTrue();
    }
}
