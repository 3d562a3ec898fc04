package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leadhook.log.EventType;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.LogLines;
import leadhook.testkit.Mentions;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Ada referred Bea, Bea referred Zenobia, Zenobia referred Cid and Dan; then Zenobia is deleted, and nothing that is kept,
 * told or remembered says any more who she was (contract 2.3, 7.8, Q39).
 */
@Journey
class ErasureTest {
    private static final String[] EVERYTHING =
            Stream.of(EventType.values()).map(EventType::eventName).toArray(String[]::new);

    private final World world;
    private final TestCampaign campaign;
    private final LogLines lines;
    private final Receiver crm = Receiver.start();
    private final Receiver failing = Receiver.start();
    private final long crmWebhook;
    private final long failingWebhook;
    private final JsonNode ada;
    private final JsonNode bea;
    private final JsonNode zenobia;
    private final JsonNode cid;
    private final JsonNode dan;
    private final Mentions hers;

    /** The CRM has everything of hers but that she came back; the other webhook is owed all and says what it was sent. */
    ErasureTest(HandOver handOver) {
        world = World.ofItsOwn(handOver);
        // Once it is there: the first server of all sets up where lines go.
        lines = new LogLines();
        campaign = world.campaign();
        campaign.admin("PATCH", "", "{\"scoring\": {\"indirect\": 2}}");
        campaign.admin("POST", "/reward-levels", "{\"title\": \"First friend\", \"required_points\": 1}");
        world.work();
        crmWebhook = campaign.subscribe(crm.url(), EVERYTHING);
        failingWebhook = campaign.subscribe(failing.url(), EVERYTHING);
        failing.answersBy(ErasureTest::echo);
        ada = campaign.signUp("ada@example.com");
        bea = signUp("bea@example.com", ada);
        zenobia = herSignup("signup-1").json();
        campaign.post("/tags/%d/lead".formatted(campaign.tag("Beta tester", 20)), named("{}"));
        herPoints();
        cid = signUp("cid@example.com", zenobia);
        dan = signUp("dan@example.com", zenobia);
        world.deliverDue();
        campaign.operator("POST", crmWebhook, "/pause", "{}");
        herSignup("signup-2");
        world.deliverDue();
        var avatar = zenobia.path("avatar").asText();
        hers = new Mentions(List.of(
                "zenobia",
                "quill",
                "4155550177",
                "cartographer-7781",
                "203.0.113.77",
                avatar.substring(avatar.lastIndexOf('/') + 1).replaceFirst("\\?.*", "")));
    }

    @AfterEach
    void close() {
        try {
            world.verify(campaign);
        } finally {
            lines.close();
            crm.close();
            failing.close();
            world.close();
        }
    }

    private static Answer echo(Received received) {
        return new Answer(500, Map.of(), received.body());
    }

    private JsonNode signUp(String email, JsonNode referrer) {
        return campaign.signUpWith("{\"email\": \"%s\", \"kid\": \"%s\"}"
                .formatted(email, referrer.path("social_id").asText()));
    }

    private Reply herSignup(String idempotencyKey) {
        return keyed(
                idempotencyKey, "", named("""
                        {"phone_number": "+14155550177", "first_name": "Zenobia", "last_name": "Quill", "kid": "%s",
                        "trade": "Cartographer-7781", "ip": "203.0.113.77", "__uid": "uid-zenobia",
                        "__referrer": "https://search.example/?q=zenobia", "__url": "https://launch.example.org/?zenobia",
                        "__user_agent": "Zenobia/1.0", "__sid": "session-zenobia", "__rid": "request-zenobia",
                        "__source": "zenobias-page", "utm_campaign": "for-zenobia",
                        "redirect_url": "https://launch.example.org/hello?zenobia"}""".formatted(bea.path("social_id").asText())));
    }

    private Reply herPoints() {
        return keyed(
                "points-1", "/points", named("{\"points\": 7, \"message\": \"Zenobia Quill has won the raffle\"}"));
    }

    private static String named(String json) {
        var rest = json.strip().substring(1);
        return "{\"email\": \"zenobia.quill@example.com\"" + (rest.equals("}") ? rest : ", " + rest);
    }

    private Reply keyed(String idempotencyKey, String operation, String json) {
        return Web.postJson(
                campaign.url(operation),
                json,
                "Authorization",
                "Bearer " + campaign.key(),
                "Idempotency-Key",
                idempotencyKey);
    }

    private Reply delete() {
        return delete(campaign);
    }

    private static Reply delete(TestCampaign campaign) {
        return Web.send(
                "DELETE",
                campaign.url("?email=zenobia.quill@example.com"),
                "",
                "Authorization",
                "Bearer " + campaign.key(),
                "Idempotency-Key",
                "delete-1");
    }

    private JsonNode lookedUp(JsonNode lead) {
        return campaign.get("?social_id=" + lead.path("social_id").asText()).json();
    }

    /** All receivers are well, and time passes until they have what they are owed. */
    private void deliverAll() {
        failing.answers(200);
        campaign.operator("POST", crmWebhook, "/resume", "{}");
        campaign.operator("POST", failingWebhook, "/resume", "{}");
        for (int day = 0; day < 3; day++) {
            world.deliverDue();
            world.advance(Duration.ofHours(25)).deliverDue();
        }
    }

    private void assertNoLineTells() {
        // Who looks for her is refused, and that is a line.
        campaign.get("?email=zenobia.quill@example.com");
        assertThat(lines.text()).isNotEmpty().noneMatch(hers::isIn);
        assertThat(lines.json()).noneMatch(hers::isIn);
    }

    private static List<JsonNode> after(int requests, Receiver receiver) {
        return receiver.all().stream()
                .skip(requests)
                .sorted(Comparator.comparingLong(ErasureTest::number))
                .map(received -> json(received.text()))
                .toList();
    }

    private static long number(Received received) {
        var id = String.valueOf(received.header("webhook-id"));
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    private static String told(JsonNode payload) {
        return payload.path("__event").asText() + " " + payload.path("email").asText();
    }

    // What is kept

    @Test
    void nothing_is_kept_of_her_but_what_tells_of_her_deletion_and_that_until_it_is_delivered() {
        assertThat(hers.in(world.database()))
                .contains(
                        "leads.email",
                        "leads.phone_number",
                        "leads.custom_fields",
                        "leads.address",
                        "points.message",
                        "first_answers.answer",
                        "events.body of new_signup",
                        "events.body of repeat_signup",
                        "events.extra of referral",
                        "attempts.excerpt");

        delete();
        assertThat(hers.in(world.database())).containsExactly("events.body of deleted");
        assertThat(world.database().list("select 1 from retries", row -> row.getLong(1)))
                .as("what is owed of others is owed still")
                .isNotEmpty();

        world.advance(Duration.ofHours(1)).retain();
        assertThat(hers.in(world.database())).containsExactly("events.body of deleted");

        deliverAll();
        assertThat(crm.all())
                .last()
                .extracting(Received::text)
                .asString()
                .doesNotContain("\"__event\":\"repeat_signup\"");
        world.retain();
        assertThat(hers.in(world.database())).isEmpty();
        assertNoLineTells();
    }

    @Test
    void after_seven_days_even_that_is_gone_whoever_does_not_have_it_yet() {
        campaign.subscribe(failing.url("/deletions"), "deleted");
        delete();
        world.deliverDue();
        world.advance(Duration.ofDays(7).minusHours(1)).retain();
        assertThat(hers.in(world.database())).containsExactly("attempts.excerpt", "events.body of deleted");

        world.advance(Duration.ofHours(1)).retain();

        assertThat(hers.in(world.database())).isEmpty();
        int before = crm.all().size();
        deliverAll();
        assertThat(after(before, crm))
                .extracting(ErasureTest::told)
                .doesNotContain("deleted zenobia.quill@example.com");
        assertThat(campaign.explain(crmWebhook, event("deleted"))).contains("was erased before it could be delivered");
        assertThat(hers.in(world.database())).isEmpty();
        assertNoLineTells();
    }

    @Test
    void where_nobody_is_told_of_deletions_it_is_gone_after_a_minute() {
        campaign.delete("/outbound-webhook", List.of("url=" + crm.url()));
        campaign.delete("/outbound-webhook", List.of("url=" + failing.url()));
        delete();

        world.advance(Duration.ofMinutes(1)).retain();

        assertThat(hers.in(world.database())).isEmpty();
    }

    // What is answered

    @Test
    void no_later_answer_shows_her() {
        delete();

        var id = zenobia.path("social_id").asText();
        for (var query : List.of(
                "?email=zenobia.quill@example.com",
                "?phone_number=%2B14155550177",
                "?kid=" + id,
                "?social_id=" + id,
                "/leads/" + id)) {
            var reply = campaign.get(query);
            assertThat(reply.status()).as(query).isEqualTo(404);
            assertThat(reply.json()).isEqualTo(message("No lead found"));
        }
        assertThat(Web.get(campaign.urlV1("/info?social_id=" + id + "&api_key=" + campaign.key()))
                        .status())
                .isEqualTo(404);
        assertThat(campaign.admin("GET", "/leads/" + id, "").status()).isEqualTo(404);
        for (var description : List.of("first_name", "full_name", "trade", "social_id")) {
            assertThat(campaign.get("/leaderboard?limit=100&lead_description=" + description)
                            .json()
                            .toString())
                    .doesNotContain(id)
                    .satisfies(text -> assertThat(hers.isIn(text)).isFalse());
        }
        assertThat(Stream.of(ada, bea, cid, dan).map(this::lookedUp))
                .noneMatch(lead -> hers.isIn(lead.toString()))
                .noneMatch(lead -> lead.toString().contains(id));
    }

    @Test
    void a_call_that_is_repeated_with_its_idempotency_key_is_not_answered_with_what_she_was() {
        var deleted = delete();

        assertThat(deleted.status()).isEqualTo(202);
        assertThat(deleted.json())
                .isEqualTo(json("{\"message\": \"Your leads have been equeued for deletion\", \"deleted\": 1}"));
        assertThat(delete().json()).as("the deletion itself").isEqualTo(deleted.json());
        assertThat(campaign.get("?social_id=" + zenobia.path("social_id").asText())
                        .status())
                .isEqualTo(404);
        var again = herSignup("signup-1").json();
        assertThat(again.path("id")).isNotEqualTo(zenobia.path("id"));
        assertThat(again.path("counter").asInt()).isEqualTo(1);
    }

    @Test
    void the_same_address_signs_up_as_somebody_new() {
        delete();

        var anew = campaign.signUp("zenobia.quill@example.com");
        assertThat(anew.path("id")).isNotEqualTo(zenobia.path("id"));
        assertThat(anew.path("social_id")).isNotEqualTo(zenobia.path("social_id"));
        assertThat(anew.path("subscription_number").asLong())
                .isEqualTo(dan.path("subscription_number").asLong() + 1);
        assertThat(anew.path("counter").asInt()).isEqualTo(1);
        assertThat(anew.path("contest_score").asInt()).isZero();
        assertThat(anew.path("tags")).isEmpty();
        assertThat(anew.path("custom_fields")).isEmpty();
        assertThat(anew.path("phone_number").isNull()).isTrue();
        assertThat(anew.path("influence")).isEqualTo(json("{\"indirect\": 0, \"direct\": 0}"));
        assertThat(lookedUp(cid).path("parent_id").isNull()).isTrue();
    }

    // What becomes of others

    @Test
    void those_who_brought_her_lose_what_that_gave_and_those_she_brought_come_from_nobody() {
        assertThat(scores()).containsExactly("ada 3, 1 direct, 1 indirect", "bea 5, 1 direct, 2 indirect");

        delete();

        assertThat(scores()).containsExactly("ada 1, 1 direct, 0 indirect", "bea 0, 0 direct, 0 indirect");
        assertThat(lookedUp(bea).path("referrals").asInt()).isZero();
        assertThat(Stream.of(cid, dan).map(this::lookedUp))
                .allMatch(lead -> lead.path("parent_id").isNull());
        assertThat(campaign.get("/stats").json().path("leads").path("referred").asInt())
                .isEqualTo(1);
    }

    private List<String> scores() {
        return Stream.of(ada, bea)
                .map(this::lookedUp)
                .map(lead -> "%s %d, %d direct, %d indirect"
                        .formatted(
                                lead.path("email").asText().replaceFirst("@.*", ""),
                                lead.path("contest_score").asInt(),
                                lead.path("influence").path("direct").asInt(),
                                lead.path("influence").path("indirect").asInt()))
                .toList();
    }

    @Test
    void a_reward_that_was_granted_stays_and_is_not_granted_again() {
        delete();
        int before = crm.all().size();
        signUp("eve@example.com", bea);
        deliverAll();

        assertThat(after(before, crm))
                .extracting(ErasureTest::told)
                .contains("referral bea@example.com")
                .doesNotContain("reward_level bea@example.com");
    }

    // What is told

    @Test
    void the_deletion_is_told_with_her_last_state_then_the_scores_of_others_and_nothing_else_of_her() {
        int before = crm.all().size();
        var last = lookedUp(zenobia);

        delete();
        deliverAll();

        var told = after(before, crm);
        assertThat(told)
                .extracting(ErasureTest::told)
                .containsExactly(
                        "deleted zenobia.quill@example.com",
                        "score_change bea@example.com",
                        "score_change ada@example.com");
        var deleted = told.getFirst();
        assertThat(last.properties()).allSatisfy(field -> {
            if (!field.getKey().startsWith("contest_score_rank")) {
                assertThat(deleted.path(field.getKey())).as(field.getKey()).isEqualTo(field.getValue());
            }
        });
        assertThat(told.get(1).path("__score_change"))
                .isEqualTo(json("{\"previous_contest_score\": 5, \"current_contest_score\": 0}"));
        assertThat(told.get(2).path("__score_change"))
                .isEqualTo(json("{\"previous_contest_score\": 3, \"current_contest_score\": 1}"));
    }

    @Test
    void what_is_still_owed_of_others_says_nothing_of_her_but_her_social_id() {
        int before = failing.all().size();

        delete();
        deliverAll();

        var told = after(before, failing);
        assertThat(told)
                .filteredOn(payload -> payload.path("__event").asText().equals("referral"))
                .extracting(payload -> payload.path("__referral"))
                .contains(json("{\"social_id\": %s}".formatted(zenobia.path("social_id"))));
        assertThat(told)
                .filteredOn(payload -> hers.isIn(payload.toString()))
                .extracting(ErasureTest::told)
                .containsExactly("deleted zenobia.quill@example.com");
    }

    @Test
    void what_was_read_ahead_is_not_sent_and_what_is_under_way_leaves_no_trace() throws InterruptedException {
        try (var slow = Receiver.start()) {
            campaign.subscribe(slow.url(), EVERYTHING);
            slow.answersBy(ErasureTest::echo).hangs();
            herSignup("signup-3");
            herSignup("signup-4");
            herSignup("signup-5");
            world.startDue();
            slow.awaitRequests(1);

            delete();
            assertSlowLeavesNoTrace(slow);
        }
    }

    @Test
    void nor_is_it_when_another_server_deletes_her() throws InterruptedException {
        try (var slow = Receiver.start();
                var other = world.another()) {
            campaign.subscribe(slow.url(), EVERYTHING);
            slow.answersBy(ErasureTest::echo).hangs();
            herSignup("signup-3");
            herSignup("signup-4");
            herSignup("signup-5");
            world.startDue();
            slow.awaitRequests(1);

            assertThat(delete(campaign.at(other)).status()).isEqualTo(202);
            world.startDue();
            assertSlowLeavesNoTrace(slow);
        }
    }

    private void assertSlowLeavesNoTrace(Receiver slow) {
        slow.release();
        world.awaitExchanges();
        world.deliverDue();
        slow.answers(200);
        deliverAll();
        assertThat(slow.acceptedRequests())
                .filteredOn(received -> hers.isIn(received.text()))
                .extracting(received -> told(json(received.text())))
                .containsExactly("deleted zenobia.quill@example.com");
        assertThat(after(0, slow))
                .extracting(ErasureTest::told)
                .filteredOn("repeat_signup zenobia.quill@example.com"::equals)
                .as("what was under way")
                .hasSize(1);
        world.retain();
        assertThat(hers.in(world.database())).isEmpty();
        assertNoLineTells();
    }

    @Test
    void explain_says_that_it_was_erased_of_what_was_unread_and_of_what_was_owed() {
        delete();

        assertThat(campaign.explain(crmWebhook, event("repeat_signup")))
                .contains("(repeat_signup) was erased before it could be delivered");
        assertThat(campaign.explain(failingWebhook, event("new_signup")))
                .contains("(new_signup) was erased before it could be delivered, at 2026-03-");
        deliverAll();
        assertThat(campaign.explain(crmWebhook, event("repeat_signup")))
                .contains("(repeat_signup) was erased before it could be delivered");
        assertThat(campaign.explain(crmWebhook, event("deleted"))).contains("(deleted) was delivered at");
    }

    /** The first event of that type of hers. */
    private long event(String type) {
        return world.database()
                .first(
                        "select min(seq) from events where campaign_id = ? and lead_id = ? and type = ?",
                        row -> row.getLong(1),
                        campaign.id(),
                        zenobia.path("id").asLong(),
                        type)
                .orElseThrow();
    }
}
