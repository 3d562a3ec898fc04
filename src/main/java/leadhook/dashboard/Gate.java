package leadhook.dashboard;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Route.Handler;
import leadhook.users.Session;
import leadhook.users.Sessions;

/**
 * Nobody sees a page without having signed in, or of a campaign that is not his; nothing is changed by a viewer, or by a
 * form that is not of the session. What one may not see answers as if it did not exist.
 */
final class Gate {
    static final String COOKIE = "leadhook_session";
    static final String HOME = "/dashboard";
    private static final String SIGN_IN = HOME + "/sign-in";

    private final Sessions sessions;
    private final Campaigns campaigns;
    private final Once once = new Once();

    Gate(Sessions sessions, Campaigns campaigns) {
        this.sessions = sessions;
        this.campaigns = campaigns;
    }

    /** Answers somebody who has signed in. */
    interface Page {
        Answer answer(Visit visit);
    }

    /** The same about a campaign that he may see. */
    interface OfCampaign {
        Answer answer(Visit visit, Campaign campaign);
    }

    /** A page for everybody who has signed in. */
    Handler look(Page page) {
        return call -> session(call)
                .map(session -> page.answer(new Visit(call, session)))
                .orElseGet(() -> signIn(call));
    }

    /** A page of the campaign in the URL. */
    Handler lookAt(OfCampaign page) {
        return look(visit -> page.answer(visit, campaign(visit)));
    }

    /** A change that an owner makes by a form. */
    Handler change(Page page) {
        return ofOneself(visit -> {
            requireOwner(visit);
            return page.answer(visit);
        });
    }

    /** The same in the campaign in the URL. */
    Handler changeIn(OfCampaign page) {
        return ofOneself(visit -> {
            var campaign = campaign(visit);
            requireOwner(visit);
            return page.answer(visit, campaign);
        });
    }

    /** A change that concerns nobody but who makes it. */
    Handler ofOneself(Page page) {
        return look(visit -> {
            if (!visit.session().isForm(visit.call().fields().text("form").orElse(""))) {
                throw Refusal.of(
                        403, "This form is of another session. Go back, load the page again, and send it once more.");
            }
            return once.answer(visit, () -> page.answer(visit));
        });
    }

    Optional<Session> session(Call call) {
        return call.cookie(COOKIE).flatMap(sessions::find);
    }

    private Campaign campaign(Visit visit) {
        return visit.call()
                .number("campaign")
                .filter(visit.user()::sees)
                .flatMap(campaigns::find)
                .orElseThrow(() -> Refusal.notFound("There is no such campaign, or it is not yours to see."));
    }

    private static void requireOwner(Visit visit) {
        if (!visit.user().isOwner()) {
            throw Refusal.of(403, "You may look at everything here, but only an owner may change it.");
        }
    }

    /** Whoever has to sign in comes back to where he was; a form that was sent too late to the page that it stood on. */
    private static Answer signIn(Call call) {
        if (call.header("HX-Request").isPresent()) {
            // A part of a page was asked for: the whole page goes.
            var page = call.header("HX-Current-URL").map(Gate::pathOf).orElse(HOME);
            return Answer.message(401, "Please sign in").with("HX-Redirect", signInFor(page));
        }
        if (call.header("Accept").filter("text/event-stream"::equals).isPresent()) {
            // A page is no stream: the page that it stands on asks for itself, and is led on.
            return Answer.message(401, "Please sign in");
        }
        return Answer.seeOther(signInFor(
                call.isGet()
                        ? call.target()
                        : call.header("Referer").map(Gate::pathOf).orElse(HOME)));
    }

    private static String signInFor(String page) {
        return page.equals(HOME) ? SIGN_IN : SIGN_IN + "?to=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
    }

    private static String pathOf(String url) {
        try {
            var uri = new URI(url);
            return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (URISyntaxException _) {
            return HOME;
        }
    }

    /** A page of ours to go on to, whatever somebody has put into the link: never another site. */
    static String ownPage(String to) {
        return to.matches("/dashboard(/[A-Za-z0-9%._~/-]*)?(\\?[A-Za-z0-9%._~&=+@-]*)?") && !to.contains("//")
                ? to
                : HOME;
    }
}
