package leadhook.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leadhook.campaigns.Campaign;
import leadhook.leads.LeadPages;
import leadhook.leads.SocialId;
import leadhook.leads.Standings;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** One lead: who it is, and all that happened to it, with every delivery of that and its outcome. */
final class LeadPage {
    private static final int EARNED = 50;

    private final Database database;
    private final LeadTimeline timeline;
    private final Html html;
    private final Notices notices;
    private final String publicUrl;

    LeadPage(Database database, Html html, Notices notices, String publicUrl) {
        this.database = database;
        this.timeline = new LeadTimeline(database);
        this.html = html;
        this.notices = notices;
        this.publicUrl = publicUrl;
    }

    /**
     * @param rank position by score; 0 for a lead that takes no part
     * @param link the lead's own, to share; null when the campaign has no page that it could lead to
     * @param earned tags, actions and reward levels
     */
    record Shown(
            Frame frame, Who who, long rank, @Nullable String link, List<String> earned, LeadTimeline.Page timeline) {}

    /** @param facts what else is known of the lead, by name, as it was sent */
    record Who(
            String socialId,
            String name,
            @Nullable String email,
            @Nullable String phoneNumber,
            Instant signedUpAt,
            long number,
            long score,
            long referrals,
            @Nullable String parentId,
            List<String> badges,
            Map<String, String> facts) {}

    Answer show(Visit visit, Campaign campaign) {
        long lead = SocialId.id(visit.call().path("lead")).orElseThrow(LeadPage::unknown);
        var person = person(campaign.id(), lead);
        return html.page(
                "lead",
                new Shown(
                        Frame.of(person.name, visit, campaign, "leads", notices),
                        person,
                        person.badges.contains("flagged") ? 0 : rank(campaign.id(), person.score),
                        campaign.url() == null
                                ? null
                                : LeadPages.of(campaign, publicUrl).share(person.socialId),
                        earned(campaign.id(), lead),
                        timeline.page(
                                campaign.id(),
                                lead,
                                visit.number("before").orElse(null),
                                visit.user().isOwner())));
    }

    private static Refusal unknown() {
        return Refusal.notFound("There is no such lead: it may have been deleted, or the address is mistyped.");
    }

    private Who person(long campaign, long lead) {
        return database.first("""
                        select l.*, coalesce(t.score, 0) as score, coalesce(t.counting_direct, 0) as counting_direct
                        from leads l left join tallies t on t.campaign_id = l.campaign_id and t.lead_id = l.id
                        where l.campaign_id = ? and l.id = ?
                        """, LeadPage::person, campaign, lead).orElseThrow(LeadPage::unknown);
    }

    private static Who person(ResultSet row) throws SQLException {
        var parent = row.getObject("parent_id", Long.class);
        return new Who(
                SocialId.of(row.getLong("id")),
                Person.name(row),
                row.getString("email"),
                row.getString("phone_number"),
                Row.instant(row, "signed_up_at"),
                row.getLong("number"),
                row.getLong("score"),
                row.getLong("counting_direct"),
                parent == null ? null : SocialId.of(parent),
                badges(row),
                facts(row));
    }

    private static List<String> badges(ResultSet row) throws SQLException {
        var badges = new ArrayList<String>();
        var flags = (String[]) row.getArray("flags").getArray();
        if (flags.length > 0) {
            badges.add("flagged");
            badges.addAll(List.of(flags));
        }
        for (var state : List.of("approved", "verified", "opted_out", "sms_opted_out")) {
            if (row.getBoolean(state)) {
                badges.add(state.replace('_', ' '));
            }
        }
        // Everybody is on it from the signup.
        if (!row.getBoolean("waitlisted")) {
            badges.add("off the waitlist");
        }
        return badges;
    }

    private static Map<String, String> facts(ResultSet row) throws SQLException {
        var facts = new LinkedHashMap<String, String>();
        for (var column : List.of("source", "uid", "referrer", "page_url", "ip", "user_agent")) {
            var value = row.getString(column);
            if (value != null) {
                facts.put(column.replace('_', ' '), value);
            }
        }
        Json.readOwn(row.getString("utm"))
                .properties()
                .forEach(each -> facts.put(each.getKey().replace('_', ' '), text(each.getValue())));
        Json.readOwn(row.getString("custom_fields"))
                .properties()
                .forEach(each -> facts.put(free(facts, each.getKey()), text(each.getValue())));
        return facts;
    }

    /** A custom field may be called as something that every lead has. */
    private static String free(Map<String, String> facts, String name) {
        return facts.containsKey(name) ? name + " (custom field)" : name;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** One plus the leads with a higher score. */
    private long rank(long campaign, long score) {
        return 1
                + (score > 0
                        ? Standings.above(database, campaign, score)
                        : database.first(
                                        "select scored_count from campaign_state where campaign_id = ?",
                                        row -> row.getLong(1),
                                        campaign)
                                .orElseThrow());
    }

    /** Tags, completed actions and reward levels, by name. */
    private List<String> earned(long campaign, long lead) {
        return database.list("""
                select what from (
                    select 'tag: ' || t.name as what, lt.at from lead_tags lt
                    join tags t on t.campaign_id = lt.campaign_id and t.id = lt.tag_id
                    where lt.campaign_id = ? and lt.lead_id = ?
                    union all
                    select 'action: ' || a.text, c.at from completed_actions c
                    join actions a on a.campaign_id = c.campaign_id and a.id = c.action_id
                    where c.campaign_id = ? and c.lead_id = ?
                    union all
                    select 'reward level: ' || v.title, r.at from rewards r
                    join reward_levels v on v.campaign_id = r.campaign_id and v.id = r.level_id
                    where r.campaign_id = ? and r.lead_id = ?
                ) earned
                order by at limit ?
                """, row -> row.getString(1), campaign, lead, campaign, lead, campaign, lead, EARNED);
    }
}
