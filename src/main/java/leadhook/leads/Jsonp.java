package leadhook.leads;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Fields;

/** Answers as a call of a function of the page that asked (contract 1.4). Errors never come so: nobody would see them. */
final class Jsonp {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");
    private static final String LINE_SEPARATOR = String.valueOf((char) 0x2028);
    private static final String PARAGRAPH_SEPARATOR = String.valueOf((char) 0x2029);

    private Jsonp() {}

    /** The function to be called; asked for first, so that nothing has happened when it is refused. */
    static Optional<String> callback(Fields fields) {
        var name = fields.text("jsonp");
        if (name.filter(text -> !NAME.matcher(text).matches()).isPresent()) {
            throw Refusal.invalid("jsonp is no name of a function");
        }
        return name;
    }

    static Answer answer(String callback, Answer json) {
        // Both end a line in older JavaScript, though not in JSON.
        var text = new String(json.body(), StandardCharsets.UTF_8)
                .replace(LINE_SEPARATOR, "\\u2028")
                .replace(PARAGRAPH_SEPARATOR, "\\u2029");
        return Answer.text(json.status(), "application/javascript", callback + "(" + text + ");")
                .with("X-Content-Type-Options", "nosniff");
    }
}
