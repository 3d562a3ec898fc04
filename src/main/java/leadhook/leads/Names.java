package leadhook.leads;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person is called. Filled from custom fields, which stay custom fields too (contract 4.3, Q24). */
record Names(@Nullable String first, @Nullable String last) {
    static final Names NONE = new Names(null, null);

    private static final List<String> FIRST = List.of("first_name", "given_name");
    private static final List<String> LAST = List.of("last_name", "family_name");
    private static final String WHOLE = "name";

    /** These names after an update: a name that was sent replaces, an empty or null one removes, an absent one stays. */
    Names with(CustomFields sent) {
        var newFirst = text(sent, FIRST);
        var newLast = text(sent, LAST);
        if (newFirst == null && newLast == null && sent.values().containsKey(WHOLE)) {
            return split(text(sent, List.of(WHOLE)));
        }
        return new Names(has(sent, FIRST) ? newFirst : first, has(sent, LAST) ? newLast : last);
    }

    private static Names split(@Nullable String whole) {
        if (whole == null) {
            return NONE;
        }
        var parts = whole.split("\\s+", 2);
        return new Names(parts[0], parts.length == 2 ? parts[1] : null);
    }

    private static boolean has(CustomFields sent, List<String> names) {
        return names.stream().anyMatch(sent.values()::containsKey);
    }

    private static @Nullable String text(CustomFields sent, List<String> names) {
        for (var name : names) {
            var value = sent.values().get(name);
            if (value != null && isText(value)) {
                return value.asText().strip();
            }
        }
        return null;
    }

    private static boolean isText(JsonNode value) {
        return value.isValueNode() && !value.isNull() && !value.asText().isBlank();
    }
}
