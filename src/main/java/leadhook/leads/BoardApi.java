package leadhook.leads;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaigns;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;

/** Who leads the contest, and how many leads are what (contract 2.14, 2.15). */
public final class BoardApi {
    private static final int USUAL_LIMIT = 10;
    private static final int MOST = 50;

    private final Board board;
    private final Leads leads;
    private final Campaigns campaigns;
    private final ApiKeys keys;

    public BoardApi(Database database, Leads leads, Campaigns campaigns, ApiKeys keys) {
        this.board = new Board(database);
        this.leads = leads;
        this.campaigns = campaigns;
        this.keys = keys;
    }

    /** Neither addresses nor numbers are shown (contract Q48). */
    public Answer leaderboard(Call call) {
        long campaign = keys.campaign(call);
        var fields = call.fields();
        int limit = limit(fields);
        var label = fields.text("lead_description").orElse("first_name").toLowerCase(Locale.ROOT);
        var picture = Portrait.Default.named(fields.text("avatar_default").orElse(""));
        var current = fields.text("social_id").flatMap(SocialId::id);
        boolean needsVerification = campaigns
                .lately(campaign)
                .map(each -> each.scoring().needsVerification())
                .orElse(false);
        var body = Json.object();
        var rows = body.putArray("leads");
        for (var place : board.first(campaign, limit)) {
            rows.addObject()
                    .put("rank", place.rank())
                    .put("social_id", place.lead().socialId())
                    .put("description", description(place.lead(), label))
                    .put("contest_score", place.score())
                    .put("referrals", needsVerification ? place.verifiedReferrals() : place.referrals())
                    .put("avatar", Portrait.avatar(place.lead(), picture))
                    .put(
                            "current",
                            current.filter(id -> id == place.lead().id()).isPresent());
        }
        return Answer.json(200, body);
    }

    private static int limit(Fields fields) {
        return fields.text("limit")
                .map(text -> {
                    if (!text.matches("[0-9]{1,9}")) {
                        throw Refusal.invalid("limit is a whole number from 1 to " + MOST);
                    }
                    return Math.clamp(Integer.parseInt(text), 1, MOST);
                })
                .orElse(USUAL_LIMIT);
    }

    /** What a lead is called; by its social id when it has nothing of that kind. */
    private static String description(Lead lead, String label) {
        var text = switch (label) {
            case "social_id" -> Optional.<String>empty();
            case "first_name" -> Optional.ofNullable(lead.firstName());
            case "full_name" ->
                Optional.of(Stream.of(lead.firstName(), lead.lastName())
                        .flatMap(Stream::ofNullable)
                        .collect(Collectors.joining(" ")));
            default -> lead.customFields().text(label);
        };
        return text.filter(each -> !each.isBlank()).orElseGet(lead::socialId);
    }

    public Answer stats(Call call) {
        long campaign = keys.campaign(call);
        var census = leads.census(campaign).orElseThrow(Refusal::unauthorized);
        long jumpStart =
                campaigns.find(campaign).orElseThrow(Refusal::unauthorized).jumpStart();
        var body = Json.object();
        body.putObject("leads")
                .put("total", census.leads())
                .put("total_with_jumpstart", census.leads() + jumpStart)
                .put("removed_from_waitlist", census.unwaitlisted())
                .put("verified", census.verified())
                .put("fraudulent", census.flagged())
                .put("opted_out", census.optedOut())
                .put("referred", census.referred());
        return Answer.json(200, body);
    }
}
