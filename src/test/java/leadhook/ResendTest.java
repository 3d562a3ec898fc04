package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leadhook.platform.settings.Setting;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operator sends an event once more, now, whatever its webhook is doing. */
@Journey
@Timeout(120)
class ResendTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PROBE = Duration.ofMinutes(12);

    private final HandOver handOver;
    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    ResendTest(HandOver handOver) {
        this.handOver = handOver;
        this.world = World.shared(handOver);
        this.campaign = world.campaign();
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private long subscribe() {
        return campaign.subscribe(crm.url(), "new_signup");
    }

    private void signUp(String name, int leads) {
        IntStream.range(0, leads).forEach(i -> campaign.signUp(name + i + "@example.com"));
    }

    private JsonNode resend(long webhook, long event) {
        return campaign.operator("POST", webhook, "/resend", "{\"event\": %d}".formatted(event));
    }

    private Reply tryResend(TestCampaign of, long webhook, String event) {
        return of.admin("POST", "/outbound-webhooks/" + webhook + "/resend", "{\"event\": " + event + "}");
    }

    private List<String> ids() {
        return crm.all().stream().map(ResendTest::id).toList();
    }

    private static String id(Received received) {
        return String.valueOf(received.header("webhook-id"));
    }

    private String id(long event) {
        return "evt-" + campaign.id() + "-" + event;
    }

    private long count(String sql, Object... values) {
        return world.database().first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    private long owed(long webhook) {
        return count("select count(*) from retries where webhook_id = ?", webhook);
    }

    private String state(long webhook) {
        return campaign.webhook(webhook).path("state").asText();
    }

    private List<String> diary(long webhook) {
        return world.database()
                .list(
                        "select seq || ' ' || number || ' ' || trigger || ' ' || coalesce(reason, 'delivered') from attempts where webhook_id = ? order by id",
                        row -> row.getString(1),
                        webhook);
    }

    @Test
    void a_receiver_that_was_mended_gets_it_at_once_as_the_lane_would_send_it_and_not_a_second_time() {
        long webhook = subscribe();
        crm.answers(500);
        campaign.signUp("ada@example.com");
        world.deliverDue();
        assertThat(owed(webhook)).isEqualTo(1);

        crm.answersWith(202, Map.of(), "thank you");
        var result = resend(webhook, 1);

        assertThat(result.path("delivered").asBoolean()).isTrue();
        assertThat(result.path("status").asInt()).isEqualTo(202);
        assertThat(result.path("reason").isNull()).isTrue();
        assertThat(result.path("took_millis").isIntegralNumber()).isTrue();
        assertThat(result.path("excerpt").asText()).isEqualTo("thank you");
        assertThat(ids()).containsExactly(id(1), id(1));
        assertThat(crm.last().text()).isEqualTo(crm.all().getFirst().text());
        assertThat(crm.last().isSignedWith(campaign.secretOf(webhook))).isTrue();
        assertThat(owed(webhook)).isZero();
        assertThat(diary(webhook)).containsExactly("1 1 first refused", "1 2 resend delivered");

        world.advance(SOON).deliverDue();
        assertThat(crm.all()).hasSize(2);
        assertThat(campaign.explain(webhook, 1)).endsWith(": the receiver answered 202, in one of 2 attempts.");
    }

    @Test
    void one_that_fails_again_moves_nothing_and_is_retried_as_before() {
        long webhook = subscribe();
        crm.answers(500);
        campaign.signUp("ada@example.com");
        world.deliverDue();
        var lane = lane(webhook);
        var due = count("select extract(epoch from due_at)::bigint from retries where webhook_id = ?", webhook);

        var result = resend(webhook, 1);

        assertThat(result.path("delivered").asBoolean()).isFalse();
        assertThat(result.path("status").asInt()).isEqualTo(500);
        assertThat(result.path("reason").asText()).isEqualTo("refused");
        assertThat(lane(webhook)).isEqualTo(lane);
        assertThat(count("select extract(epoch from due_at)::bigint from retries where webhook_id = ?", webhook))
                .isEqualTo(due);

        crm.answers(200);
        world.advance(SOON).deliverDue();
        assertThat(diary(webhook)).containsExactly("1 1 first refused", "1 2 resend refused", "1 2 retry delivered");
    }

    private String lane(long webhook) {
        return world.database()
                .first("select to_jsonb(l)::text from lanes l where webhook_id = ?", row -> row.getString(1), webhook)
                .orElseThrow();
    }

    @Test
    void an_event_that_a_webhook_that_stands_still_has_not_read_yet_is_not_sent_a_second_time() {
        long webhook = subscribe();
        crm.answers(500);
        signUp("lead", 20);
        world.deliverDue();
        IntStream.range(0, 3).forEach(_ -> world.advance(SOON).deliverDue());
        assertThat(state(webhook)).isEqualTo("standing");

        crm.answers(200);
        assertThat(resend(webhook, 39).path("delivered").asBoolean()).isTrue();
        assertThat(state(webhook)).as("how it fares is not for a resend to say").isEqualTo("standing");
        world.verify(campaign);

        IntStream.range(0, 4).forEach(_ -> world.advance(PROBE).deliverDue());
        assertThat(state(webhook)).isEqualTo("running");
        assertThat(crm.acceptedRequests()).hasSize(20);
        assertThat(crm.repeats()).isZero();
    }

    @Test
    void a_webhook_that_is_paused_gets_it_and_goes_on_after_it() {
        long webhook = subscribe();
        campaign.operator("POST", webhook, "/pause", "{}");
        signUp("lead", 3);
        world.deliverDue();

        assertThat(resend(webhook, 1).path("delivered").asBoolean()).isTrue();
        assertThat(resend(webhook, 5).path("delivered").asBoolean()).isTrue();
        assertThat(state(webhook)).isEqualTo("paused");
        world.verify(campaign);

        campaign.operator("POST", webhook, "/resume", "{}");
        world.deliverDue();
        assertThat(ids()).containsExactly(id(1), id(5), id(3));
    }

    @Test
    void a_webhook_that_is_disabled_gets_it_and_stays_so() {
        long webhook = subscribe();
        crm.answers(410);
        campaign.signUp("ada@example.com");
        world.deliverDue();

        crm.answers(200);
        assertThat(resend(webhook, 1).path("delivered").asBoolean()).isTrue();

        assertThat(state(webhook)).isEqualTo("disabled");
        campaign.operator("POST", webhook, "/resume", "{}");
        world.deliverDue();
        assertThat(crm.acceptedRequests()).hasSize(1);
    }

    @Test
    void what_was_delivered_is_delivered_again_and_leaves_the_lane_alone() {
        long webhook = subscribe();
        campaign.signUp("ada@example.com");
        world.deliverDue();
        var lane = lane(webhook);

        assertThat(resend(webhook, 1).path("delivered").asBoolean()).isTrue();

        assertThat(ids()).containsExactly(id(1), id(1));
        assertThat(lane(webhook)).isEqualTo(lane);
    }

    @Test
    void what_the_webhook_did_not_ask_for_is_sent_too_and_leaves_the_lane_alone() {
        campaign.signUp("early@example.com");
        long webhook = subscribe();
        campaign.signUp("ada@example.com");
        var lane = lane(webhook);

        assertThat(resend(webhook, 1).path("delivered").asBoolean()).isTrue();
        assertThat(resend(webhook, 4).path("delivered").asBoolean()).isTrue();

        assertThat(lane(webhook)).isEqualTo(lane);
        assertThat(crm.all())
                .extracting(received -> received.fields().get("__event"))
                .containsExactly("new_signup", "new_signup_not_excluded");
    }

    @Test
    void an_event_that_was_given_up_arrives_after_all() {
        try (var patient = World.ofItsOwn(handOver)) {
            var other = patient.campaign();
            long webhook = other.subscribe(crm.url(), "new_signup");
            crm.answersBy(received -> Answer.of(received.text().contains("bad@example.com") ? 500 : 200));
            other.signUp("bad@example.com");
            for (int day = 0; day < 14; day++) {
                other.signUp("day" + day + "@example.com");
                patient.advance(Duration.ofHours(28)).deliverDue();
            }
            assertThat(other.explain(webhook, 1)).contains("was given up at");

            crm.answers(200);
            assertThat(tryResend(other, webhook, "1").json().path("delivered").asBoolean())
                    .isTrue();

            assertThat(other.explain(webhook, 1)).contains("was delivered at");
            assertThat(patient.database().list("select 1 from gaps where webhook_id = ?", _ -> 1, webhook))
                    .as("it does not count as given up any more")
                    .isEmpty();
            patient.verify();
        }
    }

    @Test
    void in_the_order_lead_what_waited_behind_it_goes_on() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.operator("PATCH", webhook, "", "{\"order\": \"lead\"}");
        crm.answers(500);
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        assertThat(owed(webhook)).isEqualTo(2);

        crm.answers(200);
        resend(webhook, 1);
        world.advance(Duration.ofSeconds(1)).deliverDue();

        assertThat(crm.acceptedRequests()).extracting(ResendTest::id).containsExactly(id(1), id(3));
    }

    @Test
    void what_the_lane_is_just_sending_arrives_twice_at_most_and_never_again() throws Exception {
        long webhook = subscribe();
        crm.hangs();
        campaign.signUp("ada@example.com");
        world.startDue();
        crm.awaitOpen(1, SOON);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var resent = threads.submit(() -> resend(webhook, 1));
            crm.awaitOpen(2, SOON);
            crm.release();
            assertThat(resent.get().path("delivered").asBoolean()).isTrue();
        }
        world.deliverDue();
        world.advance(SOON).deliverDue();

        assertThat(crm.all()).hasSize(2);
    }

    @Test
    void two_at_the_same_time_are_both_sent_and_settle_it_once() throws Exception {
        long webhook = subscribe();
        crm.answers(500);
        campaign.signUp("ada@example.com");
        world.deliverDue();
        crm.answers(200).hangs();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var both = Stream.generate(() -> threads.submit(() -> resend(webhook, 1)))
                    .limit(2)
                    .toList();
            crm.awaitOpen(2, SOON);
            crm.release();
            for (var each : both) {
                assertThat(each.get().path("delivered").asBoolean()).isTrue();
            }
        }

        assertThat(owed(webhook)).isZero();
        world.advance(SOON).deliverDue();
        assertThat(crm.all()).hasSize(3);
    }

    @Test
    void no_more_than_sixteen_are_sent_at_once() throws Exception {
        long webhook = subscribe();
        campaign.signUp("ada@example.com");
        world.deliverDue();
        crm.hangs();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = Stream.generate(() -> threads.submit(() -> resend(webhook, 1)))
                    .limit(16)
                    .toList();
            crm.awaitOpen(16, SOON);
            var refused = tryResend(campaign, webhook, "1");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.raw().headers().firstValue("Retry-After")).contains("1");
            crm.release();
            for (var each : all) {
                assertThat(each.get().path("delivered").asBoolean()).isTrue();
            }
        }

        assertThat(resend(webhook, 1).path("delivered").asBoolean()).isTrue();
        assertThat(crm.all()).hasSize(1 + 16 + 1);
    }

    @Test
    void it_waits_for_no_exchange_of_the_lane_that_hangs() throws Exception {
        var stuck = new CountDownLatch(1);
        try (var narrow = World.ofItsOwn(handOver, Map.of(Setting.WEBHOOK_CONCURRENCY, "1"))) {
            var other = narrow.campaign();
            long webhook = other.subscribe(crm.url(), "new_signup");
            crm.answersBy(received -> {
                if (received.text().contains("slow@example.com")) {
                    await(stuck);
                }
                return Answer.of(200);
            });
            other.signUp("slow@example.com");
            other.signUp("ada@example.com");
            narrow.startDue();
            crm.awaitOpen(1, SOON);

            var result = other.operator("POST", webhook, "/resend", "{\"event\": 3}");

            assertThat(result.path("delivered").asBoolean()).isTrue();
            stuck.countDown();
            narrow.deliverDue();
            narrow.verify();
            assertThat(crm.repeats()).isLessThanOrEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void what_was_erased_is_not_sent() {
        long webhook = subscribe();
        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.delete("", List.of("email=ada@example.com"));

        var refused = tryResend(campaign, webhook, "1");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(detail(refused)).isEqualTo("The payload of event 1 was erased");
        assertThat(crm.all()).hasSize(1);
    }

    @Test
    void what_is_no_longer_kept_is_not_sent_and_a_day_without_a_page_in_the_diary_gets_one() {
        try (var old = World.ofItsOwn(handOver)) {
            var other = old.campaign();
            long webhook = other.subscribe(crm.url(), "new_signup");
            other.signUp("ada@example.com");
            old.deliverDue();
            old.advance(Duration.ofDays(20));
            var sent = other.operator("POST", webhook, "/resend", "{\"event\": 1}");
            assertThat(sent.path("delivered").asBoolean()).isTrue();

            old.advance(Duration.ofDays(20)).retain();
            var refused = tryResend(other, webhook, "1");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(detail(refused)).isEqualTo("Event 1 is no longer kept");
            old.verify();
        }
    }

    @Test
    void what_is_unknown_or_of_another_campaign_is_not_sent() {
        long webhook = subscribe();
        campaign.signUp("ada@example.com");
        var other = world.campaign();
        long theirs = other.subscribe(crm.url(), "new_signup");

        assertThat(detail(tryResend(campaign, webhook, "99"))).isEqualTo("Event not found");
        assertThat(tryResend(campaign, webhook, "0").status()).isEqualTo(404);
        assertThat(detail(tryResend(campaign, 999_999, "1"))).isEqualTo("Webhook not found");
        assertThat(tryResend(other, webhook, "1").status()).isEqualTo(404);
        assertThat(tryResend(other, theirs, "1").status())
                .as("its log has no events")
                .isEqualTo(404);
        assertThat(tryResend(campaign, webhook, "\"one\"").status()).isEqualTo(409);
        campaign.delete("/outbound-webhook", List.of("url=" + crm.url()));
        assertThat(tryResend(campaign, webhook, "1").status()).isEqualTo(404);
        assertThat(crm.all()).isEmpty();
    }

    private static String detail(Reply refused) {
        return refused.json().path("detail").asText();
    }

    @Test
    void an_address_that_deliveries_may_not_reach_is_not_reached_by_hand_either() {
        long webhook = campaign.subscribe("http://10.1.2.3/", "new_signup");
        campaign.signUp("ada@example.com");

        var result = resend(webhook, 1);

        assertThat(result.path("delivered").asBoolean()).isFalse();
        assertThat(result.path("status").isNull()).isTrue();
        assertThat(result.path("reason").asText()).isNotEmpty();
    }
}
