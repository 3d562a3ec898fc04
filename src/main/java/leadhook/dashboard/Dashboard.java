package leadhook.dashboard;

import static leadhook.platform.http.Route.get;
import static leadhook.platform.http.Route.post;

import java.time.InstantSource;
import java.util.List;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.Incentives;
import leadhook.delivery.Delivery;
import leadhook.inbound.InboundWebhooks;
import leadhook.platform.database.Database;
import leadhook.platform.http.Answer;
import leadhook.platform.http.ErrorPage;
import leadhook.platform.http.Route;
import leadhook.users.Sessions;
import leadhook.users.SignInLimit;
import leadhook.users.Users;

/** All pages, each URL on a line: {@code look} for what is seen, {@code change} for what an owner does by a form. */
public final class Dashboard implements AutoCloseable {
    private static final String CAMPAIGN = Gate.HOME + "/campaigns/{campaign}";
    private static final String INBOUND = CAMPAIGN + "/inbound";
    private static final String OUTBOUND = CAMPAIGN + "/outbound";
    private static final String WEBHOOK = OUTBOUND + "/{webhook}";

    private final List<Route> routes;
    private final ErrorPages errors;
    private final LivePage live;

    /** The doors through which pages look and write. */
    public record Doors(
            Database database,
            Users users,
            Sessions sessions,
            SignInLimit limit,
            Campaigns campaigns,
            ApiKeys keys,
            Incentives incentives,
            InboundWebhooks inbound,
            Delivery delivery) {}

    /** Pages of a server with this public address. */
    public Dashboard(Doors doors, String publicUrl, InstantSource clock) {
        var html = new Html();
        var notices = new Notices();
        var outcomes = new Outcomes();
        doors.delivery.tellOfOutcomes(outcomes::isWatched, outcomes::tell);
        this.errors = new ErrorPages(html);
        var database = doors.database;
        var hours = new SignupHours(database);
        var gate = new Gate(doors.sessions, doors.campaigns);
        this.live = new LivePage(database, outcomes, gate, html, notices);
        this.routes = routes(
                gate,
                new SignInPage(doors.users, doors.sessions, doors.limit, gate, html, publicUrl),
                new AccountPage(doors.users, doors.limit, html, notices),
                new CampaignsPage(database, doors.campaigns, hours, html, notices, clock),
                new CampaignPage(database, hours, html, notices, clock),
                new SettingsPage(database, doors.campaigns, doors.keys, html, notices, publicUrl),
                new LeadsPage(database, html, notices),
                new LeadPage(database, html, notices, publicUrl),
                new InboundPage(doors.inbound, doors.incentives, html, notices, publicUrl),
                new OutboundPage(database, doors.delivery.webhooks(), html, notices, clock),
                new WebhookPage(
                        database,
                        doors.delivery.webhooks(),
                        doors.delivery.diary(),
                        doors.delivery.resend(),
                        html,
                        notices,
                        clock),
                new EventPage(database, doors.delivery.explain(), html, notices, clock),
                live);
    }

    private static List<Route> routes(
            Gate gate,
            SignInPage signIn,
            AccountPage account,
            CampaignsPage campaigns,
            CampaignPage campaign,
            SettingsPage settings,
            LeadsPage leads,
            LeadPage lead,
            InboundPage inbound,
            OutboundPage outbound,
            WebhookPage webhook,
            EventPage event,
            LivePage live) {
        return List.of(
                get("/", _ -> Answer.seeOther(Gate.HOME)),
                get(Gate.HOME + "/sign-in", signIn::show),
                post(Gate.HOME + "/sign-in", signIn::signIn),
                post(Gate.HOME + "/sign-out", gate.ofOneself(signIn::signOut)),
                post(Gate.HOME + "/sign-out-everywhere", gate.ofOneself(signIn::signOutEverywhere)),
                get(Gate.HOME + "/account", gate.look(account::show)),
                post(Gate.HOME + "/account/password", gate.ofOneself(account::changePassword)),
                get(Gate.HOME, gate.look(campaigns::show)),
                post(Gate.HOME + "/campaigns", gate.change(campaigns::create)),
                get(CAMPAIGN, gate.lookAt(campaign::show)),
                get(CAMPAIGN + "/settings", gate.lookAt(settings::show)),
                post(CAMPAIGN + "/settings/name", gate.changeIn(settings::rename)),
                // Where a browser is after a key was made, and asks again by itself.
                get(CAMPAIGN + "/settings/keys", gate.lookAt(settings::show)),
                post(CAMPAIGN + "/settings/keys", gate.changeIn(settings::createKey)),
                post(CAMPAIGN + "/settings/keys/{key}/revoke", gate.changeIn(settings::revokeKey)),
                get(CAMPAIGN + "/leads", gate.lookAt(leads::show)),
                get(CAMPAIGN + "/leads/{lead}", gate.lookAt(lead::show)),
                get(INBOUND, gate.lookAt(inbound::show)),
                post(INBOUND, gate.changeIn(inbound::create)),
                get(INBOUND + "/{webhook}", gate.lookAt(inbound::one)),
                get(INBOUND + "/{webhook}/arrivals", gate.lookAt(inbound::arrivals)),
                post(INBOUND + "/{webhook}/delete", gate.changeIn(inbound::delete)),
                get(OUTBOUND, gate.lookAt(outbound::show)),
                post(OUTBOUND, gate.changeIn(outbound::create)),
                get(WEBHOOK, gate.lookAt(webhook::show)),
                get(WEBHOOK + "/secret", gate.lookAt(outbound::secret)),
                get(WEBHOOK + "/explain", gate.lookAt(webhook::explain)),
                get(WEBHOOK + "/events/{event}", gate.lookAt(event::show)),
                get(WEBHOOK + "/leads/{lead}", gate.lookAt(event::ofLead)),
                post(WEBHOOK + "/events/{event}/resend", gate.changeIn(webhook::resend)),
                post(WEBHOOK + "/test", gate.changeIn(webhook::test)),
                post(WEBHOOK + "/pause", gate.changeIn(webhook::pause)),
                post(WEBHOOK + "/resume", gate.changeIn(webhook::resume)),
                post(WEBHOOK + "/change", gate.changeIn(webhook::change)),
                post(WEBHOOK + "/delete", gate.changeIn(webhook::delete)),
                get(CAMPAIGN + "/live", gate.lookAt(live::show)),
                get(CAMPAIGN + "/live/stream", gate.lookAt(live::stream)),
                get(Gate.HOME + "/assets/{hash}/{name}", Assets::answer));
    }

    public List<Route> routes() {
        return routes;
    }

    /** How errors look below {@code /dashboard}. */
    public ErrorPage errors() {
        return errors::page;
    }

    /** Ends what goes on for as long as somebody watches. */
    @Override
    public void close() {
        live.close();
    }
}
