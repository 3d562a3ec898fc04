package leadhook.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import leadhook.platform.Json;

/** What a verification has found so far: each invariant, in their order. */
public record Report(List<Checked> checked) {
    /** Before anything was looked at. */
    public static final Report NOTHING =
            new Report(Arrays.stream(Invariant.values()).map(Checked::nothing).toList());

    public Report {
        checked = List.copyOf(checked);
    }

    /** The two together. */
    public Report plus(Report more) {
        Map<Invariant, Checked> sums = new EnumMap<>(Invariant.class);
        checked.forEach(each -> sums.put(each.invariant(), each));
        more.checked.forEach(each -> sums.merge(each.invariant(), each, Checked::plus));
        return new Report(List.copyOf(sums.values()));
    }

    /** How much is wrong. */
    public long violationCount() {
        return checked.stream().mapToLong(Checked::violations).sum();
    }

    /** What is wrong, in words: the first few of each invariant. Empty when nothing is. */
    public List<String> violations() {
        return checked.stream()
                .flatMap(each ->
                        each.examples().stream().map(example -> each.invariant().text() + ": " + example))
                .toList();
    }

    /** The invariants that do not hold. */
    public Set<Invariant> broken() {
        return checked.stream()
                .filter(each -> each.violations() > 0)
                .map(Checked::invariant)
                .collect(Collectors.toSet());
    }

    /** As a list of JSON objects. */
    public ArrayNode json() {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var each : checked) {
            var json = Json.object()
                    .put("invariant", each.invariant().text())
                    .put("means", each.invariant().sentence())
                    .put("checked", each.rows())
                    .put("violations", each.violations());
            each.examples().forEach(json.putArray("examples")::add);
            list.add(json);
        }
        return list;
    }

    /** The same read back. @throws IllegalArgumentException when it names an invariant that is not known here */
    public static Report read(JsonNode list) {
        return new Report(list.valueStream()
                .map(json -> new Checked(
                        Invariant.named(json.path("invariant").asText()),
                        json.path("checked").asLong(),
                        json.path("violations").asLong(),
                        json.path("examples")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList()))
                .toList());
    }
}
