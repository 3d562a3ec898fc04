package leadhook.dashboard;

import java.util.Optional;
import leadhook.platform.http.Call;
import leadhook.users.Session;
import leadhook.users.User;

/** One look at a page, or one change by a form: what is asked, and by whom. */
record Visit(Call call, Session session) {
    User user() {
        return session.user();
    }

    /** Whether a page that is there already renews a part of itself; who goes back in his history wants all of it. */
    boolean isForPart() {
        return call.header("HX-Request").isPresent()
                && call.header("HX-History-Restore-Request").isEmpty();
    }

    /** A parameter that names a position in a list; empty when it is none. */
    Optional<Long> number(String name) {
        return call.fields()
                .text(name)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
    }
}
