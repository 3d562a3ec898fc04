package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a writer waits for while others wait for it. */
class RoundTest {
    private static Command command(long campaign, int passedOver) {
        return Commands.signUp(campaign, campaign * 100 + passedOver, "ada@example.com")
                .passedOver(passedOver);
    }

    @Test
    void nobody_is_waited_for_who_was_skipped_less_than_three_times() {
        var commands = List.of(command(1, 0), command(2, 2), command(1, 1));

        assertThat(Round.of(commands)).isEqualTo(new Round(commands, List.of()));
    }

    @Test
    void of_all_that_were_skipped_too_often_one_campaign_is_waited_for_and_the_others_skipped_again() {
        var free = command(1, 0);
        var less = command(2, 4);
        var newest = command(3, 0);
        var longest = command(3, 5);
        var equal = command(4, 5);
        var round = Round.of(List.of(free, less, newest, longest, equal));

        assertThat(round.waiting()).containsExactly(newest, longest);
        assertThat(round.skipping()).containsExactly(free, less, equal);
    }

    @Test
    void every_campaign_that_is_locked_for_long_has_its_turn() {
        var waiting = List.of(command(1, 3), command(2, 3), command(3, 3));
        for (long turn = 1; turn <= 3; turn++) {
            var round = Round.of(waiting);
            assertThat(round.waiting()).extracting(Command::campaign).containsExactly(turn);
            // What the writer does: whoever was waited for in vain begins anew, the others were skipped once more.
            waiting = waiting.stream()
                    .map(each -> round.waiting().contains(each)
                            ? each.passedOver(0)
                            : each.passedOver(each.passedOver() + 1))
                    .toList();
        }
        assertThat(Round.of(waiting).waiting()).isEmpty();
    }
}
