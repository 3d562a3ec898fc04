package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A writing call with an {@code Idempotency-Key} happens once within a day, and is answered alike (contract Q60). */
class IdempotencyTest {
    /** Of its own, for its clock is moved by days. */
    private static final World WORLD = World.ofItsOwn(HandOver.MEMORY);

    private static final String LEAD = "{\"email\": \"ada@example.com\", \"city\": \"Brno\"}";

    private final TestCampaign campaign = WORLD.campaign();
    private final String inbound = campaign.inbound();

    @AfterAll
    static void close() {
        WORLD.close();
    }

    @Test
    void a_repeated_signup_gets_the_first_answer_and_nothing_happens() {
        var first = post(inbound, LEAD, "k1");
        var before = Rows.of(WORLD.database());

        var second = post(inbound, LEAD, "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.raw().body()).isEqualTo(first.raw().body());
        assertThat(Rows.of(WORLD.database())).isEqualTo(before);
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void many_at_once_with_one_key_are_one() throws Exception {
        var answers = new ArrayList<Future<Reply>>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                Callable<Reply> call = () -> post(inbound, LEAD, "k1");
                answers.add(callers.submit(call));
            }
        }
        var bodies = new HashSet<String>();
        for (var answer : answers) {
            assertThat(answer.get().status()).isEqualTo(201);
            bodies.add(answer.get().json().toString());
        }

        assertThat(bodies).hasSize(1);
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void the_first_answer_stays_whatever_becomes_of_the_lead() {
        var first = post(inbound, LEAD, "k1");
        campaign.signUp("ada@example.com");

        assertThat(post(inbound, LEAD, "k1").json()).isEqualTo(first.json());
        assertThat(post(inbound, LEAD, "k2").json().path("counter").asInt()).isEqualTo(3);
    }

    @Test
    void the_same_key_with_something_else_is_refused() {
        post(inbound, LEAD, "k1");

        var refused = post(inbound, "{\"email\": \"grace@example.com\"}", "k1");

        assertThat(refused.json()).isEqualTo(message("This Idempotency-Key was used for another request"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(campaign.get("?email=grace@example.com").status()).isEqualTo(404);
    }

    @Test
    void each_door_has_keys_of_its_own() {
        var other = campaign.inbound();

        assertThat(post(inbound, LEAD, "k1").status()).isEqualTo(201);
        assertThat(post(other, LEAD, "k1").status()).isEqualTo(200);
        assertThat(post(campaign.url(""), LEAD, "k1").json().path("counter").asInt())
                .isEqualTo(3);
        assertThat(post(campaign.keyless().urlV1("/subscribe"), LEAD, "k1")
                        .json()
                        .path("counter")
                        .asInt())
                .isEqualTo(4);
        assertThat(Web.postJson(campaign.url(""), LEAD, "Idempotency-Key", "k1")
                        .json()
                        .path("counter")
                        .asInt())
                .isEqualTo(5);
        assertThat(post(WORLD.campaign().inbound(), LEAD, "k1").status()).isEqualTo(201);
    }

    @Test
    void a_refused_call_may_be_made_again_with_its_key() {
        assertThat(post(inbound, "{\"email\": \"ada\"}", "k1").status()).isEqualTo(409);
        assertThat(post(inbound, LEAD, "k1").status()).isEqualTo(201);
    }

    @Test
    void after_a_day_a_key_is_a_new_one() {
        post(inbound, LEAD, "k1");
        WORLD.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(post(inbound, LEAD, "k1").status()).isEqualTo(201);

        WORLD.advance(Duration.ofSeconds(1));

        assertThat(post(inbound, LEAD, "k1").status()).isEqualTo(200);
        assertThat(counter()).isEqualTo(2);
    }

    @Test
    void a_blank_key_is_none_and_a_long_one_is_refused() {
        assertThat(post(inbound, LEAD, " ").status()).isEqualTo(201);
        assertThat(post(inbound, LEAD, " ").status()).isEqualTo(200);
        assertThat(post(inbound, LEAD, "k".repeat(256)).json())
                .isEqualTo(message("An Idempotency-Key has at most 255 characters"));
    }

    @Test
    void points_are_not_given_twice() {
        post(campaign.url(""), "{\"email\": \"ada@example.com\", \"points\": 5}", "k1");
        post(campaign.url(""), "{\"email\": \"ada@example.com\", \"points\": 7}", "k2");

        assertThat(post(campaign.url(""), "{\"email\": \"ada@example.com\", \"points\": 5}", "k1")
                        .json()
                        .path("contest_score")
                        .asInt())
                .isEqualTo(5);
        assertThat(campaign.get("?email=ada@example.com")
                        .json()
                        .path("contest_score")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void webhooks_are_made_and_deleted_once() {
        var made = post(campaign.url("/inbound-webhook"), "{\"name\": \"Spring\"}", "k1");
        assertThat(post(campaign.url("/inbound-webhook"), "{\"name\": \"Spring\"}", "k1")
                        .json())
                .isEqualTo(made.json());
        assertThat(post(campaign.url("/inbound-webhook"), "{\"name\": \"Spring\"}", "k2")
                        .json())
                .isNotEqualTo(made.json());

        var subscription = "{\"url\": \"https://crm.example.com/\", \"event\": \"new_signup\"}";
        var subscribed = post(campaign.url("/outbound-webhook"), subscription, "k1");
        campaign.post("/outbound-webhook", "{\"url\": \"https://crm.example.com/\", \"event\": \"tagged\"}");
        assertThat(post(campaign.url("/outbound-webhook"), subscription, "k1").json())
                .isEqualTo(subscribed.json());

        for (int i = 0; i < 2; i++) {
            assertThat(delete("k3").json()).isEqualTo(json("{\"message\": \"Webhook Deleted\"}"));
        }
        assertThat(delete("k4").json()).isEqualTo(message("Webhook not found"));
    }

    private Reply delete(String key) {
        return Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "url=https%3A%2F%2Fcrm.example.com%2F",
                "Authorization",
                campaign.key(),
                "Idempotency-Key",
                key);
    }

    private Reply post(String url, String body, String key) {
        return Web.postJson(url, body, "Idempotency-Key", key, "Authorization", campaign.key());
    }

    private int counter() {
        return campaign.get("?email=ada@example.com").json().path("counter").asInt();
    }
}
