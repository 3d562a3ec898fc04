package leadhook.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import leadhook.bench.Report.Target;
import leadhook.platform.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a figure of which something was asked. */
class ReportTest {
    private final ByteArrayOutputStream people = new ByteArrayOutputStream();
    private final ByteArrayOutputStream programs = new ByteArrayOutputStream();
    private final Report report = new Report(printer(people), printer(programs));

    private static PrintStream printer(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"6000, goal", "5999, floor", "3000, floor", "2999, missed", "NaN, not measured"})
    void of_some_figures_more_is_better(double figure, String verdict) {
        assertThat(Target.atLeast(3_000, 6_000, "a second").verdict(figure)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"1.2, goal", "1.21, floor", "2, floor", "2.01, missed", "NaN, not measured"})
    void of_others_less_is(double figure, String verdict) {
        assertThat(Target.atMost(2, 1.2, "times").verdict(figure)).isEqualTo(verdict);
    }

    @Test
    void each_figure_stands_in_the_last_table_with_its_verdict() {
        report.judge("rate", 4_000, Target.atLeast(3_000, 6_000, "a second"));
        assertThat(report.judge()).isTrue();

        assertThat(people.toString(StandardCharsets.UTF_8))
                .containsPattern("rate +4,000 +3,000 +6,000 +a second +floor");
        var line = Json.readOwn(programs.toString(StandardCharsets.UTF_8).strip());
        assertThat(line.path("measured").asDouble()).isEqualTo(4_000);
        assertThat(line.path("verdict").asText()).isEqualTo("floor");
    }

    @Test
    void one_floor_that_was_missed_is_told_of() {
        report.judge("rate", 6_000, Target.atLeast(3_000, 6_000, "a second"));
        report.judge("times", 3, Target.atMost(2, 1.2, "times"));

        assertThat(report.judge()).isFalse();
    }
}
