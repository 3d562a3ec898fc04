package leadhook.campaigns;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;

/** {@code GET /v2/campaigns}: the campaigns of a key, a bare array (contract 2.16). */
public final class CampaignsApi {
    private final Campaigns campaigns;
    private final ApiKeys keys;

    public CampaignsApi(Campaigns campaigns, ApiKeys keys) {
        this.campaigns = campaigns;
        this.keys = keys;
    }

    public Answer list(Call call) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var campaign : campaigns.summaries(keys.campaigns(call).toArray(Long[]::new))) {
            array.addObject()
                    .put("id", campaign.id())
                    .put("name", campaign.name())
                    .put("lead_count", campaign.leadCount());
        }
        return Answer.json(200, array);
    }
}
