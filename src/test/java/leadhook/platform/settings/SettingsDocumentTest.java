package leadhook.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {
    @Test
    void the_document_lists_every_setting_and_nothing_else() throws IOException {
        var documented = Files.readAllLines(Path.of("docs", "settings.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| name |") && !line.startsWith("| --- |"));

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(SettingsDocumentTest::row)
                        .toList());
    }

    private static String row(Setting setting) {
        var otherwise = setting.defaultValue().map(value -> "`" + value + "`").orElseGet(setting::defaultText);
        return "| `%s` | %s | %s |".formatted(setting.variable(), otherwise, setting.meaning());
    }
}
