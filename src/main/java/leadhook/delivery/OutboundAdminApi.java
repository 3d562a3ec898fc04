package leadhook.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import leadhook.delivery.OutboundWebhooks.Served;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/campaigns/{campaign}/outbound-webhooks}: webhooks, how they fare, and their secrets, for an operator. */
public final class OutboundAdminApi {
    private final OutboundWebhooks webhooks;
    private final Explain explain;

    OutboundAdminApi(OutboundWebhooks webhooks, Explain explain) {
        this.webhooks = webhooks;
        this.explain = explain;
    }

    public Answer list(Call call) {
        var body = Json.object();
        var data = body.putArray("data");
        webhooks.ofCampaign(campaign(call)).forEach(served -> data.add(json(served)));
        return Answer.json(200, body.putNull("next"));
    }

    public Answer one(Call call) {
        return Answer.json(200, json(served(call)));
    }

    public Answer secret(Call call) {
        return Answer.json(
                200, Json.object().put("secret", served(call).webhook().secret()));
    }

    /** Changes the {@code order} in which events reach it: {@code retries}, {@code lead} or {@code strict}. */
    public Answer change(Call call) {
        webhooks.order(campaign(call), webhook(call), order(call));
        return one(call);
    }

    public Answer pause(Call call) {
        webhooks.pause(campaign(call), webhook(call));
        return one(call);
    }

    /** Goes on: {@code from} its {@code position} (the default), or from {@code now}. */
    public Answer resume(Call call) {
        var from = call.fields().text("from").orElse("position");
        if (!from.equals("position") && !from.equals("now")) {
            throw Refusal.invalid("from is position or now");
        }
        webhooks.resume(campaign(call), webhook(call), from.equals("now"));
        return one(call);
    }

    /** Why {@code event}, or each event of {@code lead}, did or did not reach the webhook. */
    public Answer explain(Call call) {
        long campaign = campaign(call);
        return explain(call, of -> of == campaign);
    }

    /** The same for whoever does not know of which campaign the webhook is. */
    public Answer explainAny(Call call) {
        return explain(call, _ -> true);
    }

    private Answer explain(Call call, LongPredicate campaign) {
        var event = number(call, "event");
        var lead = number(call, "lead");
        if (event.isPresent() == lead.isPresent()) {
            throw Refusal.invalid("Please include event or lead, a number");
        }
        long webhook = webhook(call);
        if (!explain.campaign(webhook).filter(campaign::test).isPresent()) {
            throw unknown();
        }
        if (event.isPresent()) {
            return Answer.json(200, json(explain.event(webhook, event.get())));
        }
        var body = Json.object();
        var data = body.putArray("data");
        explain.lead(webhook, lead.orElseThrow()).forEach(answered -> data.add(json(answered)));
        return Answer.json(200, body.putNull("next"));
    }

    private static Optional<Long> number(Call call, String name) {
        return call.fields()
                .text(name)
                .map(text -> Optional.of(text)
                        .filter(digits -> digits.matches("[0-9]{1,18}"))
                        .map(Long::parseLong)
                        .orElseThrow(() -> Refusal.invalid(name + " is a number")));
    }

    private static ObjectNode json(Explain.Answered answered) {
        var facts = answered.facts();
        var json = Json.object()
                .put("webhook", facts.webhook().id())
                .put("event", facts.seq())
                .put("verdict", answered.explanation().verdict())
                .put("sentence", answered.explanation().sentence());
        var attempts = json.putArray("attempts");
        for (var attempt : facts.attempts()) {
            attempts.addObject()
                    .put("at", attempt.at().toString())
                    .put("number", attempt.number())
                    .put("trigger", attempt.trigger())
                    .put("status", attempt.status())
                    .put("reason", attempt.reason());
        }
        return json;
    }

    private static Order order(Call call) {
        var order = call.fields().text("order").orElse("");
        try {
            return Order.named(order);
        } catch (IllegalArgumentException _) {
            throw Refusal.invalid("order is retries, lead or strict");
        }
    }

    private Served served(Call call) {
        return webhooks.find(campaign(call), webhook(call)).orElseThrow(OutboundAdminApi::unknown);
    }

    private static long campaign(Call call) {
        return call.number("campaign").orElseThrow(() -> Refusal.notFound("Campaign not found"));
    }

    private static long webhook(Call call) {
        return call.number("webhook").orElseThrow(OutboundAdminApi::unknown);
    }

    private static Refusal unknown() {
        return Refusal.notFound("Webhook not found");
    }

    private ObjectNode json(Served served) {
        var webhook = served.webhook();
        var health = served.lane().health().paused(webhook.paused());
        var json = Json.object()
                .put("id", webhook.id())
                .put("url", webhook.url().text())
                .put("format", webhook.url().formEncoded() ? "form" : "json")
                .put("order", webhook.order().text())
                .put("state", health.state(webhooks.now()).name().toLowerCase(Locale.ROOT))
                .put("position", served.lane().position())
                .put("unread", served.lastSeq() - served.lane().position())
                .put("owed", served.owed())
                .put("expires", text(served.expires()))
                .put("failing_since", text(health.failingSince()))
                .put("next_probe_at", text(health.probeAt()));
        var events = json.putArray("events");
        webhook.types().forEach(type -> events.add(type.eventName()));
        return json;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
