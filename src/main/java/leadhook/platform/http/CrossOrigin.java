package leadhook.platform.http;

import java.util.List;
import java.util.stream.Collectors;

/** What pages of any other site may call from a browser, without cookies (contract 1.9, Q53). */
final class CrossOrigin {
    private static final String ANY = "*";
    private static final String A_DAY = "86400";

    private CrossOrigin() {}

    /** The answer, readable for any page. */
    static Answer readable(Answer answer) {
        return answer.with("Access-Control-Allow-Origin", ANY);
    }

    /** What a browser is told that asks before it calls. */
    static Answer asked(List<Route> routes) {
        var methods = routes.stream().map(Route::method).distinct().sorted().collect(Collectors.joining(", "));
        return readable(Answer.nothing())
                .with("Access-Control-Allow-Methods", methods)
                .with("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key")
                .with("Access-Control-Max-Age", A_DAY);
    }
}
