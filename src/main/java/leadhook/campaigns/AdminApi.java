package leadhook.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.AdminFields;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/campaigns}: campaigns with their rules, and their keys, set up by an operator. */
public final class AdminApi {
    private static final long DEFAULT_LIMIT = 50;
    private static final long MAX_LIMIT = 500;

    private final Campaigns campaigns;
    private final ApiKeys keys;

    public AdminApi(Campaigns campaigns, ApiKeys keys) {
        this.campaigns = campaigns;
        this.keys = keys;
    }

    /** Lists campaigns by cursor: {@code limit}, {@code after}. */
    public Answer list(Call call) {
        var fields = new AdminFields(call);
        int limit = (int) Math.clamp(fields.number("limit", DEFAULT_LIMIT, 1, Long.MAX_VALUE), 1, MAX_LIMIT);
        var page = campaigns.list(fields.number("after", 0, 0, Long.MAX_VALUE), limit);
        var body = Json.object();
        var data = body.putArray("data");
        page.forEach(campaign -> data.add(CampaignForm.json(campaign)));
        if (page.size() == limit) {
            body.put("next", page.getLast().id());
        } else {
            body.putNull("next");
        }
        return Answer.json(200, body);
    }

    public Answer create(Call call) {
        var fields = new AdminFields(call);
        var id = fields.optionalNumber("id", 1, Long.MAX_VALUE).orElse(null);
        var unnamed = Campaign.named(0, "", Instant.EPOCH);
        return Answer.json(201, CampaignForm.json(campaigns.create(id, CampaignForm.read(fields, unnamed))));
    }

    public Answer one(Call call) {
        return call.number("campaign")
                .flatMap(campaigns::find)
                .map(campaign -> Answer.json(200, CampaignForm.json(campaign)))
                .orElseThrow(() -> Refusal.notFound("Campaign not found"));
    }

    /** Changes what is named, and leaves the rest as it was. */
    public Answer change(Call call) {
        var fields = new AdminFields(call);
        if (call.fields().all().isEmpty()) {
            throw Refusal.invalid("Please say what to change");
        }
        return Answer.json(
                200, CampaignForm.json(campaigns.change(campaign(call), before -> CampaignForm.read(fields, before))));
    }

    /** Makes a key for the campaign of the URL and those in {@code campaigns}; {@code value} keeps a key in use elsewhere. */
    public Answer createKey(Call call) {
        var covered = new ArrayList<>(List.of(campaign(call)));
        for (JsonNode id : call.fields().list("campaigns")) {
            covered.add(number(id));
        }
        @Nullable String value = new AdminFields(call).text("value", null);
        var created = value == null ? keys.create(covered) : keys.keep(value, covered);
        var body = Json.object().put("id", created.id()).put("key", created.key());
        ArrayNode ids = body.putArray("campaigns");
        created.campaigns().forEach(ids::add);
        return Answer.json(201, body);
    }

    private static long number(JsonNode id) {
        if (!id.isValueNode() || !id.asText().matches("[0-9]{1,18}")) {
            throw Refusal.notFound("Campaign not found");
        }
        return Long.parseLong(id.asText());
    }

    public Answer revokeKey(Call call) {
        boolean revoked =
                call.number("key").filter(id -> keys.revoke(campaign(call), id)).isPresent();
        if (!revoked) {
            throw Refusal.notFound("Key not found");
        }
        return Answer.message(200, "Key revoked");
    }

    private long campaign(Call call) {
        return campaigns.existing(call);
    }
}
