package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.platform.settings.Setting;
import leadhook.testkit.NamedTests;
import org.junit.jupiter.api.Test;

/** What {@code docs/delivery.md} says is proved where it says so, and stands in the files that it shows. */
class DeliveryDocTest {
    private static final Pattern SHOWN =
            Pattern.compile("\\[[\\w.]+]\\(\\.\\./(examples/[\\w./]+)\\)\n\n```\\w+\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)(#[^)]*)?\\)");

    private final String text = Files.readString(Path.of("docs", "delivery.md"));

    DeliveryDocTest() throws IOException {}

    @Test
    void every_promise_names_tests_that_exist() {
        var promises = between("## What is promised", "## What a receiver must do")
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---"))
                .toList();

        assertThat(promises)
                .hasSizeGreaterThan(20)
                .allSatisfy(promise ->
                        assertThat(NamedTests.in(promise)).as(promise).isNotEmpty());
        NamedTests.assertExist(text);
    }

    @Test
    void what_is_shown_of_a_file_stands_in_it() throws IOException {
        var shown = all(SHOWN);

        assertThat(shown).hasSize(4);
        for (var each : shown) {
            assertThat(Files.readString(Path.of(each.group(1)))).contains(each.group(2));
        }
    }

    @Test
    void what_it_links_to_exists() {
        assertThat(all(LINK))
                .isNotEmpty()
                .allSatisfy(link ->
                        assertThat(Path.of("docs").resolve(link.group(1))).exists());
    }

    @Test
    void its_numbers_are_those_of_the_code() {
        var concurrency = Setting.WEBHOOK_CONCURRENCY.defaultValue().orElseThrow();
        assertThat(text)
                .contains(spoken(Setting.RETRY_SCHEDULE) + " apart")
                .contains(Health.FAILURES_TO_STAND + " failures in a row")
                .contains("%,d owed".formatted(Health.OWED_TO_STAND))
                .contains(
                        "%d days and %d probes".formatted(Health.FAILING_TO_DISABLE.toDays(), Health.PROBES_TO_DISABLE))
                .contains("up to " + concurrency + " (`LEADHOOK_WEBHOOK_CONCURRENCY`)")
                .contains("2xx within " + spoken(Setting.DELIVERY_TIMEOUT) + "**")
                .contains("heard of for " + spoken(Setting.LEASE) + "\n(`LEADHOOK_LEASE`");
        assertThat(Health.LONGEST_WAIT).isEqualTo(Duration.ofHours(1));
    }

    /** {@code 5s,5m,2h} as the document writes it. */
    private static String spoken(Setting setting) {
        return Stream.of(setting.defaultValue().orElseThrow().split(","))
                .map(each -> each.replaceFirst("m$", " min").replaceFirst("([sh])$", " $1"))
                .collect(Collectors.joining(", "));
    }

    private String between(String from, String to) {
        return text.substring(text.indexOf(from), text.indexOf(to));
    }

    private List<MatchResult> all(Pattern pattern) {
        return pattern.matcher(text).results().toList();
    }
}
