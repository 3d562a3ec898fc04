package leadhook.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a call under {@code /admin}: an operator who mistypes is told which one it was. Each is asked for with
 * what holds when it is absent; JSON null takes a value away where there may be none.
 */
public final class AdminFields {
    private static final int MAX_TEXT = 2_048;
    private static final String HTTP_URL = "(?i)https?://[^/\\s]+\\S*";

    private final Fields fields;

    public AdminFields(Call call) {
        this(call.fields());
    }

    private AdminFields(Fields fields) {
        this.fields = fields;
    }

    /** The parameters in an object of that name; none when it is absent. */
    public AdminFields in(String name) {
        return fields.value(name)
                .filter(value -> !value.isNull())
                .map(value -> {
                    if (!value.isObject()) {
                        throw Refusal.invalid(name + " is an object");
                    }
                    return new AdminFields(Fields.of(value));
                })
                .orElseGet(() -> new AdminFields(Fields.empty()));
    }

    /** Whether it came, be it null. */
    public boolean has(String name) {
        return fields.has(name);
    }

    /** Refuses a parameter that is none of these: mistyped, it would be passed over in silence. */
    public AdminFields only(Set<String> names) {
        fields.all().keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.quoting("There is no parameter " + name, "an unknown parameter");
                });
        return this;
    }

    /** Text that must be there after the call. */
    public String required(String name, @Nullable String before) {
        var text = text(name, before);
        if (text == null || text.isEmpty()) {
            throw Refusal.invalid("Please include a " + name);
        }
        return text;
    }

    public @Nullable String text(String name, @Nullable String before) {
        if (!fields.has(name)) {
            return before;
        }
        if (fields.value(name).filter(JsonNode::isContainerNode).isPresent()) {
            throw Refusal.invalid(name + " is text");
        }
        var text = fields.text(name).orElse(null);
        if (text != null && (text.length() > MAX_TEXT || text.indexOf('\0') >= 0)) {
            throw Refusal.invalid(name + " is at most " + MAX_TEXT + " characters of text");
        }
        return text;
    }

    public @Nullable String url(String name, @Nullable String before) {
        var url = text(name, before);
        if (url != null && !url.matches(HTTP_URL)) {
            throw Refusal.invalid(name + " is an http or https address");
        }
        return url;
    }

    public @Nullable String country(String name, @Nullable String before) {
        var country = text(name, before);
        if (country != null && !country.matches("(?i)[a-z]{2}")) {
            throw Refusal.invalid(name + " is an ISO code of two letters");
        }
        return country == null ? null : country.toUpperCase(Locale.ROOT);
    }

    public boolean flag(String name, boolean before) {
        if (!fields.has(name)) {
            return before;
        }
        return switch (fields.text(name).orElse("")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refusal.invalid(name + " is true or false");
        };
    }

    /** A whole number of that range. */
    public long number(String name, long before, long least, long most) {
        return optionalNumber(name)
                .map(number -> within(name, number, least, most))
                .orElse(before);
    }

    /** The same where there may be none. */
    public Optional<Long> optionalNumber(String name, long least, long most) {
        return optionalNumber(name).map(number -> within(name, number, least, most));
    }

    private static long within(String name, long number, long least, long most) {
        if (number < least || number > most) {
            throw Refusal.invalid("%s is a whole number from %d to %d".formatted(name, least, most));
        }
        return number;
    }

    private Optional<Long> optionalNumber(String name) {
        return fields.value(name)
                .filter(value -> !value.isNull())
                .map(value -> wholeNumber(value).orElseThrow(() -> Refusal.invalid(name + " is a whole number")));
    }

    /** Whole numbers from 1 on, as an array or one alone; empty when absent or null. */
    public Optional<List<Long>> ids(String name, int most) {
        return fields.value(name)
                .filter(value -> !value.isNull())
                .map(_ -> bounded(name, most).stream()
                        .map(each -> wholeNumber(each)
                                .filter(id -> id > 0)
                                .orElseThrow(() -> Refusal.invalid(name + " is a list of ids")))
                        .toList());
    }

    private static Optional<Long> wholeNumber(JsonNode value) {
        return value.isValueNode() && value.asText().matches("-?[0-9]{1,18}")
                ? Optional.of(Long.parseLong(value.asText()))
                : Optional.empty();
    }

    /** A list of texts, as an array or one alone. */
    public List<String> texts(String name, List<String> before, int most) {
        if (!fields.has(name)) {
            return before;
        }
        return bounded(name, most).stream()
                .map(each -> {
                    if (!each.isTextual()) {
                        throw Refusal.invalid(name + " is a list of texts");
                    }
                    return each.asText().strip();
                })
                .toList();
    }

    private List<JsonNode> bounded(String name, int most) {
        var list = fields.list(name);
        if (list.size() > most) {
            throw Refusal.invalid("%s has at most %d items".formatted(name, most));
        }
        return list;
    }
}
