package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import leadhook.delivery.Explain.Answered;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why an event did or did not reach a webhook, for whoever is called when it did not arrive; the states are in {@link LaneStatesTest}. */
@Timeout(60)
class ExplainTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();

    @AfterEach
    void close() {
        crm.close();
    }

    private String explained(long webhook, long event) {
        return campaign.explain(webhook, event);
    }

    @Test
    void what_was_delivered_says_when_and_how() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();

        assertThat(explained(webhook, 1))
                .startsWith("Event 1 (new_signup) was delivered at 2026-03-")
                .endsWith(": the receiver answered 200.");
    }

    @Test
    void what_was_delivered_at_last_says_after_how_many_attempts() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        crm.answers(503);
        campaign.signUp("ada@example.com");
        world.deliverDue();
        assertThat(explained(webhook, 1))
                .contains("is owed: 1 of its attempts failed, the last at")
                .contains("because the receiver answered 503; it is tried again at");
        crm.answers(204);
        world.advance(Duration.ofSeconds(10)).deliverDue();

        assertThat(explained(webhook, 1)).endsWith(": the receiver answered 204, in one of 2 attempts.");
    }

    @Test
    void what_is_not_sent_yet_says_so() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");

        assertThat(explained(webhook, 1))
                .isEqualTo(
                        "Event 1 (new_signup) is not delivered yet; 0 events of the log lie before it, and it is sent"
                                + " soon.");
    }

    @Test
    void what_it_does_not_want_lies_before_it_or_does_not_exist_says_so() {
        campaign.signUp("early@example.com");
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();

        assertThat(explained(webhook, 1))
                .isEqualTo("Event 1 (new_signup) lies before the subscription, which counts from event 3 on.");
        assertThat(explained(webhook, 4))
                .isEqualTo(
                        "Event 4 (new_signup_not_excluded) is not for this webhook: it is not subscribed to this type.");
        assertThat(explained(webhook, 99)).isEqualTo("Event 99 does not exist: those of this campaign are 1 to 4.");
        assertThat(explained(webhook, 0)).isEqualTo("Event 0 does not exist: those of this campaign are 1 to 4.");
    }

    @Test
    void what_was_erased_says_so() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.database().update("update events set body = null where campaign_id = ?", campaign.id());

        assertThat(explained(webhook, 1)).isEqualTo("Event 1 (new_signup) was erased before it could be delivered.");
    }

    @Test
    void a_webhook_that_was_deleted_still_explains() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.signUp("late@example.com");
        campaign.delete("/outbound-webhook", List.of("url=" + crm.url()));

        assertThat(explained(webhook, 1)).contains("was delivered at");
        assertThat(explained(webhook, 3)).contains("was not delivered when the webhook was deleted at");
    }

    @Test
    void a_deleted_webhook_had_nothing_to_do_with_what_happened_before_it_or_after_it() {
        campaign.signUp("early@example.com");
        world.advance(Duration.ofMinutes(1));
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.delete("/outbound-webhook", List.of("url=" + crm.url()));
        world.advance(Duration.ofMinutes(1));
        campaign.signUp("late@example.com");

        assertThat(explained(webhook, 1)).contains("lies before the webhook, which was made at");
        assertThat(explained(webhook, 3)).contains("happened after the webhook was deleted at");
    }

    @Test
    void what_was_skipped_is_told_only_of_what_was_wanted() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.operator("POST", webhook, "/pause", "{}");
        campaign.signUp("ada@example.com");
        campaign.operator("POST", webhook, "/resume", "{\"from\": \"now\"}");

        assertThat(explained(webhook, 1)).contains("was skipped at");
        assertThat(explained(webhook, 2)).contains("it is not subscribed to this type");
    }

    @Test
    void a_hole_in_the_log_is_no_event_that_is_no_longer_kept() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.database().update("delete from events where campaign_id = ? and seq = 1", campaign.id());
        assertThat(explained(webhook, 1))
                .isEqualTo("Event 1 is not in the log. This must not be: run leadhook verify and tell us.");

        world.database().update("insert into log_starts values (?, 2, 1)", campaign.id());
        assertThat(explained(webhook, 1)).isEqualTo("Event 1 is no longer kept.");
    }

    @Test
    void what_waits_behind_an_event_names_it_and_when_that_is_tried() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.operator("PATCH", webhook, "", "{\"order\": \"lead\"}");
        crm.answers(500);
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        assertThat(explained(webhook, 3))
                .contains("waits behind event 1 of the same lead, which is owed; that one is tried again at");

        campaign.operator("PATCH", webhook, "", "{\"order\": \"retries\"}");
        assertThat(explained(webhook, 3))
                .contains("waited behind an earlier event")
                .doesNotContain("behind event");

        crm.answers(200);
        world.advance(Duration.ofSeconds(7)).deliverDue();
        assertThat(explained(webhook, 1)).contains("was delivered at");
    }

    @Test
    void what_is_due_later_than_the_receiver_wants_to_be_left_alone_says_both() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        crm.answersWith(500, Map.of("Retry-After", "7200"), "");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        crm.answersWith(429, Map.of("Retry-After", "60"), "");
        campaign.signUp("bob@example.com");
        world.deliverDue();

        assertThat(explained(webhook, 1))
                .containsPattern("asked to be left alone until \\S+, and it is tried again at \\S+\\.$");
    }

    @Test
    void all_events_of_a_lead_are_explained_in_order() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        long lead = campaign.signUp("ada@example.com").path("id").asLong();
        campaign.signUp("grace@example.com");
        campaign.signUp("ada@example.com");
        world.deliverDue();

        var all = campaign.operator("GET", webhook, "/explain?lead=" + lead, "").path("data");

        assertThat(all).extracting(each -> each.path("event").asLong()).containsExactly(1L, 2L, 5L);
        assertThat(all)
                .extracting(each -> each.path("verdict").asText())
                .containsExactly("delivered", "not_subscribed", "delivered");
    }

    @Test
    void pages_get_the_same_answer_without_a_call() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        long lead = campaign.signUp("ada@example.com").path("id").asLong();
        world.deliverDue();
        var explain = world.server().delivery().explain();

        var answered = explain.event(webhook, 1);

        assertThat(answered.verdict()).isEqualTo("delivered");
        assertThat(answered.sentence()).isEqualTo(explained(webhook, 1));
        assertThat(answered.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.status()).isEqualTo(200));
        assertThat(explain.lead(webhook, lead, 100)).extracting(Answered::event).containsExactly(1L, 2L);
        assertThat(explain.campaign(webhook)).contains(campaign.id());
    }

    @Test
    void what_an_operator_sent_by_hand_was_delivered_and_what_he_tried_in_vain_is_told() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.operator("POST", webhook, "/pause", "{}");
        campaign.signUp("ada@example.com");
        crm.answers(500);
        campaign.operator("POST", webhook, "/resend", "{\"event\": 1}");
        assertThat(explained(webhook, 1))
                .contains("is not delivered yet, tried last at")
                .contains("because the receiver answered 500")
                .contains("the webhook is paused since");

        crm.answers(200);
        campaign.operator("POST", webhook, "/resend", "{\"event\": 1}");
        assertThat(explained(webhook, 1)).endsWith(": the receiver answered 200, in one of 2 attempts.");
    }

    @Test
    void nobody_learns_of_a_webhook_by_the_name_of_another_campaign() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        var other = world.campaign();

        var path = "/admin/v1/campaigns/" + other.id() + "/outbound-webhooks/" + webhook + "/explain?event=1";
        assertThat(Web.get(world.url() + path, "Authorization", "Bearer " + World.ADMIN_TOKEN)
                        .status())
                .isEqualTo(404);
        assertThat(Web.get(world.url() + path).status()).isEqualTo(401);
    }
}
