package leadhook.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leadhook.campaigns.Campaign;
import leadhook.leads.SocialId;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** One lead: who it is, and all that happened to it, with every delivery of that and its outcome. */
final class LeadPage {
    private static final int EVENTS = 25;
    private static final int ENTRIES = 50;
    private static final int WEBHOOKS = 10;

    private final Database database;
    private final Html html;
    private final Notices notices;

    LeadPage(Database database, Html html, Notices notices) {
        this.database = database;
        this.html = html;
        this.notices = notices;
    }

    /**
     * @param rank position by score; 0 for a lead that takes no part
     * @param older where the timeline goes on; null at its end
     * @param hasMoreWebhooks whether the timeline tells of deliveries of the first ones only
     */
    record Shown(
            Frame frame,
            Who who,
            long rank,
            List<String> earned,
            List<Entry> timeline,
            @Nullable Long older,
            boolean hasMoreWebhooks) {}

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

    /** Something that happened: an event with its deliveries, or points with their reason. */
    record Entry(Instant at, String what, @Nullable Long event, List<Delivery> deliveries) {}

    /** @param outcome delivered, or how the last attempt failed */
    record Delivery(long webhook, String url, boolean delivered, String outcome, long attempts) {}

    private record Happened(long seq, Instant at, String type) {}

    private record Target(long id, String url) {}

    Answer show(Visit visit, Campaign campaign) {
        long lead = SocialId.id(visit.call().path("lead")).orElseThrow(LeadPage::unknown);
        var person = person(campaign.id(), lead);
        var events = events(campaign.id(), lead, visit.number("before").orElse(Long.MAX_VALUE));
        boolean more = events.size() > EVENTS;
        var page = more ? events.subList(0, EVENTS) : events;
        var targets = targets(campaign.id(), visit.user().isOwner());
        boolean manyTargets = targets.size() > WEBHOOKS;
        var shownTargets = manyTargets ? targets.subList(0, WEBHOOKS) : targets;
        return html.page(
                "lead",
                new Shown(
                        Frame.of(person.name, visit, campaign, "leads", notices),
                        person,
                        person.badges.contains("flagged") ? 0 : rank(campaign.id(), person.score),
                        earned(campaign.id(), lead),
                        timeline(
                                page,
                                deliveries(shownTargets, page),
                                visit.number("before").isEmpty() ? points(campaign.id(), lead) : List.of()),
                        more ? page.getLast().seq : null,
                        manyTargets));
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
        json(row.getString("utm"))
                .properties()
                .forEach(each -> facts.put(each.getKey().replace('_', ' '), text(each.getValue())));
        json(row.getString("custom_fields"))
                .properties()
                .forEach(each -> facts.put(free(facts, each.getKey()), text(each.getValue())));
        return facts;
    }

    /** A custom field may be called as something that every lead has. */
    private static String free(Map<String, String> facts, String name) {
        return facts.containsKey(name) ? name + " (custom field)" : name;
    }

    private static JsonNode json(String stored) {
        try {
            return Json.read(stored.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** One plus the leads with a higher score: those of its own block, and the blocks above. */
    private long rank(long campaign, long score) {
        return database.first("""
                        select 1 + case when ?::bigint = 0
                            then (select scored_count from campaign_state where campaign_id = ?)
                            else coalesce((select sum(leads) from standings where campaign_id = ? and score > ?::bigint
                                    and score < (?::bigint / 1024 + 1) * 1024), 0)
                                + coalesce((select sum(leads) from standings_coarse where campaign_id = ?
                                    and block > ?::bigint / 1024), 0)
                            end
                        """, row -> row.getLong(1), score, campaign, campaign, score, score, campaign, score)
                .orElseThrow();
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
                """, row -> row.getString(1), campaign, lead, campaign, lead, campaign, lead, ENTRIES);
    }

    private List<Happened> events(long campaign, long lead, long before) {
        return database.list(
                """
                select seq, at, type from events where campaign_id = ? and lead_id = ? and seq < ?
                order by campaign_id desc, lead_id desc, seq desc limit ?
                """,
                row -> new Happened(row.getLong("seq"), Row.instant(row, "at"), row.getString("type")),
                campaign,
                lead,
                before,
                EVENTS + 1);
    }

    private List<Entry> points(long campaign, long lead) {
        return database.list(
                """
                select p.at, p.points, p.reason, p.message, p.other_lead_id, t.name as tag, a.text as action
                from points p
                left join tags t on t.campaign_id = p.campaign_id and t.id = p.tag_id
                left join actions a on a.campaign_id = p.campaign_id and a.id = p.action_id
                where p.campaign_id = ? and p.lead_id = ? order by p.at desc limit ?
                """, row -> new Entry(Row.instant(row, "at"), points(row), null, List.of()), campaign, lead, ENTRIES);
    }

    private static String points(ResultSet row) throws SQLException {
        long points = row.getLong("points");
        var text = new StringBuilder("%+,d point%s: %s"
                .formatted(
                        points,
                        Math.abs(points) == 1 ? "" : "s",
                        row.getString("reason").replace('_', ' ')));
        for (var column : List.of("tag", "action", "message")) {
            var more = row.getString(column);
            if (more != null) {
                text.append(", “").append(more).append('”');
            }
        }
        return text.toString();
    }

    private List<Target> targets(long campaign, boolean owner) {
        return database.list(
                """
                select id, url from outbound_webhooks where campaign_id = ? and deleted_at is null order by id limit ?
                """,
                row -> new Target(row.getLong("id"), ShownUrl.of(row.getString("url"), owner)),
                campaign,
                WEBHOOKS + 1);
    }

    /** Of each event and webhook how it went: delivered if it ever was, else how the last attempt ended. */
    private Map<Long, List<Delivery>> deliveries(List<Target> targets, List<Happened> events) {
        if (targets.isEmpty() || events.isEmpty()) {
            return Map.of();
        }
        var urls = new HashMap<Long, String>();
        targets.forEach(target -> urls.put(target.id, target.url));
        var deliveries = new HashMap<Long, List<Delivery>>();
        database.list(
                """
                select distinct on (seq, webhook_id) seq, webhook_id, status, reason,
                    count(*) over (partition by seq, webhook_id) as attempts
                from attempts where webhook_id = any(?) and seq = any(?) and day >= ?
                order by seq, webhook_id, reason is null desc, at desc
                """,
                row -> deliveries
                        .computeIfAbsent(row.getLong("seq"), _ -> new ArrayList<>())
                        .add(new Delivery(
                                row.getLong("webhook_id"),
                                urls.getOrDefault(row.getLong("webhook_id"), ""),
                                row.getString("reason") == null,
                                Words.outcome(row.getObject("status", Integer.class), row.getString("reason")),
                                row.getLong("attempts"))),
                targets.stream().map(Target::id).toArray(Long[]::new),
                events.stream().map(Happened::seq).toArray(Long[]::new),
                LocalDate.ofInstant(events.getLast().at, ZoneOffset.UTC));
        return deliveries;
    }

    private static List<Entry> timeline(
            List<Happened> events, Map<Long, List<Delivery>> deliveries, List<Entry> points) {
        var timeline = new ArrayList<Entry>();
        events.forEach(event -> timeline.add(new Entry(
                event.at, Words.event(event.type), event.seq, deliveries.getOrDefault(event.seq, List.of()))));
        timeline.addAll(points);
        timeline.sort(Comparator.comparing(Entry::at).reversed());
        return timeline;
    }
}
