package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that is down, refuses some things, asks to be left alone, or is gone; and an operator who steps in. */
@Journey
@Timeout(120)
class LaneStatesTest {
    private static final Duration PROBE = Duration.ofMinutes(12);
    private static final Duration RETRY = Duration.ofHours(28);

    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    LaneStatesTest(HandOver handOver) {
        this.world = World.ofItsOwn(handOver);
        this.campaign = world.campaign();
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
        world.close();
    }

    private long subscribe() {
        return campaign.subscribe(crm.url(), "new_signup");
    }

    private void signUp(String name, int leads) {
        IntStream.range(0, leads).forEach(i -> campaign.signUp(name + i + "@example.com"));
    }

    private String state(long webhook) {
        return campaign.webhook(webhook).path("state").asText();
    }

    private long count(String sql, Object... values) {
        return world.database().first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    private static boolean isFrom(Received received, String name) {
        return String.valueOf(received.fields().get("email")).startsWith(name);
    }

    /** Lets time pass until the lane has had its turns. */
    private void pass(Duration step, int steps) {
        IntStream.range(0, steps).forEach(_ -> world.advance(step).deliverDue());
    }

    @Test
    void a_receiver_that_is_down_makes_its_lane_stand_still_and_gets_everything_when_it_is_back() {
        long webhook = subscribe();
        crm.stop();
        signUp("lead", 40);
        world.deliverDue();
        pass(Duration.ofSeconds(6), 3);

        assertThat(state(webhook)).isEqualTo("standing");
        assertThat(count("select count(*) from retries")).isLessThanOrEqualTo(10);
        assertThat(campaign.explain(webhook, 1)).contains("is owed", "stands still", "connection refused");

        pass(PROBE, 3);
        assertThat(count("select count(*) from retries")).isLessThanOrEqualTo(10);
        crm.restart();
        pass(PROBE, 1);

        assertThat(state(webhook)).isEqualTo("running");
        pass(RETRY, 1);
        assertThat(crm.accepted()).extracting("email").doesNotHaveDuplicates().hasSize(40);
        assertThat(count("select count(*) from gaps")).isZero();
    }

    @Test
    void a_receiver_that_was_down_for_four_days_gets_everything() {
        long webhook = subscribe();
        signUp("before", 5);
        world.deliverDue();
        crm.stop();
        for (int hour = 0; hour < 96; hour++) {
            signUp("hour" + hour + "-", 1);
            pass(Duration.ofMinutes(20), 3);
        }
        assertThat(state(webhook)).isEqualTo("standing");

        crm.restart();
        pass(PROBE, 1);
        pass(RETRY, 3);

        assertThat(crm.accepted()).extracting("email").doesNotHaveDuplicates().hasSize(5 + 96);
        assertThat(count("select count(*) from gaps")).isZero();
        assertThat(count("select count(*) from retries")).isZero();
    }

    @Test
    void a_single_event_is_not_given_up_while_its_receiver_takes_nothing_at_all() {
        long webhook = subscribe();
        crm.answers(500);
        signUp("ada", 1);
        world.deliverDue();
        pass(RETRY, 10);

        assertThat(state(webhook)).isEqualTo("standing");
        assertThat(count("select count(*) from gaps")).isZero();

        crm.answers(200);
        pass(PROBE, 1);

        assertThat(crm.accepted()).hasSize(1);
        assertThat(state(webhook)).isEqualTo("running");
    }

    @Test
    void a_receiver_that_refuses_one_event_for_ever_gets_all_others() {
        long webhook = subscribe();
        crm.answersBy(received -> Answer.of(isFrom(received, "bad") ? 500 : 200));
        signUp("first", 5);
        signUp("bad", 1);
        signUp("second", 20);
        world.deliverDue();
        for (int day = 0; day < 14; day++) {
            signUp("day" + day, 1);
            pass(RETRY, 1);
        }

        assertThat(crm.accepted()).extracting("email").doesNotHaveDuplicates().hasSize(5 + 20 + 14);
        assertThat(crm.all()).filteredOn(received -> isFrom(received, "bad")).hasSize(10);
        assertThat(campaign.explain(webhook, count("select from_seq from gaps")))
                .contains("was given up at");

        campaign.operator("DELETE", webhook, "", "");
        assertThat(campaign.explain(webhook, count("select from_seq from gaps")))
                .as("of a webhook that is deleted since")
                .contains("was given up at");
    }

    @Test
    void retry_after_leaves_the_receiver_alone_and_then_goes_on() {
        long webhook = subscribe();
        signUp("early", 5);
        world.deliverDue();
        crm.answersWith(429, Map.of("Retry-After", "600"), "slow down");
        signUp("late", 3);
        world.deliverDue();
        int asked = crm.all().size();

        pass(Duration.ofMinutes(4), 2);
        assertThat(crm.all()).hasSize(asked);
        assertThat(state(webhook)).isEqualTo("waiting");
        crm.answers(200);
        pass(Duration.ofMinutes(4), 1);
        pass(Duration.ofMinutes(10), 1);

        assertThat(crm.accepted()).hasSize(8);
        assertThat(state(webhook)).isEqualTo("running");
    }

    @Test
    void a_receiver_that_is_gone_is_disabled_at_once_and_nothing_is_lost_when_it_is_resumed() {
        long webhook = subscribe();
        crm.answers(410);
        signUp("lead", 30);
        world.deliverDue();
        pass(RETRY, 2);

        assertThat(state(webhook)).isEqualTo("disabled");
        assertThat(crm.all()).hasSize(1);
        assertThat(campaign.explain(webhook, 1)).contains("the webhook is disabled since", "it answered 410");
        crm.answers(200);
        campaign.operator("POST", webhook, "/resume", "{}");
        world.deliverDue();

        assertThat(crm.accepted()).extracting("email").doesNotHaveDuplicates().hasSize(30);
    }

    @Test
    void a_webhook_that_failed_for_five_days_is_disabled_and_the_same_url_enables_it_from_now_on() {
        long webhook = subscribe();
        crm.stop();
        signUp("lead", 12);
        world.deliverDue();
        pass(Duration.ofMinutes(61), 24 * 6);
        assertThat(state(webhook)).isEqualTo("disabled");
        crm.restart();
        pass(RETRY, 1);
        assertThat(crm.all()).isEmpty();

        assertThat(subscribe()).isEqualTo(webhook);
        signUp("new", 3);
        world.deliverDue();

        assertThat(crm.accepted()).hasSize(3);
        assertThat(campaign.explain(webhook, 1)).contains("was skipped: the webhook was disabled");
        assertThat(campaign.explain(webhook, count("select max(seq) from events where type = 'new_signup'")))
                .contains("was delivered at");
        assertThat(count("select count(*) from retries")).isZero();
    }

    @Test
    void a_paused_webhook_gets_nothing_until_it_is_resumed() {
        long webhook = subscribe();
        campaign.operator("POST", webhook, "/pause", "{}");
        signUp("lead", 3);
        world.deliverDue();
        assertThat(crm.all()).isEmpty();
        assertThat(campaign.explain(webhook, 1)).contains("the webhook is paused since");

        campaign.operator("POST", webhook, "/resume", "{}");
        world.deliverDue();

        assertThat(crm.accepted()).hasSize(3);
    }

    @Test
    void a_webhook_resumed_long_after_its_campaign_has_gone_quiet_goes_on_without_any_news() {
        long webhook = subscribe();
        campaign.operator("POST", webhook, "/pause", "{}");
        signUp("early", 2);
        world.deliverDue();
        // The sweeps of these find nothing to do, and forget the campaign.
        world.advance(Duration.ofMinutes(10)).deliverDue();
        world.advance(Duration.ofMinutes(10)).deliverDue();

        campaign.operator("POST", webhook, "/resume", "{}");
        world.deliverDue();

        assertThat(crm.accepted()).hasSize(2);
    }

    @Test
    void a_webhook_may_go_on_from_now_and_what_it_skipped_is_named() {
        long webhook = subscribe();
        campaign.operator("POST", webhook, "/pause", "{}");
        signUp("old", 3);
        world.deliverDue();
        campaign.operator("POST", webhook, "/resume", "{\"from\": \"now\"}");
        signUp("new", 2);
        world.deliverDue();

        assertThat(crm.accepted())
                .extracting("email")
                .containsExactlyInAnyOrder("new0@example.com", "new1@example.com");
        assertThat(campaign.explain(webhook, 1)).contains("was skipped at");
    }

    @Test
    void in_the_order_lead_later_events_of_a_lead_wait_behind_one_that_failed() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.operator("PATCH", webhook, "", "{\"order\": \"lead\"}");
        signUp("other", 5);
        world.deliverDue();
        crm.answersBy(received -> Answer.of(isFrom(received, "ada") ? 500 : 200));
        IntStream.range(0, 4).forEach(_ -> campaign.signUp("ada0@example.com"));
        signUp("grace", 2);
        world.deliverDue();

        assertThat(crm.accepted()).hasSize(7);
        assertThat(crm.all()).filteredOn(received -> isFrom(received, "ada")).hasSize(1);
        assertThat(campaign.explain(webhook, count("select max(seq) from retries")))
                .contains("waits behind event");
        crm.answers(200);
        pass(RETRY, 1);

        assertThat(crm.accepted().subList(7, 11)).extracting("counter").containsExactly(1, 2, 3, 4);
    }

    @Test
    void in_the_order_strict_nothing_goes_past_an_event_that_failed() {
        long webhook = subscribe();
        campaign.operator("PATCH", webhook, "", "{\"order\": \"strict\"}");
        signUp("first", 3);
        crm.answersBy(received -> Answer.of(isFrom(received, "first1") ? 500 : 200));
        world.deliverDue();
        assertThat(crm.accepted()).hasSize(1);
        pass(Duration.ofSeconds(1), 2);
        assertThat(crm.accepted()).hasSize(1);

        crm.answers(200);
        signUp("second", 3);
        pass(RETRY, 1);

        assertThat(crm.accepted())
                .extracting("email")
                .containsExactlyElementsOf(List.of(
                        "first0@example.com",
                        "first1@example.com",
                        "first2@example.com",
                        "second0@example.com",
                        "second1@example.com",
                        "second2@example.com"));
        assertThat(crm.mostOpen()).isEqualTo(1);
    }

    @Test
    void a_webhook_whose_secret_cannot_be_opened_holds_up_no_other() {
        long spoilt = campaign.subscribe(crm.url("/spoilt"), "new_signup");
        subscribe();
        world.database()
                .update("update outbound_webhooks set secret = decode(repeat('00', 60), 'hex') where id = ?", spoilt);
        world.restart();
        signUp("lead", 3);
        world.deliverDue();

        assertThat(crm.accepted()).hasSize(3);
        assertThat(count("select position from lanes where webhook_id = ?", spoilt))
                .isZero();
    }

    @Test
    void an_unknown_webhook_order_or_place_to_go_on_from_is_refused() {
        long webhook = subscribe();
        var base = world.url() + "/admin/v1/campaigns/" + campaign.id() + "/outbound-webhooks/";
        for (var call : List.of(
                List.of("PATCH", webhook + "", "{\"order\": \"random\"}", "409"),
                List.of("POST", webhook + "/resume", "{\"from\": \"yesterday\"}", "409"),
                List.of("GET", webhook + "/explain", "", "409"),
                List.of("GET", webhook + "/explain?event=x", "", "409"),
                List.of("POST", "999999/pause", "{}", "404"),
                List.of("GET", "999999/explain?event=1", "", "404"))) {
            var reply = Web.send(
                    call.get(0),
                    base + call.get(1),
                    call.get(2),
                    "Authorization",
                    "Bearer " + World.ADMIN_TOKEN,
                    "Content-Type",
                    "application/json");
            assertThat(reply.status()).as(call.toString()).isEqualTo(Integer.parseInt(call.get(3)));
        }
    }
}
