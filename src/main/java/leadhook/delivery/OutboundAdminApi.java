package leadhook.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import leadhook.delivery.Diary.Outcomes;
import leadhook.delivery.OutboundWebhooks.Changes;
import leadhook.delivery.OutboundWebhooks.Served;
import leadhook.log.EventType;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/campaigns/{campaign}/outbound-webhooks}: webhooks, how they fare, and their secrets, for an operator. */
public final class OutboundAdminApi {
    private static final long USUAL_LIMIT = 50;
    private static final int MAX_LIMIT = 100;
    private static final int EVENTS_OF_A_LEAD = 100;

    private final OutboundWebhooks webhooks;
    private final Explain explain;
    private final Resend resend;
    private final Diary diary;

    OutboundAdminApi(OutboundWebhooks webhooks, Explain explain, Resend resend, Diary diary) {
        this.webhooks = webhooks;
        this.explain = explain;
        this.resend = resend;
        this.diary = diary;
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
        return Answer.json(200, Json.object().put("secret", webhooks.secret(campaign(call), webhook(call))));
    }

    /**
     * Changes its {@code url}, its {@code events}, or the {@code order} in which these reach it: {@code retries}, {@code lead}
     * or {@code strict}.
     */
    public Answer change(Call call) {
        var fields = call.fields();
        var wanted = new Changes(
                fields.has("url") ? OutboundApi.url(fields) : null,
                fields.has("event") || fields.has("events") ? OutboundApi.types(fields) : null,
                fields.has("order") ? order(call) : null);
        if (wanted.isNothing()) {
            throw Refusal.invalid("Please include url, events or order");
        }
        webhooks.change(campaign(call), webhook(call), wanted);
        return one(call);
    }

    public Answer delete(Call call) {
        webhooks.delete(campaign(call), webhook(call));
        return Answer.message(200, "Webhook deleted");
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

    /** Sends {@code event}, a number, once more and now. */
    public Answer resend(Call call) {
        long event = number(call, "event").orElseThrow(() -> Refusal.invalid("Please include event, a number"));
        return Answer.json(200, json(resend.event(campaign(call), webhook(call), event)));
    }

    /** Sends an example of {@code event}, the name of a type; of {@code new_signup} unless it says otherwise. */
    public Answer test(Call call) {
        var name = call.fields().text("event").orElse(EventType.NEW_SIGNUP.eventName());
        var type = EventType.named(name)
                .orElseThrow(() -> Refusal.quoting("Invalid event type " + name, "Invalid event type"));
        return Answer.json(200, json(resend.test(campaign(call), webhook(call), type)));
    }

    private static ObjectNode json(Resend.Result result) {
        return Json.object()
                .put("delivered", result.delivered())
                .put("status", result.status())
                .put("reason", result.reason())
                .put("took_millis", result.tookMillis())
                .put("excerpt", result.excerpt());
    }

    /** What was sent to it, by cursor: {@code limit}, {@code after}, and {@code outcome}, which is all, failed or delivered. */
    public Answer attempts(Call call) {
        int limit = Math.clamp(number(call, "limit").orElse(USUAL_LIMIT), 1, MAX_LIMIT);
        var after = call.fields().text("after").orElse(null);
        var page = diary.page(campaign(call), webhook(call), outcomes(call), after, limit);
        var body = Json.object();
        var data = body.putArray("data");
        page.entries().forEach(entry -> data.add(json(entry)));
        return Answer.json(200, body.put("next", page.next()));
    }

    private static Outcomes outcomes(Call call) {
        return switch (call.fields().text("outcome").orElse("all")) {
            case "all" -> Outcomes.ALL;
            case "failed" -> Outcomes.FAILED;
            case "delivered" -> Outcomes.DELIVERED;
            default -> throw Refusal.invalid("outcome is all, failed or delivered");
        };
    }

    private static ObjectNode json(Diary.Entry entry) {
        return Json.object()
                .put("id", entry.id())
                .put("event", entry.seq())
                .put("at", entry.at().toString())
                .put("number", entry.number())
                .put("trigger", entry.trigger())
                .put("took_millis", entry.tookMillis())
                .put("status", entry.status())
                .put("reason", entry.reason())
                .put("excerpt", entry.excerpt());
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
        explain.lead(webhook, lead.orElseThrow(), EVENTS_OF_A_LEAD).forEach(answered -> data.add(json(answered)));
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
        var json = Json.object()
                .put("webhook", answered.webhook())
                .put("event", answered.event())
                .put("verdict", answered.verdict())
                .put("sentence", answered.sentence());
        var attempts = json.putArray("attempts");
        for (var attempt : answered.attempts()) {
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
