package leadhook.campaigns;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;

/** What a key may see of its campaigns: the campaigns, and the tags and actions of one (contract 2.7, 2.10, 2.16). */
public final class CampaignsApi {
    private final Campaigns campaigns;
    private final Incentives incentives;
    private final ApiKeys keys;

    public CampaignsApi(Campaigns campaigns, Incentives incentives, ApiKeys keys) {
        this.campaigns = campaigns;
        this.incentives = incentives;
        this.keys = keys;
    }

    /** A bare array, as one client requires it. */
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

    public Answer tags(Call call) {
        var array = JsonNodeFactory.instance.arrayNode();
        incentives.tags(keys.campaign(call)).forEach(tag -> array.add(IncentivesApi.json(tag)));
        return Answer.json(200, array);
    }

    public Answer actions(Call call) {
        var array = JsonNodeFactory.instance.arrayNode();
        incentives.actions(keys.campaign(call)).forEach(action -> array.add(IncentivesApi.json(action)));
        return Answer.json(200, array);
    }
}
