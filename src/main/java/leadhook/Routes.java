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
import leadhook.delivery.OutboundAdminApi;
import leadhook.delivery.OutboundApi;
import leadhook.inbound.InboundApi;
import leadhook.leads.EmbedApi;
import leadhook.leads.LeadApi;
import leadhook.platform.http.AdminGuard;
import leadhook.platform.http.Answer;
import leadhook.platform.http.RateLimit;
import leadhook.platform.http.Route;
import leadhook.platform.jobs.JobsApi;
import leadhook.platform.metrics.Metrics;
import leadhook.verify.VerifyApi;

/** Every URL on one line. */
final class Routes {
    private static final String WEBHOOK = "/admin/v1/campaigns/{campaign}/outbound-webhooks/{webhook}";

    private Routes() {}

    static List<Route> of(
            CampaignsApi campaigns,
            LeadApi leads,
            EmbedApi embed,
            InboundApi inbound,
            OutboundApi outbound,
            AdminApi admin,
            OutboundAdminApi outboundAdmin,
            JobsApi jobs,
            VerifyApi verify,
            AdminGuard guard,
            Health health,
            RateLimit limit,
            Metrics metrics) {
        var contract = List.of(
                post("/inbound/{token}", inbound::receive).accepting(),
                get("/v2/campaigns", campaigns::list),
                post("/v2/{campaign}", leads::create).accepting(),
                get("/v2/{campaign}", leads::find),
                post("/v2/{campaign}/leads", leads::create).accepting(),
                get("/v2/{campaign}/leads/{lead}", leads::findByPath),
                post("/v2/{campaign}/inbound-webhook", inbound::create),
                post("/v2/{campaign}/outbound-webhook", outbound::create),
                delete("/v2/{campaign}/outbound-webhook", outbound::delete),
                post("/v1/{campaign}/subscribe", embed::subscribe).accepting().forBrowsers(),
                get("/v1/{campaign}/subscribe", embed::subscribeByGet)
                        .accepting()
                        .forBrowsers(),
                get("/v1/{campaign}/info", embed::info).forBrowsers());
        var own = List.of(
                get("/admin/v1/campaigns", guard.behind(admin::list)),
                post("/admin/v1/campaigns", guard.behind(admin::create)),
                patch("/admin/v1/campaigns/{campaign}", guard.behind(admin::change)),
                get("/admin/v1/campaigns/{campaign}/tags", guard.behind(admin::listTags)),
                post("/admin/v1/campaigns/{campaign}/tags", guard.behind(admin::createTag)),
                post("/admin/v1/campaigns/{campaign}/keys", guard.behind(admin::createKey)),
                delete("/admin/v1/campaigns/{campaign}/keys/{key}", guard.behind(admin::revokeKey)),
                get("/admin/v1/campaigns/{campaign}/outbound-webhooks", guard.behind(outboundAdmin::list)),
                get(WEBHOOK, guard.behind(outboundAdmin::one)),
                patch(WEBHOOK, guard.behind(outboundAdmin::change)),
                get(WEBHOOK + "/secret", guard.behind(outboundAdmin::secret)),
                get(WEBHOOK + "/explain", guard.behind(outboundAdmin::explain)),
                get("/admin/v1/outbound-webhooks/{webhook}/explain", guard.behind(outboundAdmin::explainAny)),
                post(WEBHOOK + "/pause", guard.behind(outboundAdmin::pause)),
                post(WEBHOOK + "/resume", guard.behind(outboundAdmin::resume)),
                get("/admin/v1/jobs", guard.behind(jobs::list)),
                get("/admin/v1/verify", guard.behind(verify::check)),
                get("/metrics", guard.behindOrLocal(_ -> Answer.text(200, Metrics.CONTENT_TYPE, metrics.text()))));
        return Stream.of(health.routes().stream(), contract.stream().map(limit::on), own.stream())
                .flatMap(Function.identity())
                .toList();
    }
}
