package leadhook.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import leadhook.campaigns.ApiKeys;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import leadhook.platform.idempotency.IdempotencyKey;

/** {@code /v2/{campaign}/outbound-webhook}: subscribed and unsubscribed by URL (primary document "Outbound Webhooks"). */
public final class OutboundApi {
    private static final int MAX_TEXT = 255;

    private final OutboundWebhooks webhooks;
    private final ApiKeys keys;

    public OutboundApi(OutboundWebhooks webhooks, ApiKeys keys) {
        this.webhooks = webhooks;
        this.keys = keys;
    }

    public Answer create(Call call) {
        long campaign = keys.campaign(call);
        var fields = call.fields();
        var url = url(fields);
        var types = types(fields);
        var source = fields.text("source")
                .map(text -> text.replace('\0', '\uFFFD'))
                .map(text -> text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT));
        return webhooks.once(campaign, IdempotencyKey.of(call, "outbound webhook"), transaction -> {
            var subscribed = webhooks.subscribe(transaction, campaign, url, types, source.orElse(null));
            var body = Answer.envelope("Webhook Created").put("referenceId", subscribed.id());
            var events = body.putArray("events");
            subscribed.types().forEach(type -> events.add(type.eventName()));
            return Answer.json(200, body);
        });
    }

    public Answer delete(Call call) {
        long campaign = keys.campaign(call);
        var url = url(call.fields());
        var answer = webhooks.once(campaign, IdempotencyKey.of(call, "outbound webhook deleted"), transaction -> {
            if (!webhooks.delete(transaction, campaign, url)) {
                throw Refusal.notFound("Webhook not found");
            }
            return Answer.message(200, "Webhook Deleted");
        });
        webhooks.awaitSeen(campaign);
        return answer;
    }

    static WebhookUrl url(Fields fields) {
        var url = fields.value("url").filter(JsonNode::isTextual);
        return new WebhookUrl(url.map(JsonNode::textValue).orElse(""));
    }

    /** Both parameters joined, in order, each type once (contract Q52); all must be known, or nothing is made (Q15). */
    public static List<EventType> types(Fields fields) {
        var types = new LinkedHashSet<EventType>();
        var unknown = new ArrayList<String>();
        Stream.concat(fields.list("event").stream(), fields.list("events").stream())
                .map(node -> node.isValueNode() ? node.asText().strip() : node.toString())
                .filter(name -> !name.isEmpty())
                .forEach(name -> EventType.named(name).ifPresentOrElse(types::add, () -> unknown.add(name)));
        if (!unknown.isEmpty()) {
            throw Refusal.quoting("Invalid event type " + String.join(", ", unknown), "Invalid event type");
        }
        if (types.isEmpty()) {
            throw Refusal.invalid("Please include at least one event");
        }
        return List.copyOf(types);
    }
}
