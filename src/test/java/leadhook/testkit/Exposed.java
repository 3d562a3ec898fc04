package leadhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a server tells at {@code /metrics}, as Prometheus would read it. */
public record Exposed(String text) {
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)$");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");

    public static Exposed by(World world) {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(world.url() + "/metrics"));
            var reply = http.send(request.build(), BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(200);
            return new Exposed(reply.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Every name that a query may ask for: those of histograms with {@code _bucket} and its like. */
    public Set<String> names() {
        return matches(SAMPLE);
    }

    /** Each metric once, by the name it is documented under. */
    public Set<String> families() {
        return matches(FAMILY);
    }

    /** Every sample of Leadhook's own, by its name and its labels. */
    public Set<String> ownSamples() {
        return SAMPLE.matcher(text)
                .results()
                .map(Exposed::sample)
                .filter(sample -> sample.startsWith("leadhook_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sample(MatchResult match) {
        return match.group(1) + (match.group(2) == null ? "" : match.group(2));
    }

    private Set<String> matches(Pattern pattern) {
        var names = new TreeSet<String>();
        pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    /** The value of this sample, written with its labels; fails when there is none. */
    public double value(String sample) {
        return SAMPLE.matcher(text)
                .results()
                .filter(match -> sample.equals(sample(match)))
                .mapToDouble(match -> Double.parseDouble(match.group(3)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + sample + " in\n" + text));
    }
}
