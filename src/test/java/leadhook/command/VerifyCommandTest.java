package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leadhook verify} against a running server: what it prints, and its exit status. */
class VerifyCommandTest {
    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final TestCampaign wrong = world.campaign();

    @TempDir
    Path data = Path.of("");

    @BeforeEach
    void the_server_left_its_first_start_file() {
        FirstStartFile.write(data, new FirstStart(world.url(), campaign.id(), campaign.key(), World.ADMIN_TOKEN));
        campaign.signUp("ada@example.com");
        wrong.signUp("grace@example.com");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_clean_database_is_a_table_and_exit_status_0() {
        var verified = verify();

        assertThat(verified.status()).isZero();
        assertThat(verified.out().lines())
                .contains("invariant       checked  violations", "numbers               2           0")
                .endsWith("All of this holds.");
        assertThat(verified.err()).isEmpty();
    }

    @Test
    void what_is_wrong_is_named_in_words_and_exit_status_1() {
        breakSomething();

        var verified = verify();

        assertThat(verified.status()).isEqualTo(1);
        assertThat(verified.out())
                .containsSubsequence(
                        "numbers               7           5",
                        "counts                8           1",
                        "The events of a campaign are numbered 1, 2, 3 and so on",
                        "  campaign %d: number 2 is missing".formatted(wrong.id()),
                        "The counts of a campaign are those of its leads. But:",
                        "  campaign %d: lead_count is 2, counted 1".formatted(wrong.id()),
                        "6 violations.")
                .doesNotContain("@");
    }

    @Test
    void of_many_violations_the_first_few_are_named() {
        world.database().update("update campaign_state set last_seq = 8 where campaign_id = ?", wrong.id());

        assertThat(verify().out())
                .contains("number 6 is missing", "  and 2 more")
                .doesNotContain("number 7 is missing");
    }

    @Test
    void one_campaign_is_verified_alone() {
        breakSomething();

        assertThat(verify("--campaign", String.valueOf(campaign.id())).status()).isZero();
        assertThat(verify("--campaign", String.valueOf(wrong.id())).status()).isEqualTo(1);
        var unknown = verify("--campaign", "4711");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).isEqualToIgnoringNewLines("Campaign not found");
    }

    @Test
    void programs_read_json() {
        breakSomething();

        var verified = verify("--json");

        assertThat(verified.status()).isEqualTo(1);
        var json = Json.readOwn(verified.out());
        assertThat(json.path("violations").asLong()).isEqualTo(6);
        assertThat(json.at("/invariants/0").toString())
                .isEqualTo(
                        ("{\"invariant\":\"numbers\",\"means\":\"The events of a campaign are numbered 1, 2, 3 and so"
                                        + " on, without a gap, up to its last number.\",\"checked\":7,\"violations\":5,"
                                        + "\"examples\":[%s]}")
                                .formatted(String.join(
                                        ",",
                                        IntStream.rangeClosed(2, 6)
                                                .mapToObj(number -> "\"campaign %d: number %d is missing\""
                                                        .formatted(wrong.id(), number))
                                                .toList())));
    }

    @Test
    void progress_is_shown_once_it_takes_longer_than_a_moment() {
        var err = new StringWriter();
        var nanos = new AtomicLong();
        try (var progress = new ProgressLine(new PrintWriter(err, true), true, nanos::get)) {
            progress.at("campaign 1, event 20000 of 45000");
            assertThat(err.toString()).isEmpty();
            nanos.addAndGet(1_000_000_000);
            progress.at("campaign 1, event 40000 of 45000");
            progress.at("not again at once");
            nanos.addAndGet(1_000_000_000);
            progress.at("campaign 1, counting");
        }
        assertThat(err.toString().split("\r"))
                .containsExactly(
                        "",
                        "campaign 1, event 40000 of 45000",
                        "campaign 1, counting            ",
                        "                                ");
    }

    @Test
    void in_a_file_progress_is_a_line_now_and_then() {
        var err = new StringWriter();
        var nanos = new AtomicLong();
        try (var progress = new ProgressLine(new PrintWriter(err, true), false, nanos::get)) {
            nanos.addAndGet(9_000_000_000L);
            progress.at("campaign 1, event 20000 of 45000");
            nanos.addAndGet(1_000_000_000L);
            progress.at("campaign 1, event 40000 of 45000");
        }
        assertThat(err.toString()).isEqualToNormalizingNewlines("campaign 1, event 40000 of 45000\n");
    }

    /** Five numbers go missing, and a lead is counted that is not there. */
    private void breakSomething() {
        world.database().update("""
                        update campaign_state set last_seq = 6, lead_count = 2 where campaign_id = ?
                        """, wrong.id());
    }

    private Typed verify(String... words) {
        var all = new ArrayList<String>();
        all.add("verify");
        all.addAll(List.of(words));
        all.addAll(List.of("--data", data.toString(), "--port", "0"));
        return Typed.command(all.toArray(String[]::new));
    }
}
