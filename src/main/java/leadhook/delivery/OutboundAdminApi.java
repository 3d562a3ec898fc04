package leadhook.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;

/** {@code /admin/v1/campaigns/{campaign}/outbound-webhooks}: webhooks and their secrets, for an operator. */
public final class OutboundAdminApi {
    private final OutboundWebhooks webhooks;

    public OutboundAdminApi(OutboundWebhooks webhooks) {
        this.webhooks = webhooks;
    }

    public Answer list(Call call) {
        var body = Json.object();
        var data = body.putArray("data");
        webhooks.ofCampaign(campaign(call)).forEach(webhook -> data.add(json(webhook)));
        return Answer.json(200, body.putNull("next"));
    }

    public Answer secret(Call call) {
        var webhook = call.number("webhook")
                .flatMap(id -> webhooks.find(campaign(call), id))
                .orElseThrow(() -> Refusal.notFound("Webhook not found"));
        return Answer.json(200, Json.object().put("secret", webhook.secret()));
    }

    private static long campaign(Call call) {
        return call.number("campaign").orElseThrow(() -> Refusal.notFound("Campaign not found"));
    }

    private static ObjectNode json(OutboundWebhook webhook) {
        var json = Json.object()
                .put("id", webhook.id())
                .put("url", webhook.url().text())
                .put("format", webhook.url().formEncoded() ? "form" : "json");
        var events = json.putArray("events");
        webhook.types().forEach(type -> events.add(type.eventName()));
        return json;
    }
}
