package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import leadhook.platform.database.DayPartitions;
import leadhook.testkit.HandOver;
import leadhook.testkit.HeldRows;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.SteadySignups;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days go when they are older than is kept, and what was not delivered of them is named first. */
@Timeout(120)
class RetentionTest {
    /** From the beginning of a world until its first day is older than 30 days. */
    private static final Duration A_MONTH = Duration.ofDays(31);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of its own: what goes, goes for all campaigns. */
    private final World world = World.ofItsOwn(HandOver.MEMORY);

    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();
    private final Receiver down = Receiver.start();
    private int leads;

    @AfterEach
    void close() {
        world.close();
        crm.close();
        down.close();
    }

    private void signUp(int more) {
        for (int i = 0; i < more; i++) {
            // Each has two events: new_signup and new_signup_not_excluded.
            campaign.signUp("lead%d@example.com".formatted(leads++));
        }
    }

    private List<String> gaps(long webhook) {
        return world.database()
                .list(
                        "select from_seq || '-' || to_seq || ' ' || reason from gaps where webhook_id = ? order by from_seq",
                        row -> row.getString(1),
                        webhook);
    }

    private long count(String sql, Object... values) {
        return world.database().first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    private boolean isThere(String partition) {
        return count("select count(*) from pg_class where relname = ?", partition) > 0;
    }

    private void wellAgain() {
        down.answers(200);
        signUp(1);
        world.advance(Duration.ofMinutes(1)).deliverDue();
        world.verify();
    }

    @Test
    void a_day_that_was_delivered_goes_and_leaves_nothing_behind() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        signUp(3);
        world.deliverDue();
        world.advance(A_MONTH.minusDays(1)).retain();
        assertThat(isThere("events_20260302")).isTrue();

        world.advance(Duration.ofDays(1)).retain();

        assertThat(isThere("events_20260302")).isFalse();
        assertThat(isThere("attempts_20260302")).isFalse();
        assertThat(gaps(webhook)).isEmpty();
        assertThat(campaign.explain(webhook, 1)).isEqualTo("Event 1 is no longer kept.");
        world.verify();
        wellAgain();
        assertThat(crm.acceptedMessages()).hasSize(4);
        assertThat(campaign.explain(webhook, 7)).startsWith("Event 7 (new_signup) was delivered at 2026-04-02");
    }

    @Test
    void what_was_unread_or_owed_is_named_with_exact_numbers_whatever_state_its_webhook_is_in() {
        long paused = campaign.subscribe(crm.url("/paused"), "new_signup");
        campaign.operator("POST", paused, "/pause", "{}");
        long owing = campaign.subscribe(down.url("/owing"), "new_signup");
        long idle = campaign.subscribe(crm.url("/idle"), "deleted");
        long gone = campaign.subscribe(down.url("/gone"), "new_signup", "new_signup_not_excluded");
        down.answersBy(received -> Answer.of(received.path().equals("/gone") ? 410 : 500));
        signUp(3);
        world.deliverDue();
        assertThat(campaign.webhook(gone).path("state").asText()).isEqualTo("disabled");
        assertThat(count("select count(*) from retries where webhook_id = ?", owing))
                .isEqualTo(3);
        assertThat(campaign.webhook(owing).path("expires").asText()).isEqualTo("2026-04-02T00:00:00Z");

        world.advance(A_MONTH).retain();

        assertThat(gaps(paused)).containsExactly("1-5 expired");
        assertThat(gaps(owing)).containsExactly("1-1 expired", "3-3 expired", "5-5 expired");
        assertThat(gaps(idle)).isEmpty();
        assertThat(gaps(gone)).containsExactly("1-6 expired");
        for (long webhook : List.of(paused, owing, idle, gone)) {
            var seen = campaign.webhook(webhook);
            assertThat(seen.path("position").asLong()).isEqualTo(6);
            assertThat(seen.path("owed").asLong()).isZero();
            assertThat(seen.path("expires").isNull()).isTrue();
        }
        assertThat(campaign.webhook(gone).path("state").asText()).isEqualTo("disabled");
        assertThat(campaign.explain(owing, 3))
                .isEqualTo("Event 3 is no longer kept, and was not delivered when it expired at 2026-04-02T09:15:44Z.");
        assertThat(campaign.explain(idle, 3)).isEqualTo("Event 3 is no longer kept.");
        assertThat(isThere("events_20260302")).isFalse();
        world.verify();

        campaign.operator("POST", paused, "/resume", "{}");
        campaign.operator("POST", gone, "/resume", "{}");
        wellAgain();
        assertThat(crm.acceptedMessages()).hasSize(1);
        assertThat(down.acceptedRequests())
                .extracting(received -> received.header("webhook-id"))
                .hasSize(3);
    }

    @Test
    void a_lane_in_the_middle_keeps_what_is_settled_ahead_and_loses_only_the_day() {
        var answer = new CountDownLatch(1);
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("before@example.com");
        world.deliverDue();
        crm.answersBy(received -> {
            if (received.text().contains("slow@")) {
                await(answer);
            }
            return Answer.of(200);
        });
        campaign.signUp("slow@example.com");
        signUp(2);
        world.startDue();
        settleAllButOne();
        // Of the next day, which stays.
        world.advance(Duration.ofDays(1));
        signUp(1);
        world.startDue();
        settleAllButOne();
        assertThat(campaign.webhook(webhook).path("position").asLong()).isEqualTo(2);
        campaign.operator("POST", webhook, "/pause", "{}");
        signUp(1);

        world.advance(A_MONTH.minusDays(1)).retain();

        assertThat(gaps(webhook)).containsExactly("3-3 expired");
        assertThat(campaign.webhook(webhook).path("position").asLong()).isEqualTo(8);
        world.verify();
        answer.countDown();
        world.deliverDue();
        assertThat(campaign.explain(webhook, 3)).startsWith("Event 3 was delivered at 2026-03-02");
        assertThat(count("select count(*) from attempts where trigger = 'late' and seq = 3"))
                .isEqualTo(1);
        world.verify();
        campaign.operator("POST", webhook, "/resume", "{}");
        wellAgain();
        // What was settled ahead is not sent again, what lay ahead is.
        assertThat(crm.repeats()).isZero();
        assertThat(crm.acceptedMessages()).hasSize(7);
    }

    private void settleAllButOne() {
        var delivery = world.server().delivery();
        while (delivery.openExchanges() > 1 || delivery.settle() || delivery.runReady()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_outcome_that_comes_after_the_day_has_gone_moves_nothing() {
        long webhook = campaign.subscribe(down.url(), "new_signup");
        down.hangs();
        campaign.signUp("ada@example.com");
        world.startDue();
        while (down.held() == 0) {
            Thread.onSpinWait();
        }
        world.advance(A_MONTH).retain();
        assertThat(gaps(webhook)).containsExactly("1-1 expired");

        down.answers(500).release();
        world.deliverDue();

        assertThat(campaign.webhook(webhook).path("owed").asLong()).isZero();
        assertThat(campaign.explain(webhook, 1)).contains("was not delivered when it expired at");
        wellAgain();
    }

    /** So many steps are made, then the server crashes and another goes on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void a_crash_after_any_step_loses_nothing_and_repeats_nothing(int steps) {
        long paused = campaign.subscribe(crm.url("/paused"), "new_signup");
        campaign.operator("POST", paused, "/pause", "{}");
        long owing = campaign.subscribe(down.url("/owing"), "new_signup");
        down.answers(500);
        signUp(3);
        world.deliverDue();
        world.advance(A_MONTH);
        world.server().retention().plan();
        for (int i = 0; i < steps; i++) {
            world.server().retention().step();
            world.verify();
        }

        world.crash();
        world.database().update("update jobs set until = now() - interval '1 second'");
        world.retain();

        assertThat(gaps(paused)).containsExactly("1-5 expired");
        assertThat(gaps(owing)).containsExactly("1-1 expired", "3-3 expired", "5-5 expired");
        assertThat(isThere("events_20260302")).isFalse();
        assertThat(isThere("attempts_20260302")).isFalse();
        assertThat(count("select count(*) from jobs where ended_at is null")).isZero();
        world.verify();
        wellAgain();
    }

    @Test
    void of_two_servers_one_has_the_job_and_who_lost_it_changes_nothing() {
        long paused = campaign.subscribe(crm.url("/paused"), "new_signup");
        campaign.operator("POST", paused, "/pause", "{}");
        signUp(3);
        world.advance(A_MONTH);
        try (var other = world.another()) {
            world.database().update("delete from jobs");
            world.server().retention().plan();
            other.server().retention().plan();
            assertThat(count("select count(*) from jobs where kind = 'drop_events'"))
                    .isEqualTo(1);
            world.server().retention().step();
            world.database().update("delete from jobs where kind <> 'drop_events'");

            assertThat(other.server().retention().step()).isFalse();

            world.database().update("update jobs set until = now() - interval '1 second'");
            assertThat(other.server().retention().step()).isTrue();
            assertThat(gaps(paused)).containsExactly("1-5 expired");
            // The first one goes on with what it thinks is its job.
            world.server().retention().step();
            assertThat(world.server().retention().step()).isFalse();
            other.retain();
        }
        assertThat(gaps(paused)).containsExactly("1-5 expired");
        assertThat(isThere("events_20260302")).isFalse();
        world.verify();
    }

    @Test
    void signups_flow_while_a_reader_keeps_a_day_from_going_and_it_goes_when_he_is_done() throws InterruptedException {
        campaign.subscribe(crm.url(), "new_signup");
        signUp(3);
        world.deliverDue();
        world.advance(A_MONTH);
        signUp(1);
        var inbound = campaign.inbound();
        try (var signups = new SteadySignups(4, "flow.example.com")) {
            signups.to(URI.create(inbound));
            signups.await(10, PATIENCE);
            try (var _ = HeldRows.of(world.address(), "select count(*) from events")) {
                var going = CompletableFuture.runAsync(world::retain);
                while (!isWaiting()) {
                    Thread.onSpinWait();
                }
                signups.await(100, PATIENCE);
                // A day that is needed is made meanwhile, too.
                new DayPartitions(world.database(), "events").ensure(LocalDate.parse("2030-01-01"));
                going.join();
                signups.await(10, PATIENCE);
            }
            assertThat(isThere("events_20260302")).isTrue();
            assertThat(count("select failures from jobs where kind = 'drop_events'"))
                    .isPositive();
            world.verify();

            world.advance(Duration.ofHours(2)).retain();

            assertThat(isThere("events_20260302")).isFalse();
            signups.end();
            assertThat(signups.refused()).isEmpty();
        }
        world.deliverDue();
        world.verify();
    }

    private boolean isWaiting() {
        return count("""
                select count(*) from pg_stat_activity
                where datname = current_database() and query like 'alter table events detach%' and wait_event_type = 'Lock'
                """) > 0;
    }

    @Test
    void a_day_that_was_left_half_detached_is_finished() {
        signUp(3);
        world.advance(A_MONTH);
        try (var _ = HeldRows.of(world.address(), "select count(*) from events")) {
            world.retain();
            assertThat(count("select count(*) from pg_inherits where inhdetachpending"))
                    .isEqualTo(1);
            world.verify();
        }
        world.crash();

        world.advance(Duration.ofHours(2)).retain();

        assertThat(isThere("events_20260302")).isFalse();
        wellAgain();
    }

    @Test
    void a_campaign_whose_clock_ran_ahead_keeps_its_day_and_what_is_told_of_it() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        world.database()
                .update(
                        "update campaign_state set last_at = last_at + interval '60 days' where campaign_id = ?",
                        campaign.id());
        signUp(3);
        world.deliverDue();

        world.advance(A_MONTH).retain();

        assertThat(isThere("attempts_20260302")).isFalse();
        assertThat(isThere("events_20260501")).isTrue();
        assertThat(campaign.explain(webhook, 3)).startsWith("Event 3 (new_signup) was delivered at 2026-03-02");
        world.verify();
        wellAgain();
    }

    @Test
    void a_server_whose_clock_runs_behind_writes_into_no_day_that_has_gone() {
        signUp(1);
        world.advance(A_MONTH).retain();

        world.advance(A_MONTH.negated());
        signUp(2);
        world.advance(A_MONTH).retain();

        assertThat(count("select count(*) from events")).isEqualTo(4);
        world.verify();
    }

    @Test
    void what_days_leave_behind_goes_a_month_later() {
        long paused = campaign.subscribe(crm.url("/paused"), "new_signup");
        campaign.operator("POST", paused, "/pause", "{}");
        campaign.operator("POST", paused, "/resume", "{}");
        campaign.operator("POST", paused, "/pause", "{}");
        campaign.subscribe(crm.url("/deleted"), "new_signup");
        signUp(2);
        world.deliverDue();
        campaign.delete("/outbound-webhook", List.of("url=" + crm.url("/deleted")));
        world.advance(A_MONTH).retain();
        assertThat(gaps(paused)).containsExactly("1-3 expired");

        world.advance(A_MONTH).retain();

        assertThat(gaps(paused)).isEmpty();
        assertThat(count("select count(*) from outbound_webhooks")).isEqualTo(1);
        assertThat(count("select count(*) from webhook_changes where webhook_id <> ?", paused))
                .isZero();
        assertThat(world.database().list("select change from webhook_changes order by id", row -> row.getString(1)))
                .containsExactly("created", "resumed", "paused");
        assertThat(count("select count(*) from jobs where subject = '2026-03-02'"))
                .isZero();
        world.verify();
    }

    @Test
    void an_operator_sees_jobs_by_pages() {
        signUp(1);
        world.advance(A_MONTH).retain();
        var first = jobs("?limit=1");
        assertThat(first.path("data").get(0).path("kind").asText()).isEqualTo("drop_events");
        assertThat(first.path("data").get(0).path("subject").asText()).isEqualTo("2026-03-02");
        assertThat(first.path("data").get(0).path("state").asText()).isEqualTo("done");

        var rest = jobs("?after=" + first.path("next").asLong());

        assertThat(rest.path("data"))
                .extracting(job -> job.path("kind").asText())
                .contains("drop_attempts", "tidy");
        assertThat(rest.path("next").isNull()).isTrue();
        assertThat(Web.get(world.url() + "/admin/v1/jobs").status()).isEqualTo(401);
    }

    private JsonNode jobs(String query) {
        return Web.get(world.url() + "/admin/v1/jobs" + query, "Authorization", "Bearer " + World.ADMIN_TOKEN)
                .json();
    }
}
