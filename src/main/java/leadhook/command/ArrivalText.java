package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
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
        var headers = HEADERS.stream()
                .map(name -> name + ": "
                        + arrival.header(name.toLowerCase(Locale.ROOT)).orElse("(none)"));
        var text = """
                %s %s %s
                %s
                __event: %s
                %s
                %s
                answer: %s
                """.formatted(
                        TIME.format(arrival.at().atZone(zone)),
                        arrival.method(),
                        arrival.target(),
                        headers.collect(Collectors.joining("\n")),
                        event(arrival).orElse("(none)"),
                        signature.text(),
                        body(arrival),
                        answer);
        return harmless(text);
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

    private static String body(Arrival arrival) {
        if (arrival.body().length == 0) {
            return "(no body)";
        }
        return json(arrival)
                .map(JsonNode::toPrettyString)
                .orElseGet(() -> isForm(arrival) ? String.join("\n", pairs(arrival)) : arrival.text());
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
    static String harmless(String text) {
        return text.codePoints().mapToObj(ArrivalText::shown).collect(Collectors.joining());
    }

    private static String shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> character == '\n' ? "\n" : "\\u%04x".formatted(character);
            default -> Character.toString(character);
        };
    }
}
