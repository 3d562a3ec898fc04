package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leadhook explain} against a running server: what it prints, and its exit status. */
class ExplainCommandTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();

    @TempDir
    private Path data = Path.of("");

    private long webhook;
    private long lead;

    @BeforeEach
    void deliver_one() {
        var user = new FirstUser(world.url(), "admin", "the-password");
        FirstStartFile.write(data, new FirstStart(world.url(), campaign.id(), campaign.key(), World.ADMIN_TOKEN, user));
        webhook = campaign.subscribe(crm.url(), "new_signup");
        lead = campaign.signUp("ada@example.com").path("id").asLong();
        world.deliverDue();
    }

    @AfterEach
    void close() {
        crm.close();
    }

    private Typed explain(String... words) {
        return Typed.command(
                Stream.concat(Stream.of("explain", "--data", data.toString(), "--port", "0"), Stream.of(words))
                        .toArray(String[]::new));
    }

    @Test
    void an_event_is_a_sentence() {
        var explained = explain("--webhook", "" + webhook, "--event", "1");

        assertThat(explained.out()).as(explained.err()).startsWith("Event 1 (new_signup) was delivered at ");
        assertThat(explained.out().lines()).hasSize(1);
        assertThat(explained.status()).isZero();
    }

    @Test
    void a_lead_is_a_sentence_for_each_of_its_events() {
        var explained = explain("--webhook", "" + webhook, "--lead", "" + lead);

        assertThat(explained.out().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("Event 2 (new_signup_not_excluded) is not for this webhook");
    }

    @Test
    void a_program_gets_the_attempts_too() {
        var explained = explain("--webhook", "" + webhook, "--event", "1", "--json");

        var answer = Json.readOwn(explained.out());
        assertThat(answer.path("verdict").asText()).isEqualTo("delivered");
        assertThat(answer.path("attempts").path(0).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void a_lead_nobody_knows_and_a_webhook_nobody_knows_are_told() {
        assertThat(explain("--webhook", "" + webhook, "--lead", "5").out())
                .startsWith("No event of this lead is in the log.");
        var unknown = explain("--webhook", "987654", "--event", "1");
        assertThat(unknown.err()).contains("Webhook not found");
        assertThat(unknown.status()).isEqualTo(1);
    }

    @Test
    void bad_usage_is_a_sentence_and_exit_status_2() {
        assertThat(explain("--webhook", "" + webhook).status()).isEqualTo(2);
        assertThat(explain("--event", "1").status()).isEqualTo(2);
        assertThat(explain("--webhook", "one", "--event", "1").status()).isEqualTo(2);
        assertThat(explain("--webhook", "1", "--event", "1", "--lead", "2").err())
                .contains("mutually exclusive");
    }
}
