package leadhook.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.HeldRows;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is found where nothing is wrong, and each thing that can go wrong is found as what it is. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyTest {
    /** Not shared: what this test leaves behind is wrong on purpose. */
    private final World world = World.ofItsOwn(HandOver.MEMORY);

    private final Receiver crm = Receiver.start();
    private final Receiver broken = Receiver.start();

    @BeforeAll
    void break_one_receiver() {
        broken.answers(500);
    }

    @AfterAll
    void close() {
        world.close();
        crm.close();
        broken.close();
    }

    @Test
    void a_campaign_with_traffic_is_clean_and_every_invariant_was_asked_of_something() {
        var lived = LivedIn.in(world, crm, broken);
        world.verify(lived.campaign());

        lived.by(Corruption.Deletion.WHOLE);

        var report = lived.verified();
        assertThat(report.violations()).isEmpty();
        assertThat(report.checked()).hasSize(Invariant.values().length).allMatch(each -> each.rows() > 0);
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void what_is_wrong_is_found_and_nothing_else_is_blamed(Corruption corruption) {
        var lived = LivedIn.in(world, crm, broken);

        lived.by(corruption.statements);

        var report = lived.verified();
        assertThat(report.broken()).as(report.violations().toString()).containsExactly(corruption.broken);
        assertThat(report.violations())
                .allMatch(words -> words.contains("campaign " + lived.campaign().id()))
                .noneMatch(words -> words.contains("@"));
    }

    /** Campaigns with a past whose days are gone, made all at once. */
    private final Deque<TestCampaign> aged = new ArrayDeque<>();

    private LivedIn aged() {
        if (aged.isEmpty()) {
            int many = Corruption.values().length + GoneDayCorruption.values().length + 1;
            for (int i = 0; i < many; i++) {
                var campaign = world.campaign();
                aged.add(campaign);
                campaign.subscribe(crm.url("/past/" + campaign.id()), "score_change");
                campaign.signUp("old@example.com");
                campaign.signUp("older@example.com");
            }
            world.deliverDue();
            world.advance(Duration.ofDays(31)).retain();
        }
        return LivedIn.in(world, aged.remove(), crm, broken);
    }

    @Test
    void a_campaign_whose_first_days_are_gone_is_clean() {
        var lived = aged();
        assertThat(lived.base()).isPositive();

        assertThat(lived.verified().violations()).isEmpty();
        world.verify();
    }

    @ParameterizedTest
    @EnumSource(
            value = Corruption.class,
            mode = EnumSource.Mode.EXCLUDE,
            // Whether a referrer was deleted may have been told in a day that is gone; and it has a beginning already.
            names = {"REFERRED_BY_NOBODY", "THE_LOG_BEGINS_BEYOND_ITS_END"})
    void what_is_wrong_is_found_as_well_when_the_first_days_are_gone(Corruption corruption) {
        var lived = aged();

        lived.by(corruption.statements);

        var report = lived.verified();
        assertThat(report.broken()).as(report.violations().toString()).containsExactly(corruption.broken);
    }

    @ParameterizedTest
    @EnumSource(GoneDayCorruption.class)
    void what_is_wrong_with_a_day_that_is_gone_is_found(GoneDayCorruption corruption) {
        var lived = aged();

        lived.by(corruption.statements);

        var report = lived.verified();
        // Where a log begins is what other checks stand on.
        assertThat(report.broken()).as(report.violations().toString()).contains(corruption.broken);
    }

    @Test
    void another_campaign_is_not_blamed() {
        var wrong = LivedIn.in(world, crm, broken);
        var right = LivedIn.in(world, crm, broken);

        wrong.by(Corruption.EVENT_LOST.statements);

        assertThat(right.verified().violations()).isEmpty();
    }

    @Test
    void an_event_in_gaps_or_given_up_is_accounted_for() {
        var lived = LivedIn.in(world, crm, broken);

        lived.by("""
                insert into gaps (webhook_id, from_seq, to_seq, reason, at) values (:down, 1, (select last_seq from campaign_state where campaign_id = :campaign), 'skipped', now());
                delete from retries where webhook_id = :down
                """);

        assertThat(lived.verified().violations()).isEmpty();
    }

    @Test
    void a_webhook_deleted_by_its_owner_leaves_nothing_wrong_behind() {
        var lived = LivedIn.in(world, crm, broken);
        var campaign = lived.campaign();

        var deleted = Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "url=" + broken.url("/" + campaign.id()),
                "Authorization",
                campaign.key());

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(lived.verified().violations()).isEmpty();
    }

    @Test
    void what_is_settled_ahead_of_an_exchange_that_hangs_is_no_violation() throws InterruptedException {
        try (var own = World.ofItsOwn(HandOver.MEMORY);
                var slow = Receiver.start()) {
            var campaign = own.campaign();
            campaign.subscribe(slow.url(), "new_signup");
            slow.hangs();
            campaign.signUp("first@example.com");
            own.startDue();
            slow.awaitRequests(1);
            slow.answersBy(_ -> Receiver.Answer.of(200));

            IntStream.range(0, 20).forEach(i -> campaign.signUp("lead" + i + "@example.com"));
            own.verify();
            slow.release();
            own.deliverDue();
            own.verify();
        }
    }

    @Test
    void what_could_not_be_checked_in_time_is_no_reason_to_be_content() {
        try (var own = World.ofItsOwn(HandOver.MEMORY)) {
            var campaign = own.campaign();
            campaign.signUp("ada@example.com");
            try (var _ = HeldRows.of(own.address(), "lock table standings in access exclusive mode")) {
                var report = Verify.of(own.database()).campaign(campaign.id());

                assertThat(report.violations())
                        .containsExactly("standings: campaign %d: not checked within 5 s: the whole campaign"
                                .formatted(campaign.id()));
            }
            own.verify();
        }
    }

    @Test
    void nothing_is_found_while_leads_flow_and_deliveries_run() throws InterruptedException {
        try (var own = World.ofItsOwn(HandOver.MEMORY)) {
            var ended = new AtomicBoolean();
            var flow = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 12; i++) {
                    LivedIn.in(own, crm, broken);
                }
                ended.set(true);
            });
            int times = 0;
            while (flow.isAlive()) {
                own.verify();
                times++;
            }
            flow.join();

            assertThat(ended).isTrue();
            assertThat(times).isPositive();
            own.verify();
        }
    }
}
