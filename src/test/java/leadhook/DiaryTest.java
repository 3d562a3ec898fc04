package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was sent to a webhook and what came of it, read in pages. */
@Timeout(120)
class DiaryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();
    private final long webhook = campaign.subscribe(crm.url(), "new_signup");

    @AfterEach
    void close() {
        crm.close();
    }

    private Reply attempts(String query) {
        return campaign.admin("GET", "/outbound-webhooks/" + webhook + "/attempts" + query, "");
    }

    /** Each as its event, number, trigger and status, of all pages. */
    private List<String> all(String outcome, int limit) {
        var lines = new ArrayList<String>();
        JsonNode next = null;
        do {
            var page = attempts(
                            "?outcome=" + outcome + "&limit=" + limit + (next == null ? "" : "&after=" + next.asText()))
                    .json();
            assertThat(page.path("data").size()).isLessThanOrEqualTo(limit);
            page.path("data").forEach(each -> lines.add(line(each)));
            next = page.path("next");
        } while (!next.isNull());
        return lines;
    }

    private static String line(JsonNode entry) {
        return "%s %s %s %s"
                .formatted(
                        entry.path("event").asText(),
                        entry.path("number").asText(),
                        entry.path("trigger").asText(),
                        entry.path("status").asText());
    }

    /** Three leads, of which one is refused twice; and a test. */
    private void live() {
        crm.answersBy(received -> Answer.of(received.text().contains("bob@example.com") ? 500 : 200));
        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.signUp("bob@example.com");
        world.deliverDue();
        campaign.signUp("grace@example.com");
        world.deliverDue();
        world.advance(SOON).deliverDue();
        crm.answers(200);
        world.advance(Duration.ofMinutes(10)).deliverDue();
        campaign.operator("POST", webhook, "/test", "{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void pages_follow_each_other_whatever_their_size(int limit) {
        live();

        assertThat(all("all", limit))
                .containsExactly(
                        "5 1 first 200",
                        "3 3 retry 200",
                        "3 2 retry 500",
                        "3 1 first 500",
                        "1 1 first 200",
                        "0 1 test 200");
        assertThat(all("delivered", limit))
                .containsExactly("5 1 first 200", "3 3 retry 200", "1 1 first 200", "0 1 test 200");
        assertThat(all("failed", limit)).containsExactly("3 2 retry 500", "3 1 first 500");
    }

    @Test
    void an_attempt_tells_all_there_is_to_tell() {
        crm.answersWith(503, Map.of(), "busy");
        campaign.signUp("ada@example.com");
        world.deliverDue();

        var page = attempts("").json();

        assertThat(page.path("next").isNull()).isTrue();
        var entry = page.path("data").path(0);
        assertThat(entry.propertyStream().map(Map.Entry::getKey))
                .containsExactly(
                        "id", "event", "at", "number", "trigger", "took_millis", "status", "reason", "excerpt");
        assertThat(entry.path("reason").asText()).isEqualTo("refused");
        assertThat(entry.path("excerpt").asText()).isEqualTo("busy");
        assertThat(entry.path("at").asText()).startsWith("2026-");
    }

    @Test
    void one_page_looks_at_so_many_attempts_and_the_next_goes_on() {
        campaign.signUp("ada@example.com");
        world.deliverDue();
        insertFailed(4_500);

        var page = attempts("?outcome=delivered").json();
        assertThat(page.path("data")).isEmpty();
        assertThat(page.path("next").isTextual()).isTrue();
        assertThat(all("delivered", 50)).containsExactly("1 1 first 200");
        assertThat(all("failed", 100)).hasSize(4_500).doesNotHaveDuplicates();
        world.database().update("delete from attempts where webhook_id = ? and seq > 100", webhook);
        world.verify(campaign);
    }

    /** Of events that never were, newer than those that are. */
    private void insertFailed(int many) {
        world.database().update("""
                        insert into attempts (webhook_id, campaign_id, seq, number, trigger, at, day, took_millis, status, reason)
                        select webhook_id, campaign_id, 100 + n, 1, 'first', at, day, 1, 500, 'refused'
                        from attempts cross join generate_series(1, ?) n where webhook_id = ? and seq = 1
                        """, many, webhook);
    }

    @Test
    void what_comes_meanwhile_moves_no_page() {
        IntStream.range(0, 4).forEach(i -> campaign.signUp("lead" + i + "@example.com"));
        world.deliverDue();
        var first = attempts("?limit=2").json();
        campaign.signUp("late@example.com");
        world.deliverDue();

        var second = attempts("?limit=2&after=" + first.path("next").asText()).json();

        assertThat(first.path("data")).extracting(DiaryTest::line).containsExactly("7 1 first 200", "5 1 first 200");
        assertThat(second.path("data")).extracting(DiaryTest::line).containsExactly("3 1 first 200", "1 1 first 200");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void that_of_a_deleted_webhook_can_still_be_read() {
        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.delete("/outbound-webhook", List.of("url=" + crm.url()));

        assertThat(all("all", 10)).containsExactly("1 1 first 200");
    }

    @ParameterizedTest
    @CsvSource({
        "?outcome=lost, 409",
        "?limit=many, 409",
        "?after=7, 409",
        "?after=x-y, 409",
        "?outcome=failed&after=7-7, 409",
        "?outcome=delivered&after=99999999999999999999-1, 409",
        "?limit=0, 200",
        "?limit=1000, 200"
    })
    void nonsense_is_refused(String query, int status) {
        assertThat(attempts(query).status()).isEqualTo(status);
    }

    @Test
    void nobody_reads_it_by_the_name_of_another_campaign() {
        var path = "/outbound-webhooks/" + webhook + "/attempts";

        assertThat(world.campaign().admin("GET", path, "").status()).isEqualTo(404);
        assertThat(campaign.admin("GET", "/outbound-webhooks/999999/attempts", "")
                        .status())
                .isEqualTo(404);
    }
}
