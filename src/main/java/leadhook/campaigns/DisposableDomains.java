package leadhook.campaigns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import leadhook.platform.StartRefused;
import org.jspecify.annotations.Nullable;

/** Email domains that are good for a minute: a list of our own, or an operator's in its place (contract Q40). */
public final class DisposableDomains {
    private static final String OURS = "disposable-domains.txt";

    private DisposableDomains() {}

    /**
     * Reads the list; blank lines and those with {@code #} at their beginning are passed over.
     *
     * @param file an operator's own; null for ours
     * @throws StartRefused when it cannot be read, or a line is no domain
     */
    public static Domains read(@Nullable Path file) {
        return Domains.of(lines(file)
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> Domains.normal(line)
                        .orElseThrow(() ->
                                new StartRefused("LEADHOOK_DISPOSABLE_DOMAINS: %s has a line that is no domain: \"%s\"."
                                        .formatted(file, line))))
                .toList());
    }

    private static Stream<String> lines(@Nullable Path file) {
        try {
            return (file == null ? ours() : Files.readAllLines(file)).stream();
        } catch (IOException e) {
            throw new StartRefused("LEADHOOK_DISPOSABLE_DOMAINS: " + file + " cannot be read as text.");
        }
    }

    private static List<String> ours() {
        try (var list = Objects.requireNonNull(DisposableDomains.class.getResourceAsStream(OURS))) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
