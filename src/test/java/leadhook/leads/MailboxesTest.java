package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import leadhook.platform.Refusal;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is served when many wait, and how many may. */
@Timeout(30)
class MailboxesTest {
    private static final int BATCH = 256;

    private final Mailboxes mailboxes = new Mailboxes();
    private long ids;

    private Command put(long campaign) {
        return put(campaign, "");
    }

    private Command put(long campaign, String text) {
        var command = Commands.of(campaign, ++ids)
                .email("lead-" + ids + "@example.com")
                .saying(text)
                .command();
        mailboxes.put(command);
        return command;
    }

    private void put(long campaign, int count) {
        for (int i = 0; i < count; i++) {
            put(campaign);
        }
    }

    private static List<Long> campaigns(List<Command> batch) {
        return batch.stream().map(Command::campaign).toList();
    }

    @Test
    void commands_of_a_campaign_come_in_their_order() throws InterruptedException {
        put(1, 300);

        var first = mailboxes.take();
        var second = mailboxes.take();

        assertThat(first).hasSize(BATCH);
        assertThat(first).extracting(Command::newId).isSorted();
        assertThat(second).hasSize(300 - BATCH);
        assertThat(second.getFirst().newId()).isEqualTo(BATCH + 1);
    }

    @Test
    void a_busy_campaign_leaves_the_others_their_share() throws InterruptedException {
        put(1, 1_000);
        put(2, 10);
        put(3, 500);

        var shares = mailboxes.take().stream().collect(Collectors.groupingBy(Command::campaign, Collectors.counting()));

        assertThat(shares.get(2L)).isEqualTo(10);
        assertThat(shares.get(1L)).isCloseTo(shares.get(3L), Offset.offset(10L));
    }

    @Test
    void nobody_waits_for_ever_when_more_campaigns_wait_than_a_batch_takes() throws InterruptedException {
        LongStream.rangeClosed(1, 300).forEach(campaign -> put(campaign, 5));

        var first = campaigns(mailboxes.take());
        // Those that were served are busy as before.
        first.forEach(this::put);
        var second = campaigns(mailboxes.take());

        assertThat(first).hasSize(BATCH).doesNotHaveDuplicates();
        assertThat(second)
                .startsWith(LongStream.rangeClosed(BATCH + 1, 300).boxed().toArray(Long[]::new));
    }

    @Test
    void a_batch_holds_four_mebibytes_even_from_one_campaign() throws InterruptedException {
        var large = "x".repeat(1 << 20);
        for (int i = 0; i < 8; i++) {
            put(1, large);
        }
        put(2);

        var first = mailboxes.take();
        var second = mailboxes.take();

        assertThat(campaigns(first)).containsExactly(1L, 1L, 1L, 1L);
        assertThat(campaigns(second)).startsWith(2L);
    }

    @Test
    void what_is_put_back_is_served_first_and_in_its_order() throws InterruptedException {
        put(1, 3);
        var taken = mailboxes.take();
        put(1, 2);

        mailboxes.putBack(taken);

        assertThat(mailboxes.take()).extracting(Command::newId).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void what_waits_can_be_taken_back_and_what_a_batch_has_cannot() throws InterruptedException {
        var begun = put(1);
        mailboxes.take();
        var waiting = put(1);

        assertThat(mailboxes.withdraw(begun)).isFalse();
        assertThat(mailboxes.withdraw(waiting)).isTrue();
        assertThat(mailboxes.withdraw(waiting)).isFalse();
    }

    @Test
    void what_was_put_back_with_another_id_can_be_taken_back_from_amid_the_others() throws InterruptedException {
        put(1, 2);
        var command = put(1);
        put(1, 2);
        mailboxes.putBack(mailboxes.take().stream()
                .map(each -> each.withId(each.newId() + 100).passedOver(1))
                .toList());

        assertThat(mailboxes.withdraw(command)).isTrue();
        assertThat(mailboxes.take()).extracting(Command::newId).containsExactly(101L, 102L, 104L, 105L);
    }

    private Command putBulk(long campaign, Request request) {
        var command = Command.of(campaign, 0, request, Optional.empty());
        mailboxes.put(command);
        return command;
    }

    private static Request many() {
        var names = LongStream.rangeClosed(1, 250).mapToObj(Leads.Name::ofId).toList();
        return new Request.Treat(names, Treatment.VERIFY, null);
    }

    @Test
    void what_touches_many_leads_comes_after_what_people_wait_for_one_to_a_batch() throws InterruptedException {
        var first = putBulk(1, many());
        var second = putBulk(1, many());
        put(1, 10);

        assertThat(mailboxes.take()).hasSize(11).last().isEqualTo(first);
        assertThat(mailboxes.take()).containsExactly(second);
    }

    @Test
    void it_has_its_turn_however_many_others_come() throws InterruptedException {
        var ofOne = putBulk(1, many());
        var ofAnother = putBulk(2, many());
        put(3, 1_000);

        assertThat(mailboxes.take()).hasSize(64 + 1).last().isEqualTo(ofOne);
        assertThat(mailboxes.take()).hasSize(64 + 1).last().isEqualTo(ofAnother);
    }

    @Test
    void a_deletion_has_the_batch_of_its_campaign_for_itself() throws InterruptedException {
        put(1, 3);
        var deletion = putBulk(1, new Request.Delete(List.of(Leads.Name.ofId(7)), null));
        put(2, 2);

        assertThat(campaigns(mailboxes.take())).containsExactly(2L, 2L, 1L);
        assertThat(deletion.answer()).isNotDone();
        assertThat(campaigns(mailboxes.take())).containsExactly(1L, 1L, 1L);
    }

    @Test
    void a_command_weighs_all_that_was_sent_with_it() {
        var utm = Map.of("utm_source", "newsletter");
        var origin = new Origin("source", "session", "request", "agent", "https://launch.example.org/", null);
        var signup = new Signup(
                new Contact("ada@example.com", "+420777000111"),
                CustomFields.NONE,
                utm,
                null,
                null,
                "203.0.113.7",
                "visitor",
                "https://news.example.net/",
                "https://launch.example.org/done",
                origin,
                false,
                false,
                false,
                false);
        var texts = List.of(
                "ada@example.com",
                "+420777000111",
                "{}",
                "utm_source",
                "newsletter",
                "203.0.113.7",
                "visitor",
                "https://news.example.net/",
                "https://launch.example.org/done",
                "source",
                "session",
                "request",
                "agent",
                "https://launch.example.org/");

        assertThat(Command.of(1, 1, new Request.SignUp(signup, Optional.empty()), Optional.empty())
                        .weight())
                .isEqualTo(1_000 + texts.stream().mapToInt(String::length).sum());
    }

    @Test
    void a_campaign_and_all_together_may_have_so_many_waiting() {
        put(1, 4_000);
        assertBusy(1);
        put(2, 4_000);
        put(3, 2_000);
        assertBusy(4);
    }

    @Test
    void so_many_bytes_may_wait_and_room_comes_back_when_some_are_taken() throws InterruptedException {
        var large = "x".repeat(16 << 20);
        for (int i = 0; i < 3; i++) {
            put(i, large);
        }
        assertThatThrownBy(() -> put(9, large)).isInstanceOf(Refusal.class);

        mailboxes.take();

        assertThat(put(9, large).campaign()).isEqualTo(9);
    }

    private void assertBusy(long campaign) {
        assertThatThrownBy(() -> put(campaign)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.retryAfter()).isNotNull();
        });
    }

    @Test
    void after_the_end_what_waits_is_served_and_nothing_is_taken_in() throws InterruptedException {
        put(1);
        mailboxes.close();

        assertBusy(1);
        assertThat(mailboxes.take()).hasSize(1);
        assertThat(mailboxes.take()).isEmpty();
    }
}
