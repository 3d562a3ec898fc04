package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import leadhook.testkit.Literal;
import leadhook.testkit.NamedTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/compatibility.md} has a line for everything in the contract, and each line its proof or its issue. */
class CompatibilityDocTest {
    private static final Pattern HEADER = Pattern.compile("^\\| (---|call|rule|parameter|field|message|event|key) \\|");
    private static final Pattern COMING = Pattern.compile("\\bissue [0-9]+");

    private final String text = Files.readString(Path.of("docs", "compatibility.md"));

    CompatibilityDocTest() throws IOException {}

    @Test
    void every_test_that_is_named_exists() {
        NamedTests.assertExist(text);
    }

    @Test
    void every_line_of_its_tables_has_a_proof_or_an_issue() {
        var lines = text.lines()
                .filter(line -> line.startsWith("| ") && !HEADER.matcher(line).find())
                .toList();

        assertThat(lines)
                .hasSizeGreaterThan(150)
                .allSatisfy(line -> assertThat(NamedTests.in(line).isEmpty()
                                && !COMING.matcher(line).find())
                        .as(line)
                        .isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "Calls, calls.txt",
        "Parameters, parameters.txt",
        "Fields of a lead, fields.txt",
        "Messages, messages.txt",
        "Events, events.txt",
        "Events, payload-keys.txt"
    })
    void everything_of_the_contract_has_a_line(String section, String file) {
        var names = section(section);

        for (var literal : Literal.lines(file)) {
            // A message stands behind its status.
            var name = literal.replaceFirst("^[0-9]{3} ", "");
            assertThat(names).as(name).contains("`" + name + "`");
        }
    }

    /** What stands in the first column of a section's table. */
    private List<String> section(String title) {
        var from = text.indexOf("\n## " + title + "\n");
        assertThat(from).isPositive();
        var to = text.indexOf("\n## ", from + 1);
        return text.substring(from, to)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", 3)[1])
                .flatMap(cell ->
                        Pattern.compile("`[^`]+`").matcher(cell).results().map(each -> each.group()))
                .toList();
    }
}
