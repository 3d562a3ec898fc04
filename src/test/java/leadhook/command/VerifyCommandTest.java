package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code leadhook verify} against a running server: what it prints, and its exit status. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyCommandTest {
    /** Not shared: what this test leaves behind is wrong on purpose. */
    private final World world = World.ofItsOwn(HandOver.MEMORY);

    private final TestCampaign campaign = world.campaign();
    private final TestCampaign wrong = world.campaign();

    private Path data = Path.of("");
    private long events;

    @BeforeAll
    void one_campaign_is_right_and_one_is_wrong(@TempDir Path data) {
        this.data = data;
        var user = new FirstUser(world.url(), "admin", "the-password");
        FirstStartFile.write(data, new FirstStart(world.url(), campaign.id(), campaign.key(), World.ADMIN_TOKEN, user));
        campaign.signUp("ada@example.com");
        wrong.signUp("grace@example.com");
        events = world.database()
                .first(
                        "select last_seq from campaign_state where campaign_id = ?",
                        row -> row.getLong("last_seq"),
                        wrong.id())
                .orElseThrow();
        world.database()
                .update(
                        "update campaign_state set last_seq = last_seq + 7, lead_count = 2 where campaign_id = ?",
                        wrong.id());
    }

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void a_clean_campaign_is_a_table_and_exit_status_0() {
        var verified = verify("--campaign", String.valueOf(campaign.id()));

        assertThat(verified.status()).isZero();
        assertThat(verified.out().lines())
                .startsWith("invariant       checked  violations", row("numbers", events, 0))
                .endsWith("All of this holds.");
        assertThat(verified.err()).isEmpty();
    }

    @Test
    void a_great_campaign_may_be_checked_patiently() {
        var verified = verify("--patient", "--campaign", String.valueOf(campaign.id()));

        assertThat(verified.status()).isZero();
        assertThat(verified.out()).contains("All of this holds.");
    }

    @Test
    void what_is_wrong_anywhere_is_named_in_words_and_exit_status_1() {
        var verified = verify();

        assertThat(verified.status()).isEqualTo(1);
        assertThat(verified.out())
                .containsSubsequence(
                        row("numbers", events + events + 7, 7),
                        row("counts", 18, 1),
                        "The events of a campaign are numbered 1, 2, 3 and so on",
                        "  campaign %d: number %d is missing".formatted(wrong.id(), events + 1),
                        "  campaign %d: number %d is missing".formatted(wrong.id(), events + 5),
                        "  and 2 more",
                        "The counts of a campaign are those of its leads. But:",
                        "  campaign %d: lead_count is 2, counted 1".formatted(wrong.id()),
                        "8 violations.")
                .doesNotContain("number %d is missing".formatted(events + 6))
                .doesNotContain("@");
    }

    @Test
    void a_campaign_that_is_not_there_is_said_in_a_sentence() {
        var unknown = verify("--campaign", "4711");

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).isEqualToIgnoringNewLines("Campaign not found");
    }

    @Test
    void programs_read_json() {
        var verified = verify("--json", "--campaign", String.valueOf(wrong.id()));

        assertThat(verified.status()).isEqualTo(1);
        var json = Json.readOwn(verified.out());
        assertThat(json.path("violations").asLong()).isEqualTo(8);
        assertThat(json.at("/invariants/13"))
                .isEqualTo(Json.object()
                        .put("invariant", "counts")
                        .put("means", "The counts of a campaign are those of its leads.")
                        .put("checked", 9)
                        .put("violations", 1)
                        .set(
                                "examples",
                                Json.readOwn("[\"campaign %d: lead_count is 2, counted 1\"]".formatted(wrong.id()))));
    }

    private static String row(String invariant, long checked, long violations) {
        return "%-10s %12d %11d".formatted(invariant, checked, violations);
    }

    private Typed verify(String... words) {
        var all = new ArrayList<String>();
        all.add("verify");
        all.addAll(List.of(words));
        all.addAll(List.of("--data", data.toString(), "--port", "0"));
        return Typed.command(all.toArray(String[]::new));
    }
}
