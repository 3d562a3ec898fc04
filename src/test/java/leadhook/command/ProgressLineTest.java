package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
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
                        "                    ");
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
}
