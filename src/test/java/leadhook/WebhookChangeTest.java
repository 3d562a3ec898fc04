package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import leadhook.log.EventType;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operator gives a webhook another URL or other types, or ends it: nothing is lost without a word. */
@Journey
@Timeout(120)
class WebhookChangeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HandOver handOver;
    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();

    WebhookChangeTest(HandOver handOver) {
        this.handOver = handOver;
        this.world = World.shared(handOver);
        this.campaign = world.campaign();
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private void change(long webhook, String json) {
        campaign.operator("PATCH", webhook, "", json);
    }

    private Reply tryChange(long webhook, String json) {
        return campaign.admin("PATCH", "/outbound-webhooks/" + webhook, json);
    }

    private List<String> changes(long webhook) {
        return world.database()
                .list(
                        "select change || coalesce(' ' || detail, '') from webhook_changes where webhook_id = ? order by id",
                        row -> row.getString(1),
                        webhook);
    }

    private long owed(long webhook) {
        return world.database()
                .first("select count(*) from retries where webhook_id = ?", row -> row.getLong(1), webhook)
                .orElseThrow();
    }

    private List<String> arrived() {
        return crm.acceptedRequests().stream().map(WebhookChangeTest::what).toList();
    }

    /** The event and its number. */
    private static String what(Received received) {
        var id = String.valueOf(received.header("webhook-id"));
        return received.fields().get("__event") + id.substring(id.lastIndexOf('-'));
    }

    private List<String> types(long webhook) {
        return campaign.webhook(webhook)
                .path("events")
                .valueStream()
                .map(each -> each.asText())
                .toList();
    }

    // The URL ---------------------------------------------------------------------------------------------------------

    @Test
    void what_is_owed_and_what_is_new_goes_to_the_new_url_under_the_old_secret() {
        long webhook = campaign.subscribe(crm.url("/old?token=secret-one"), "new_signup");
        var secret = campaign.secretOf(webhook);
        crm.answers(500);
        campaign.signUp("ada@example.com");
        world.deliverDue();

        crm.answers(200);
        change(webhook, "{\"url\": \"%s\"}".formatted(crm.url("/new?token=secret-two")));
        campaign.signUp("bob@example.com");
        world.advance(SOON).deliverDue();

        assertThat(campaign.webhook(webhook).path("url").asText()).isEqualTo(crm.url("/new?token=secret-two"));
        assertThat(crm.acceptedRequests()).hasSize(2).allSatisfy(received -> {
            assertThat(received.path()).isEqualTo("/new?token=secret-two");
            assertThat(received.isSignedWith(secret)).isTrue();
        });
        assertThat(changes(webhook))
                .containsExactly("created new_signup", "changed url http://127.0.0.1:" + crm.port());
    }

    @Test
    void the_url_it_has_is_no_change_and_that_of_another_or_none_is_refused() {
        long webhook = campaign.subscribe(crm.url("/one"), "new_signup");
        campaign.subscribe(crm.url("/two"), "new_signup");

        assertThat(tryChange(webhook, "{\"url\": \"%s\"}".formatted(crm.url("/two")))
                        .status())
                .isEqualTo(409);
        assertThat(tryChange(webhook, "{\"url\": \"ftp://example.com/\"}").status())
                .isEqualTo(409);
        assertThat(tryChange(webhook, "{\"url\": null}").status()).isEqualTo(409);
        change(webhook, "{\"url\": \"%s\"}".formatted(crm.url("/one")));

        assertThat(campaign.webhook(webhook).path("url").asText()).isEqualTo(crm.url("/one"));
        assertThat(changes(webhook)).containsExactly("created new_signup");
    }

    @Test
    void the_old_url_is_free_for_another_webhook() {
        long webhook = campaign.subscribe(crm.url("/one"), "new_signup");
        change(webhook, "{\"url\": \"%s\"}".formatted(crm.url("/two")));

        assertThat(campaign.subscribe(crm.url("/one"), "new_signup")).isNotEqualTo(webhook);
    }

    // The types -------------------------------------------------------------------------------------------------------

    @Test
    void a_new_type_counts_from_now_on_and_the_others_go_on() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");

        change(webhook, "{\"events\": [\"repeat_signup\", \"new_signup\"]}");
        campaign.signUp("ada@example.com");
        world.deliverDue();

        assertThat(types(webhook)).containsExactly("new_signup", "repeat_signup");
        assertThat(arrived()).containsExactly("new_signup-1", "repeat_signup-4");
        assertThat(campaign.explain(webhook, 3))
                .isEqualTo("Event 3 (repeat_signup) lies before the subscription, which counts from event 4 on.");
    }

    @Test
    void of_a_type_that_is_no_longer_wanted_nothing_more_is_sent_and_each_event_says_why() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        crm.answers(500);
        campaign.signUp("ada@example.com");
        campaign.signUp("bob@example.com");
        world.deliverDue();
        assertThat(owed(webhook)).isEqualTo(2);
        campaign.operator("POST", webhook, "/pause", "{}");
        campaign.signUp("ada@example.com");
        campaign.signUp("grace@example.com");

        change(webhook, "{\"events\": [\"new_signup\"]}");
        assertThat(owed(webhook)).isEqualTo(1);
        world.verify(campaign);
        campaign.signUp("ada@example.com");
        crm.answers(200);
        campaign.operator("POST", webhook, "/resume", "{}");
        world.advance(SOON).deliverDue();

        assertThat(arrived())
                .containsExactlyInAnyOrder("new_signup-1", "repeat_signup-3", "new_signup-5", "new_signup-8");
        assertThat(campaign.explain(webhook, 3)).contains("was delivered at");
        assertThat(campaign.explain(webhook, 4))
                .startsWith("Event 4 (repeat_signup) was owed when the webhook was unsubscribed from its type at 2026-")
                .contains(", and dropped, tried last at 2026-")
                .endsWith("because the receiver answered 500.");
        assertThat(campaign.explain(webhook, 7))
                .startsWith(
                        "Event 7 (repeat_signup) was not delivered when the webhook was unsubscribed from its type at 2026-")
                .endsWith(": what was not sent by then was dropped.");
        assertThat(campaign.explain(webhook, 10))
                .startsWith(
                        "Event 10 (repeat_signup) is not for this webhook: its subscription to this type was ended at 2026-")
                .endsWith(", after event 9.");
        assertThat(changes(webhook)).contains("unsubscribed repeat_signup");
    }

    @Test
    void a_type_that_comes_back_counts_from_then_on() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.signUp("ada@example.com");
        for (var events : List.of("\"new_signup\"", "\"repeat_signup\"", "\"repeat_signup\", \"new_signup\"")) {
            campaign.signUp("ada@example.com");
            world.deliverDue();
            change(webhook, "{\"events\": [%s]}".formatted(events));
            world.verify(campaign);
        }
        campaign.signUp("ada@example.com");
        campaign.signUp("bob@example.com");
        world.deliverDue();

        assertThat(arrived())
                .containsExactlyInAnyOrder(
                        "new_signup-1", "repeat_signup-3", "repeat_signup-5", "repeat_signup-6", "new_signup-7");
        assertThat(campaign.explain(webhook, 4)).contains("lies before the subscription, which counts from event 5 on");
        // Ended and begun without an event between.
        IntStream.range(0, 2).forEach(_ -> {
            change(webhook, "{\"events\": [\"new_signup\"]}");
            change(webhook, "{\"events\": [\"new_signup\", \"repeat_signup\"]}");
        });
    }

    @Test
    void what_is_under_way_meanwhile_is_told_and_owed_no_more() throws Exception {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.signUp("ada@example.com");
        crm.answers(500).hangs();
        world.startDue();
        crm.awaitOpen(1, SOON);

        change(webhook, "{\"events\": [\"new_signup\"]}");
        crm.release();
        world.deliverDue();
        world.advance(SOON).deliverDue();

        assertThat(owed(webhook)).isZero();
        assertThat(crm.all()).hasSize(2);
        assertThat(campaign.explain(webhook, 3)).contains("was not delivered when", ", tried last at");
    }

    @Test
    void a_webhook_keeps_at_least_one_type_and_a_change_changes_something() {
        long webhook = campaign.subscribe(crm.url(), "new_signup");

        assertThat(tryChange(webhook, "{\"events\": []}").status()).isEqualTo(409);
        assertThat(tryChange(webhook, "{\"events\": [\"nonsense\"]}").status()).isEqualTo(409);
        assertThat(tryChange(webhook, "{}").status()).isEqualTo(409);
        assertThat(world.campaign()
                        .admin("PATCH", "/outbound-webhooks/" + webhook, "{\"events\": [\"tagged\"]}")
                        .status())
                .isEqualTo(404);
        assertThat(types(webhook)).containsExactly("new_signup");
    }

    @Test
    void all_is_changed_or_nothing() {
        long webhook = campaign.subscribe(crm.url("/one"), "new_signup");
        campaign.subscribe(crm.url("/two"), "new_signup");

        assertThat(tryChange(
                                webhook,
                                "{\"events\": [\"tagged\"], \"order\": \"lead\", \"url\": \"%s\"}"
                                        .formatted(crm.url("/two")))
                        .status())
                .isEqualTo(409);
        assertThat(types(webhook)).containsExactly("new_signup");

        change(webhook, "{\"events\": [\"tagged\"], \"order\": \"lead\", \"url\": \"%s\"}".formatted(crm.url("/3")));
        assertThat(types(webhook)).containsExactly("tagged");
        assertThat(campaign.webhook(webhook).path("order").asText()).isEqualTo("lead");
        assertThat(campaign.webhook(webhook).path("url").asText()).isEqualTo(crm.url("/3"));
    }

    @Test
    void a_subscription_that_ended_is_forgotten_with_its_events() {
        try (var old = World.ofItsOwn(handOver)) {
            var other = old.campaign();
            long webhook = other.subscribe(crm.url(), "new_signup", "repeat_signup");
            other.signUp("ada@example.com");
            old.deliverDue();
            other.operator("PATCH", webhook, "", "{\"events\": [\"new_signup\"]}");
            assertThat(ended(old)).isEqualTo(1);

            old.advance(Duration.ofDays(40)).retain();
            old.verify();
            assertThat(ended(old)).isZero();
        }
    }

    private static long ended(World world) {
        return world.database()
                .first("select count(*) from ended_subscriptions", row -> row.getLong(1))
                .orElseThrow();
    }

    // Its end, and what pages call ------------------------------------------------------------------------------------

    @Test
    void one_that_is_deleted_gets_nothing_more() {
        long webhook = campaign.subscribe(crm.url(), "new_signup", "repeat_signup");
        change(webhook, "{\"events\": [\"new_signup\"]}");
        campaign.signUp("ada@example.com");
        var path = "/outbound-webhooks/" + webhook;

        assertThat(world.campaign().admin("DELETE", path, "").status()).isEqualTo(404);
        assertThat(campaign.admin("DELETE", path, "").json().path("message").asText())
                .isEqualTo("Webhook deleted");
        world.deliverDue();

        assertThat(crm.all()).isEmpty();
        assertThat(campaign.admin("DELETE", path, "").status()).isEqualTo(404);
        assertThat(campaign.explain(webhook, 1)).contains("was not delivered when the webhook was deleted at");
    }

    @Test
    void pages_do_the_same_without_a_call() {
        var webhooks = world.server().delivery().webhooks();
        long webhook = webhooks.subscribe(campaign.id(), crm.url("/one"), List.of(EventType.NEW_SIGNUP));

        assertThat(webhooks.subscribe(campaign.id(), crm.url("/one"), List.of(EventType.TAGGED)))
                .isEqualTo(webhook);
        assertThat(webhooks.secret(campaign.id(), webhook)).isEqualTo(campaign.secretOf(webhook));
        webhooks.change(campaign.id(), webhook, crm.url("/two"), null);
        webhooks.change(campaign.id(), webhook, null, List.of(EventType.NEW_SIGNUP));
        campaign.signUp("ada@example.com");
        world.deliverDue();

        assertThat(types(webhook)).containsExactly("new_signup");
        assertThat(crm.last().path()).isEqualTo("/two");
        webhooks.pause(campaign.id(), webhook);
        assertThat(campaign.webhook(webhook).path("state").asText()).isEqualTo("paused");
        webhooks.resume(campaign.id(), webhook, true);
        webhooks.delete(campaign.id(), webhook);
        assertThat(campaign.admin("GET", "/outbound-webhooks/" + webhook, "").status())
                .isEqualTo(404);
    }
}
