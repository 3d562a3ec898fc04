package leadhook;

import static leadhook.platform.http.Route.delete;
import static leadhook.platform.http.Route.get;
import static leadhook.platform.http.Route.patch;
import static leadhook.platform.http.Route.post;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import leadhook.campaigns.AdminApi;
import leadhook.campaigns.CampaignsApi;
import leadhook.campaigns.IncentivesApi;
import leadhook.dashboard.Dashboard;
import leadhook.delivery.OutboundAdminApi;
import leadhook.delivery.OutboundApi;
import leadhook.inbound.InboundApi;
import leadhook.leads.BoardApi;
import leadhook.leads.ChangesApi;
import leadhook.leads.EmbedApi;
import leadhook.leads.HostedApi;
import leadhook.leads.LeadAdminApi;
import leadhook.leads.LeadApi;
import leadhook.leads.PeoplePages;
import leadhook.platform.http.AdminGuard;
import leadhook.platform.http.Answer;
import leadhook.platform.http.RateLimit;
import leadhook.platform.http.Route;
import leadhook.platform.jobs.JobsApi;
import leadhook.platform.metrics.Metrics;
import leadhook.users.UsersApi;
import leadhook.verify.VerifyApi;

/** Every URL on one line. */
final class Routes {
    private static final String CAMPAIGN = "/admin/v1/campaigns/{campaign}";
    private static final String WEBHOOK = CAMPAIGN + "/outbound-webhooks/{webhook}";

    private Routes() {}

    static List<Route> of(
            CampaignsApi campaigns,
            LeadApi leads,
            ChangesApi changes,
            BoardApi board,
            EmbedApi embed,
            HostedApi hosted,
            PeoplePages people,
            InboundApi inbound,
            OutboundApi outbound,
            AdminApi admin,
            IncentivesApi incentives,
            LeadAdminApi leadAdmin,
            OutboundAdminApi outboundAdmin,
            UsersApi users,
            JobsApi jobs,
            VerifyApi verify,
            Dashboard dashboard,
            AdminGuard guard,
            Health health,
            RateLimit limit,
            Metrics metrics) {
        var contract = List.of(
                post("/inbound/{token}", inbound::receive).accepting(),
                get("/v2/campaigns", campaigns::list),
                post("/v2/{campaign}", leads::create).accepting(),
                get("/v2/{campaign}", leads::find),
                delete("/v2/{campaign}", leads::delete),
                post("/v2/{campaign}/leads", leads::create).accepting(),
                get("/v2/{campaign}/leads/{lead}", leads::findByPath),
                post("/v2/{campaign}/optout", changes.optOut()),
                post("/v2/{campaign}/opt-out", changes.optOut()),
                post("/v2/{campaign}/leads/opt-out", changes.optOut()),
                post("/v2/{campaign}/verify", changes.verify()),
                post("/v2/{campaign}/leads/verify", changes.verify()),
                post("/v2/{campaign}/approve", changes.approve()),
                post("/v2/{campaign}/block", changes.block()),
                post("/v2/{campaign}/waitlist", changes.waitlist()),
                post("/v2/{campaign}/leads/waitlist", changes.waitlist()),
                post("/v2/{campaign}/unwaitlist", changes.unwaitlist()),
                post("/v2/{campaign}/remove-from-waitlist", changes.unwaitlist()),
                post("/v2/{campaign}/leads/remove-from-waitlist", changes.unwaitlist()),
                post("/v2/{campaign}/tag", changes.tagMany()),
                post("/v2/{campaign}/tags/bulk", changes.tagMany()),
                post("/v2/{campaign}/verify-phone-number", changes::verifyPhoneNumber),
                post("/v2/{campaign}/points", changes::addPoints),
                post("/v2/{campaign}/leads/add-points", changes::addPoints),
                get("/v2/{campaign}/actions", campaigns::actions),
                post("/v2/{campaign}/actions", changes::completeNamed),
                post("/v2/{campaign}/actions/parent-completed", changes::completeNamedForReferrer),
                post("/v2/{campaign}/actions/{action}", changes::complete),
                post("/v2/{campaign}/actions/{action}/parent", changes::completeForReferrer),
                post("/v2/{campaign}/parent-actions/{action}", changes::completeForReferrer),
                get("/v2/{campaign}/tags", campaigns::tags),
                post("/v2/{campaign}/tags/{tag}", changes::tag).accepting(),
                post("/v2/{campaign}/tag/{tag}", changes::tag).accepting(),
                post("/v2/{campaign}/tags/{tag}/lead", changes::tag).accepting(),
                post("/v2/{campaign}/tags/{tag}/lead-parent", changes::tagReferrer),
                post("/v2/{campaign}/tags/{tag}/parent", changes::tagReferrer),
                get("/v2/{campaign}/leaderboard", board::leaderboard),
                get("/v2/{campaign}/stats", board::stats),
                post("/v2/{campaign}/inbound-webhook", inbound::create),
                post("/v2/{campaign}/outbound-webhook", outbound::create),
                delete("/v2/{campaign}/outbound-webhook", outbound::delete),
                post("/v2/{campaign}/{operation}", changes::unknown),
                post("/v1/{campaign}/subscribe", embed::subscribe).accepting().forBrowsers(),
                get("/v1/{campaign}/subscribe", embed::subscribeByGet)
                        .accepting()
                        .forBrowsers(),
                get("/v1/{campaign}/info", embed::info).forBrowsers(),
                post("/lead/{campaign}", hosted::signUp).accepting().forBrowsers(),
                get("/lead/{campaign}/{lead}", hosted::find).forBrowsers(),
                post("/action/{campaign}", hosted::complete).forBrowsers(),
                get("/verify-email", people::verifyEmail),
                get("/opt-out/{token}", people::optOut),
                post("/opt-out/{token}", people::confirmOptOut));
        var own = List.of(
                get("/admin/v1/campaigns", guard.behind(admin::list)),
                post("/admin/v1/campaigns", guard.behind(admin::create)),
                get(CAMPAIGN, guard.behind(admin::one)),
                patch(CAMPAIGN, guard.behind(admin::change)),
                get(CAMPAIGN + "/tags", guard.behind(incentives::listTags)),
                post(CAMPAIGN + "/tags", guard.behind(incentives::createTag)),
                patch(CAMPAIGN + "/tags/{tag}", guard.behind(incentives::changeTag)),
                delete(CAMPAIGN + "/tags/{tag}", guard.behind(incentives::deleteTag)),
                get(CAMPAIGN + "/actions", guard.behind(incentives::listActions)),
                post(CAMPAIGN + "/actions", guard.behind(incentives::createAction)),
                patch(CAMPAIGN + "/actions/{action}", guard.behind(incentives::changeAction)),
                delete(CAMPAIGN + "/actions/{action}", guard.behind(incentives::deleteAction)),
                get(CAMPAIGN + "/reward-levels", guard.behind(incentives::listLevels)),
                post(CAMPAIGN + "/reward-levels", guard.behind(incentives::createLevel)),
                patch(CAMPAIGN + "/reward-levels/{level}", guard.behind(incentives::changeLevel)),
                delete(CAMPAIGN + "/reward-levels/{level}", guard.behind(incentives::deleteLevel)),
                get(CAMPAIGN + "/leads/{lead}", guard.behind(leadAdmin::one)),
                post(CAMPAIGN + "/leads/{lead}/sms-opt-out", guard.behind(leadAdmin::smsOptOut)),
                post(CAMPAIGN + "/keys", guard.behind(admin::createKey)),
                delete(CAMPAIGN + "/keys/{key}", guard.behind(admin::revokeKey)),
                get(CAMPAIGN + "/outbound-webhooks", guard.behind(outboundAdmin::list)),
                get(WEBHOOK, guard.behind(outboundAdmin::one)),
                patch(WEBHOOK, guard.behind(outboundAdmin::change)),
                delete(WEBHOOK, guard.behind(outboundAdmin::delete)),
                get(WEBHOOK + "/secret", guard.behind(outboundAdmin::secret)),
                get(WEBHOOK + "/explain", guard.behind(outboundAdmin::explain)),
                get("/admin/v1/outbound-webhooks/{webhook}/explain", guard.behind(outboundAdmin::explainAny)),
                post(WEBHOOK + "/pause", guard.behind(outboundAdmin::pause)),
                post(WEBHOOK + "/resume", guard.behind(outboundAdmin::resume)),
                post(WEBHOOK + "/resend", guard.behind(outboundAdmin::resend)),
                post(WEBHOOK + "/test", guard.behind(outboundAdmin::test)),
                get(WEBHOOK + "/attempts", guard.behind(outboundAdmin::attempts)),
                get("/admin/v1/users", guard.behind(users::list)),
                post("/admin/v1/users", guard.behind(users::create)),
                patch("/admin/v1/users/{user}", guard.behind(users::change)),
                delete("/admin/v1/users/{user}", guard.behind(users::delete)),
                get("/admin/v1/jobs", guard.behind(jobs::list)),
                get("/admin/v1/verify", guard.behind(verify::check)),
                get("/metrics", guard.behindOrLocal(_ -> Answer.text(200, Metrics.CONTENT_TYPE, metrics.text()))));
        return Stream.of(
                        health.routes().stream(),
                        contract.stream().map(limit::on),
                        own.stream(),
                        dashboard.routes().stream())
                .flatMap(Function.identity())
                .toList();
    }
}
