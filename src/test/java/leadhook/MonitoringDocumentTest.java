package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import leadhook.platform.Json;
import leadhook.testkit.Exposed;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Document and dashboard speak of what a running server tells, and of all of it. */
class MonitoringDocumentTest {
    private static final Pattern NAME = Pattern.compile("\\b(leadhook|jvm|process|system|hikaricp)_[a-z0-9_]+\\b");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");
    private static final Pattern ALERT = Pattern.compile("(?m)^\\| [^|`]+ \\| `(.+)` \\|$");

    private static Exposed told;

    @BeforeAll
    static void some_traffic() {
        try (var world = World.ofItsOwn(HandOver.MEMORY);
                var crm = Receiver.start()) {
            var campaign = world.campaign();
            campaign.subscribe(crm.url(), "new_signup");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            world.advance(Duration.ofMinutes(1));
            told = Exposed.by(world);
        }
    }

    @AfterAll
    static void forget() {
        told = new Exposed("");
    }

    @Test
    void the_table_lists_every_metric_of_ours_and_nothing_that_is_not_there() throws IOException {
        var documented = names(ROW, 1, document());

        assertThat(documented.stream().filter(name -> name.startsWith("leadhook_")))
                .containsExactlyInAnyOrderElementsOf(told.families().stream()
                        .filter(name -> name.startsWith("leadhook_"))
                        .filter(name -> !isMaximum(name))
                        .toList());
        assertThat(told.families()).containsAll(documented);
    }

    private static boolean isMaximum(String name) {
        return name.endsWith("_max") && told.families().contains(name.substring(0, name.length() - "_max".length()));
    }

    @Test
    void every_query_of_the_document_asks_for_what_is_there() throws IOException {
        var queries = names(ALERT, 1, document());

        assertThat(queries).hasSizeGreaterThan(10);
        assertThat(asked(String.join("\n", queries))).isNotEmpty().isSubsetOf(told.names());
    }

    @Test
    void every_query_of_the_dashboard_asks_for_what_is_there() throws IOException {
        var queries = dashboard().findValuesAsText("expr");

        assertThat(queries)
                .hasSizeGreaterThan(40)
                .allSatisfy(query -> assertThat(asked(query)).isNotEmpty().isSubsetOf(told.names()));
    }

    @Test
    void the_dashboard_groups_by_labels_that_are_there() throws IOException {
        for (var query : dashboard().findValuesAsText("expr")) {
            for (var label : List.of("result", "status", "outcome", "state", "reason", "pool", "area")) {
                if (query.contains("(" + label + ")") || query.contains("," + label + "=")) {
                    assertThat(told.text().lines())
                            .as(query)
                            .anyMatch(line ->
                                    asked(query).stream().anyMatch(line::startsWith) && line.contains(label + "=\""));
                }
            }
        }
    }

    @Test
    void the_dashboard_names_no_data_source_and_no_panel_twice() throws IOException {
        var dashboard = dashboard();
        assertThat(dashboard.findValues("datasource"))
                .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
        assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
        assertThat(dashboard.path("panels").findValuesAsText("title")).doesNotHaveDuplicates();
    }

    private static Set<String> asked(String query) {
        return names(NAME, 0, query);
    }

    private static Set<String> names(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs", "monitoring.md"));
    }

    private static JsonNode dashboard() throws IOException {
        return Json.read(Files.readAllBytes(Path.of("deploy", "grafana", "leadhook.json")));
    }
}
