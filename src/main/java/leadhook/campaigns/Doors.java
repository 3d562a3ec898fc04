package leadhook.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import leadhook.platform.Refusal;
import leadhook.platform.http.Call;
import leadhook.platform.idempotency.IdempotencyKey;

/** Who comes in to a campaign: with a key that covers it, or without one where that is allowed (contract 1.2, Q4). */
public final class Doors {
    private final Campaigns campaigns;
    private final ApiKeys keys;

    public Doors(Campaigns campaigns, ApiKeys keys) {
        this.campaigns = campaigns;
        this.keys = keys;
    }

    /** Somebody who has been let in to the {@code {campaign}} of the URL. */
    public record Visitor(Campaign campaign, boolean hasKey) {
        /** The idempotency key of the call, if it brought one: that of a stranger is none of those with a key. */
        public Optional<IdempotencyKey> once(Call call, String door) {
            return IdempotencyKey.of(call, hasKey ? door : door + " of a stranger");
        }
    }

    /** Lets a call in. A key that is wrong is refused where none would have been asked for, too (contract Q4). */
    public Visitor enter(Call call) {
        boolean hasKey = call.key().isPresent();
        if (!hasKey
                && call.fields()
                        .value("api_key")
                        .filter(JsonNode::isContainerNode)
                        .isPresent()) {
            // Several keys are none.
            throw Refusal.unauthorized();
        }
        return hasKey ? new Visitor(withKey(call), true) : new Visitor(withoutKey(call), false);
    }

    /** Lets in a call of a hosted form, which never has a key (contract 2.23). */
    public Visitor hosted(Call call) {
        var campaign = call.number("campaign")
                .flatMap(campaigns::lately)
                .orElseThrow(() -> Refusal.notFound("Campaign not found"));
        if (!campaign.hostedForms()) {
            throw Refusal.unauthorized();
        }
        return new Visitor(campaign, false);
    }

    private Campaign withKey(Call call) {
        return campaigns.lately(keys.campaign(call)).orElseThrow(Refusal::unauthorized);
    }

    private Campaign withoutKey(Call call) {
        var campaign = call.number("campaign")
                .flatMap(campaigns::lately)
                .orElseThrow(() -> Refusal.notFound("Campaign not found"));
        if (!campaign.keyless()) {
            throw Refusal.unauthorized();
        }
        return campaign;
    }
}
