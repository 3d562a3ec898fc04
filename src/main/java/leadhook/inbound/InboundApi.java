package leadhook.inbound;

import java.util.Optional;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.leads.Done;
import leadhook.leads.Leads;
import leadhook.leads.SignupForm;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import leadhook.platform.idempotency.IdempotencyKey;

/** Inbound webhooks are made with a key, and take leads without one (primary document "Inbound Webhooks"). */
public final class InboundApi {
    private static final String DEFAULT_NAME = "Inbound via API";
    private static final int MAX_TEXT = 255;

    private final InboundWebhooks webhooks;
    private final Leads leads;
    private final Campaigns campaigns;
    private final ApiKeys keys;
    private final String publicUrl;

    public InboundApi(InboundWebhooks webhooks, Leads leads, Campaigns campaigns, ApiKeys keys, String publicUrl) {
        this.webhooks = webhooks;
        this.leads = leads;
        this.campaigns = campaigns;
        this.keys = keys;
        this.publicUrl = publicUrl;
    }

    public Answer create(Call call) {
        long campaign = keys.campaign(call);
        var fields = call.fields();
        var tag = fields.text("tag_id")
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(null);
        return webhooks.once(campaign, IdempotencyKey.of(call, "inbound webhook"), transaction -> {
            var token = webhooks.create(
                    transaction,
                    campaign,
                    text(fields, "name").orElse(DEFAULT_NAME),
                    tag,
                    text(fields, "source").orElse(null));
            return Answer.json(
                    200, Answer.envelope("Inbound Webhook Created").put("url", publicUrl + "/inbound/" + token));
        });
    }

    private static Optional<String> text(Fields fields, String name) {
        return fields.text(name)
                .map(text -> text.replace('\0', '\uFFFD'))
                .map(text -> text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT));
    }

    /** Makes the lead exactly as the Leads API does: 201 when it is new, 200 when it was there (contract 5.2). */
    public Answer receive(Call call) {
        var webhook = webhooks.byToken(call.path("token")).orElseThrow(() -> Refusal.notFound("Webhook not found"));
        try {
            var done = signUp(webhook, call);
            webhooks.accepted(webhook, done);
            return Answer.json(done.status(), done.json());
        } catch (Refusal refusal) {
            webhooks.refused(webhook, refusal);
            throw refusal;
        }
    }

    private Done signUp(InboundWebhook webhook, Call call) {
        long campaign = webhook.campaign();
        var signup = SignupForm.read(
                        call.fields(),
                        keys.covers(call, campaign),
                        () -> campaigns
                                .lately(campaign)
                                .map(Campaign::defaultCountry)
                                .orElse(null))
                // The sender is a server of somebody's, not the lead: its own address says nothing about the lead.
                .withDefaults(webhook.source(), null);
        return leads.signUp(
                campaign,
                signup,
                Optional.ofNullable(webhook.tag()),
                IdempotencyKey.of(call, "inbound " + call.path("token")));
    }
}
