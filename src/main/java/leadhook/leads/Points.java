package leadhook.leads;

import java.math.BigDecimal;
import java.util.Optional;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;

/** Points that a caller gives or takes: a whole number, which JSON may write as 20.0 too (contract 2.6, Q29). */
final class Points {
    private static final BigDecimal MOST = BigDecimal.valueOf(99_999);
    /** So many digits no number of points has, and more would only be slow to read. */
    private static final int MOST_CHARACTERS = 40;

    private Points() {}

    /** Empty when the parameter is absent, null or blank. @throws Refusal 409 when it is no number of points */
    static Optional<Long> read(Fields fields) {
        if (fields.value("points").filter(value -> value.isContainerNode()).isPresent()) {
            throw none();
        }
        return fields.text("points").map(Points::parse);
    }

    private static long parse(String text) {
        var points = number(text).stripTrailingZeros();
        if (points.scale() > 0) {
            throw none();
        }
        if (points.abs().compareTo(MOST) > 0) {
            throw Refusal.invalid("Max Points Exceeded");
        }
        return points.longValueExact();
    }

    private static BigDecimal number(String text) {
        if (!text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")) {
            throw none();
        }
        // Of a longer one nothing is known but that it is too large, or no whole number.
        return text.length() > MOST_CHARACTERS ? MOST.add(BigDecimal.ONE) : new BigDecimal(text);
    }

    private static Refusal none() {
        return Refusal.invalid("No points value found");
    }
}
