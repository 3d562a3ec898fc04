package leadhook.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/campaigns}: campaigns, their tags and keys, set up by an operator. */
public final class AdminApi {
    private static final long DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_TEXT = 2_048;
    private static final long MAX_POINTS = 99_999;

    private final Campaigns campaigns;
    private final ApiKeys keys;

    public AdminApi(Campaigns campaigns, ApiKeys keys) {
        this.campaigns = campaigns;
        this.keys = keys;
    }

    /** Lists campaigns by cursor: {@code limit}, {@code after}. */
    public Answer list(Call call) {
        var fields = call.fields();
        int limit = Math.clamp(wholeNumber(fields, "limit").orElse(DEFAULT_LIMIT), 1, MAX_LIMIT);
        var page = campaigns.list(wholeNumber(fields, "after").orElse(0L), limit);
        var body = Json.object();
        var data = body.putArray("data");
        page.forEach(campaign -> data.add(json(campaign)));
        if (page.size() == limit) {
            body.put("next", page.getLast().id());
        } else {
            body.putNull("next");
        }
        return Answer.json(200, body);
    }

    public Answer create(Call call) {
        var fields = call.fields();
        var draft = new Campaigns.Draft(
                wholeNumber(fields, "id").orElse(null),
                required(fields, "name"),
                url(fields, "url"),
                url(fields, "thanks_url"),
                country(fields),
                fields.flag("keyless"));
        return Answer.json(201, json(campaigns.create(draft)));
    }

    /** Changes what may be changed: {@code keyless}, whether leads may be made without a key (contract Q4). */
    public Answer change(Call call) {
        var fields = call.fields();
        boolean keyless = fields.value("keyless")
                .filter(JsonNode::isBoolean)
                .map(JsonNode::booleanValue)
                .orElseThrow(() -> Refusal.invalid("Please say what to change: keyless is true or false"));
        return Answer.json(200, json(campaigns.setKeyless(campaign(call), keyless)));
    }

    public Answer createTag(Call call) {
        var fields = call.fields();
        var points = wholeNumber(fields, "points").orElse(0L);
        if (Math.abs(points) > MAX_POINTS) {
            throw Refusal.invalid("points is at most " + MAX_POINTS);
        }
        var id = wholeNumber(fields, "id").orElse(null);
        if (id != null && id < 1) {
            throw Refusal.invalid("id is a positive whole number");
        }
        var tag = campaigns.createTag(
                campaign(call),
                id,
                required(fields, "name"),
                text(fields, "description").orElse(""),
                points);
        return Answer.json(201, json(tag));
    }

    public Answer listTags(Call call) {
        var body = Json.object();
        var data = body.putArray("data");
        campaigns.tags(campaign(call)).forEach(tag -> data.add(json(tag)));
        return Answer.json(200, body.putNull("next"));
    }

    /** Makes a key for the campaign of the URL and those in {@code campaigns}; {@code value} keeps a key in use elsewhere. */
    public Answer createKey(Call call) {
        var fields = call.fields();
        var covered = new ArrayList<>(List.of(campaign(call)));
        for (JsonNode id : fields.list("campaigns")) {
            covered.add(wholeNumber(id).orElseThrow(() -> Refusal.notFound("Campaign not found")));
        }
        var created =
                text(fields, "value").map(value -> keys.keep(value, covered)).orElseGet(() -> keys.create(covered));
        var body = Json.object().put("id", created.id()).put("key", created.key());
        ArrayNode ids = body.putArray("campaigns");
        created.campaigns().forEach(ids::add);
        return Answer.json(201, body);
    }

    public Answer revokeKey(Call call) {
        boolean revoked =
                call.number("key").filter(id -> keys.revoke(campaign(call), id)).isPresent();
        if (!revoked) {
            throw Refusal.notFound("Key not found");
        }
        return Answer.json(200, Json.object().put("message", "Key revoked"));
    }

    private long campaign(Call call) {
        return call.number("campaign")
                .filter(campaigns::exists)
                .orElseThrow(() -> Refusal.notFound("Campaign not found"));
    }

    private static ObjectNode json(Campaign campaign) {
        return Json.object()
                .put("id", campaign.id())
                .put("name", campaign.name())
                .put("url", campaign.url())
                .put("thanks_url", campaign.thanksUrl())
                .put("default_country", campaign.defaultCountry())
                .put("keyless", campaign.keyless())
                .put("created_at", campaign.createdAt().toString());
    }

    private static ObjectNode json(Tag tag) {
        return Json.object()
                .put("id", tag.id())
                .put("name", tag.name())
                .put("description", tag.description())
                .put("points", tag.points());
    }

    private static String required(Fields fields, String name) {
        return text(fields, name).orElseThrow(() -> Refusal.invalid("Please include a " + name));
    }

    private static Optional<String> text(Fields fields, String name) {
        var text = fields.text(name);
        text.ifPresent(value -> {
            if (value.length() > MAX_TEXT || value.indexOf('\0') >= 0) {
                throw Refusal.invalid(name + " is at most " + MAX_TEXT + " characters of text");
            }
        });
        return text;
    }

    private static Optional<Long> wholeNumber(Fields fields, String name) {
        return fields.value(name)
                .filter(value -> !value.isNull())
                .map(value -> wholeNumber(value).orElseThrow(() -> Refusal.invalid(name + " is a whole number")));
    }

    private static Optional<Long> wholeNumber(JsonNode value) {
        return value.isValueNode() && value.asText().matches("-?[0-9]{1,18}")
                ? Optional.of(Long.parseLong(value.asText()))
                : Optional.empty();
    }

    private static @Nullable String url(Fields fields, String name) {
        var url = text(fields, name).orElse(null);
        if (url != null && !url.matches("(?i)https?://[^/\\s]+\\S*")) {
            throw Refusal.invalid(name + " is an http or https address");
        }
        return url;
    }

    private static @Nullable String country(Fields fields) {
        var country = text(fields, "default_country").orElse(null);
        if (country != null && !country.matches("(?i)[a-z]{2}")) {
            throw Refusal.invalid("default_country is an ISO code of two letters");
        }
        return country == null ? null : country.toUpperCase(Locale.ROOT);
    }
}
