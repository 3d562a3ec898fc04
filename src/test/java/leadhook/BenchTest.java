package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import leadhook.bench.Benchmarks;
import leadhook.platform.Json;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every benchmark works, whatever its figures: they are of no use on a machine that does other things. */
@Timeout(600)
class BenchTest {
    /** What is never zero, however short a benchmark is: rates, times and sizes. */
    private static final Pattern MEASURED =
            Pattern.compile("/s$| ms$|MiB$|^WAL|^statements|^ratio|batch$|^seconds$|^KB$");

    static List<String> benchmarks() {
        return Benchmarks.names();
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void it_measures_something_and_what_it_leaves_verifies(String benchmark) {
        var out = new ByteArrayOutputStream();

        Benchmarks.smoke(benchmark, new PrintStream(out, true, StandardCharsets.UTF_8));

        var lines =
                out.toString(StandardCharsets.UTF_8).lines().map(Json::readOwn).toList();
        assertThat(lines).isNotEmpty().allSatisfy(BenchTest::holdsFigures);
    }

    private static void holdsFigures(JsonNode line) {
        assertThat(line.path("table").asText()).isNotEmpty();
        assertThat(line.properties())
                .as(line.toString())
                .anyMatch(column -> column.getValue().isNumber())
                .filteredOn(column -> MEASURED.matcher(column.getKey()).find())
                .allMatch(column -> column.getValue().asDouble() > 0 || isMeantToBeNone(line, column.getKey()));
    }

    private static boolean isMeantToBeNone(JsonNode line, String column) {
        return line.path("webhooks").asInt(-1) == 0 && column.contains("deliver");
    }
}
