package leadhook.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.users.SignInLimit;
import leadhook.users.Users;

/** Who one is, one's password, and signing out everywhere. */
final class AccountPage {
    private final Users users;
    private final SignInLimit limit;
    private final Html html;
    private final Notices notices;

    AccountPage(Users users, SignInLimit limit, Html html, Notices notices) {
        this.users = users;
        this.limit = limit;
        this.html = html;
        this.notices = notices;
    }

    record Shown(Frame frame) {}

    Answer show(Visit visit) {
        return html.page("account", new Shown(Frame.of("Your account", visit, null, "account", notices)));
    }

    /** A new password ends all sessions, this one too: whoever knew the old one is out. */
    Answer changePassword(Visit visit) {
        limit.take(visit.user().name(), visit.call().peer());
        if (users.check(visit.user().name(), typed(visit, "current")).isEmpty()) {
            throw Refusal.invalid("The current password is not right. Nothing was changed.");
        }
        limit.succeeded(visit.user().name(), visit.call().peer());
        if (!typed(visit, "password").equals(typed(visit, "again"))) {
            throw Refusal.invalid("The two new passwords differ. Nothing was changed.");
        }
        users.changePassword(visit.user().id(), typed(visit, "password"));
        return Answer.seeOther(Gate.HOME + "/sign-in");
    }

    private static String typed(Visit visit, String name) {
        return visit.call().fields().value(name).map(JsonNode::asText).orElse("");
    }
}
