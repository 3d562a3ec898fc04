package leadhook.campaigns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.AdminFields;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/campaigns/{campaign}/tags}, {@code …/actions} and {@code …/reward-levels}, set up by an operator. */
public final class IncentivesApi {
    private static final long MAX_POINTS = 99_999;
    private static final long MAX_REQUIRED = 1_000_000_000;
    private static final String USUAL_KIND = "custom";

    private static final Tag NEW_TAG = new Tag(0, "", "", 0);
    private static final Action NEW_ACTION = new Action(0, "", 0, USUAL_KIND, null, null);
    private static final RewardLevel NEW_LEVEL = new RewardLevel(0, "", "", 0, null, null, null, true);

    private static final Set<String> TAG_NAMES = Set.of("id", "name", "description", "points");
    private static final Set<String> ACTION_NAMES = Set.of("id", "text", "points", "kind", "url", "tag_id");
    private static final Set<String> LEVEL_NAMES =
            Set.of("id", "title", "description", "required_points", "subject", "body", "image_url", "visible");

    private final Incentives incentives;
    private final Campaigns campaigns;

    public IncentivesApi(Incentives incentives, Campaigns campaigns) {
        this.incentives = incentives;
        this.campaigns = campaigns;
    }

    public Answer listTags(Call call) {
        return list(incentives.tags(campaigns.existing(call)), IncentivesApi::json);
    }

    public Answer createTag(Call call) {
        var fields = new AdminFields(call);
        return Answer.json(201, json(incentives.create(campaigns.existing(call), id(fields), read(fields, NEW_TAG))));
    }

    public Answer changeTag(Call call) {
        var fields = new AdminFields(call);
        return Answer.json(
                200,
                json(incentives.changeTag(campaigns.existing(call), named(call, "tag"), tag -> read(fields, tag))));
    }

    public Answer deleteTag(Call call) {
        incentives.deleteTag(campaigns.existing(call), named(call, "tag"));
        return Answer.message(200, "Tag deleted");
    }

    public Answer listActions(Call call) {
        return list(incentives.actions(campaigns.existing(call)), IncentivesApi::json);
    }

    public Answer createAction(Call call) {
        var fields = new AdminFields(call);
        return Answer.json(
                201, json(incentives.create(campaigns.existing(call), id(fields), read(fields, NEW_ACTION))));
    }

    public Answer changeAction(Call call) {
        var fields = new AdminFields(call);
        return Answer.json(
                200,
                json(incentives.changeAction(
                        campaigns.existing(call), named(call, "action"), action -> read(fields, action))));
    }

    public Answer deleteAction(Call call) {
        incentives.deleteAction(campaigns.existing(call), named(call, "action"));
        return Answer.message(200, "Action deleted");
    }

    public Answer listLevels(Call call) {
        return list(incentives.levels(campaigns.existing(call)), IncentivesApi::json);
    }

    public Answer createLevel(Call call) {
        var fields = new AdminFields(call);
        return Answer.json(201, json(incentives.create(campaigns.existing(call), id(fields), read(fields, NEW_LEVEL))));
    }

    public Answer changeLevel(Call call) {
        var fields = new AdminFields(call);
        return Answer.json(
                200,
                json(incentives.changeLevel(
                        campaigns.existing(call), named(call, "level"), level -> read(fields, level))));
    }

    public Answer deleteLevel(Call call) {
        incentives.deleteLevel(campaigns.existing(call), named(call, "level"));
        return Answer.message(200, "Reward level deleted");
    }

    /** What a campaign has of a kind is few enough for one page. */
    private static <T> Answer list(List<T> all, Function<T, ObjectNode> json) {
        var body = Json.object();
        var data = body.putArray("data");
        all.forEach(each -> data.add(json.apply(each)));
        return Answer.json(200, body.putNull("next"));
    }

    private static @Nullable Long id(AdminFields fields) {
        return fields.optionalNumber("id", 1, Long.MAX_VALUE).orElse(null);
    }

    private static long named(Call call, String what) {
        return call.number(what).orElseThrow(() -> Refusal.notFound("There is no such " + what));
    }

    private static Tag read(AdminFields fields, Tag before) {
        fields.only(TAG_NAMES);
        return new Tag(
                before.id(),
                Campaigns.named(fields.required("name", before.name())),
                text(fields, "description", before.description()),
                fields.number("points", before.points(), -MAX_POINTS, MAX_POINTS));
    }

    private static Action read(AdminFields fields, Action before) {
        fields.only(ACTION_NAMES);
        return new Action(
                before.id(),
                Campaigns.named(fields.required("text", before.text())),
                fields.number("points", before.points(), -MAX_POINTS, MAX_POINTS),
                Campaigns.named(fields.required("kind", before.kind())),
                fields.url("url", before.url()),
                fields.has("tag_id")
                        ? fields.optionalNumber("tag_id", 1, Long.MAX_VALUE).orElse(null)
                        : before.tagId());
    }

    private static RewardLevel read(AdminFields fields, RewardLevel before) {
        fields.only(LEVEL_NAMES);
        long required = fields.number("required_points", before.requiredPoints(), 1, MAX_REQUIRED);
        if (required == 0) {
            throw Refusal.invalid("Please include required_points");
        }
        return new RewardLevel(
                before.id(),
                Campaigns.named(fields.required("title", before.title())),
                text(fields, "description", before.description()),
                required,
                fields.text("subject", before.subject()),
                fields.text("body", before.body()),
                fields.url("image_url", before.imageUrl()),
                fields.flag("visible", before.visible()));
    }

    private static String text(AdminFields fields, String name, String before) {
        var text = fields.text(name, before);
        return text == null ? "" : text;
    }

    static ObjectNode json(Tag tag) {
        return Json.object()
                .put("id", tag.id())
                .put("name", tag.name())
                .put("description", tag.description())
                .put("points", tag.points());
    }

    static ObjectNode json(Action action) {
        return Json.object()
                .put("id", action.id())
                .put("text", action.text())
                .put("points", action.points())
                .put("kind", action.kind())
                .put("url", action.url())
                .put("tag_id", action.tagId());
    }

    private static ObjectNode json(RewardLevel level) {
        return Json.object()
                .put("id", level.id())
                .put("title", level.title())
                .put("description", level.description())
                .put("required_points", level.requiredPoints())
                .put("subject", level.subject())
                .put("body", level.body())
                .put("image_url", level.imageUrl())
                .put("visible", level.visible());
    }
}
