package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import leadhook.platform.Json;

/** A request written out for a person: when and what, the headers that matter, the signature, the body. */
final class ArrivalText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final List<String> HEADERS =
            List.of("Content-Type", "User-Agent", "webhook-id", "webhook-timestamp");

    private ArrivalText() {}

    static String of(Arrival arrival, ZoneId zone, Signature signature, String answer) {
        var lines = new ArrayList<String>();
        lines.add("%s %s %s".formatted(TIME.format(arrival.at().atZone(zone)), arrival.method(), arrival.target()));
        for (var name : HEADERS) {
            lines.add(
                    name + ": " + arrival.header(name.toLowerCase(Locale.ROOT)).orElse("(none)"));
        }
        lines.add("__event: " + event(arrival).orElse("(none)"));
        lines.add(signature.text());
        // Indented, so that no line of a body looks like one of ours.
        body(arrival).forEach(line -> lines.add("  " + line));
        lines.add("answer: " + answer);
        return lines.stream().map(ArrivalText::harmless).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Optional<String> event(Arrival arrival) {
        return json(arrival)
                .map(json -> json.path("__event").asText())
                .or(() -> pairs(arrival).stream()
                        .filter(pair -> pair.startsWith("__event="))
                        .map(pair -> pair.substring("__event=".length()))
                        .findFirst())
                .filter(event -> !event.isEmpty());
    }

    private static List<String> body(Arrival arrival) {
        if (arrival.body().length == 0) {
            return List.of("(no body)");
        }
        return isForm(arrival)
                ? pairs(arrival)
                : json(arrival)
                        .map(JsonNode::toPrettyString)
                        .orElseGet(arrival::text)
                        .lines()
                        .toList();
    }

    private static Optional<JsonNode> json(Arrival arrival) {
        try {
            return isForm(arrival) ? Optional.empty() : Optional.of(Json.read(arrival.body()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static boolean isForm(Arrival arrival) {
        return arrival.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded");
    }

    private static List<String> pairs(Arrival arrival) {
        return Arrays.stream(arrival.text().split("&"))
                .map(ArrivalText::decoded)
                .toList();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    /** Strangers may send what commands a terminal, or turns the direction of its text: that is shown by its code. */
    private static String harmless(String line) {
        return line.codePoints().mapToObj(ArrivalText::shown).collect(Collectors.joining());
    }

    private static String shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> "\\u%04x".formatted(character);
            default -> Character.toString(character);
        };
    }
}
