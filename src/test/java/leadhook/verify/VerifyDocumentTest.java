package leadhook.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VerifyDocumentTest {
    @Test
    void the_document_lists_the_invariants_in_their_words() throws IOException {
        var rows = Files.readAllLines(Path.of("docs", "verify.md")).stream().filter(line -> line.startsWith("| `"));

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Invariant.values())
                        .map(each -> "| `%s` | %s |".formatted(each.text(), each.sentence()))
                        .toList());
    }
}
