package leadhook.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import leadhook.campaigns.Campaign;
import leadhook.leads.SocialId;
import leadhook.platform.Json;
import leadhook.platform.database.Database;
import leadhook.platform.http.Answer;

/** One campaign: what needs attention first, then how many came and when, who brought most, and how deliveries fare. */
final class CampaignPage {
    private static final int DAYS = 30;
    private static final int REFERRERS = 5;

    /** Of those with the most points: others may have theirs from elsewhere. */
    static final int LOOKED_AT = 100;

    private static final int INBOUND = 3;
    private static final int WEBHOOKS = 10;

    private final Database database;
    private final SignupHours hours;
    private final Html html;
    private final Notices notices;
    private final InstantSource clock;

    CampaignPage(Database database, SignupHours hours, Html html, Notices notices, InstantSource clock) {
        this.database = database;
        this.hours = hours;
        this.html = html;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * @param now by the server's clock, in seconds: the chart ends there
     * @param chart signups by the hour as JSON, {@code [[seconds, count], …]}
     * @param days the same by the day of UTC, for who sees no chart
     * @param webhooks the first of them, troubled ones first
     */
    record Shown(
            Frame frame,
            Counts counts,
            List<Attention> attention,
            long now,
            String chart,
            List<Day> days,
            List<Referrer> referrers,
            List<WebhookLine> webhooks) {
        /** Whether others may have brought more, but have fewer points. */
        boolean cutReferrers() {
            return counts.leads > LOOKED_AT;
        }
    }

    /** How many leads are what. */
    record Counts(
            long leads,
            long referred,
            long verified,
            long optedOut,
            long flagged,
            long lastDay,
            long lastWeek,
            long webhooks,
            long inbound,
            long signups) {}

    record Day(LocalDate day, long signups) {}

    /** An inbound webhook that refused what came last, and why. */
    record Refusing(long id, String name, String refusal) {}

    record Referrer(String socialId, String name, long score, long referrals) {}

    Answer show(Visit visit, Campaign campaign) {
        var now = clock.instant();
        var state = state(campaign.id());
        var days = SignupHours.days(now, DAYS);
        // East of Greenwich the first day of the chart began a day earlier.
        var since = days.getFirst().minus(Duration.ofDays(1));
        var signups = hours.hourly(campaign.id(), since, state.signups);
        var counts = withLately(state, signups, now);
        var webhooks = WebhookLine.ofCampaign(
                database, campaign.id(), now, visit.user().isOwner(), 0, WEBHOOKS);
        return html.page(
                "campaign",
                new Shown(
                        Frame.of(campaign.name(), visit, campaign, "overview", notices),
                        counts,
                        Attention.of(
                                counts,
                                webhooks,
                                refusing(campaign.id()),
                                visit.user().isOwner()),
                        now.getEpochSecond(),
                        chart(signups, since, now),
                        byDay(signups, days),
                        referrers(campaign.id()),
                        webhooks));
    }

    private Counts state(long campaign) {
        return database.first(
                        """
                        select s.*,
                            (select count(*) from lanes l where l.campaign_id = s.campaign_id) as webhooks,
                            (select count(*) from inbound_webhooks i
                                where i.campaign_id = s.campaign_id) as inbound
                        from campaign_state s where s.campaign_id = ?
                        """,
                        row -> new Counts(
                                row.getLong("lead_count"),
                                row.getLong("referred_count"),
                                row.getLong("verified_count"),
                                row.getLong("opted_out_count"),
                                row.getLong("flagged_count"),
                                0,
                                0,
                                row.getLong("webhooks"),
                                row.getLong("inbound"),
                                row.getLong("last_number")),
                        campaign)
                .orElseThrow();
    }

    private static Counts withLately(Counts state, Signups signups, Instant now) {
        var hour = now.truncatedTo(ChronoUnit.HOURS);
        return new Counts(
                state.leads,
                state.referred,
                state.verified,
                state.optedOut,
                state.flagged,
                signups.since(hour.minus(Duration.ofHours(23))),
                signups.since(hour.minus(Duration.ofHours(7 * 24 - 1))),
                state.webhooks,
                state.inbound,
                state.signups);
    }

    /** Hours without a signup are left out: the chart counts them as none, in days of the viewer's zone. */
    private static String chart(Signups signups, Instant since, Instant now) {
        var edges = new ArrayList<Instant>();
        for (var at = since; !at.isAfter(now.plus(Duration.ofHours(1))); at = at.plus(Duration.ofHours(1))) {
            edges.add(at);
        }
        var counts = signups.between(edges);
        var points = Json.object().putArray("points");
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                points.addArray().add(edges.get(i).getEpochSecond()).add(counts.get(i));
            }
        }
        return points.toString();
    }

    private static List<Day> byDay(Signups signups, List<Instant> days) {
        var counts = signups.between(days);
        var list = new ArrayList<Day>();
        for (int i = counts.size() - 1; i >= 0; i--) {
            if (counts.get(i) > 0) {
                list.add(new Day(LocalDate.ofInstant(days.get(i), ZoneOffset.UTC), counts.get(i)));
            }
        }
        return list;
    }

    /** The inbound webhooks that refused what came last. */
    private List<Refusing> refusing(long campaign) {
        return database.list(
                """
                select id, name, refusal from inbound_webhooks
                where campaign_id = ? and refused_at > coalesce(accepted_at, '-infinity') order by refused_at desc limit ?
                """,
                row -> new Refusing(row.getLong("id"), row.getString("name"), row.getString("refusal")),
                campaign,
                INBOUND);
    }

    private List<Referrer> referrers(long campaign) {
        return database.list(
                """
                select l.id, l.email, l.phone_number, l.first_name, l.last_name, t.score, t.counting_direct
                from (
                    select lead_id, score, number, counting_direct, direct from tallies
                    where campaign_id = ? and score > 0 and not flagged
                    order by campaign_id, score desc, number limit ?
                ) t
                join leads l on l.campaign_id = ? and l.id = t.lead_id
                where t.direct > 0
                order by t.score desc, t.number limit ?
                """,
                row -> new Referrer(
                        SocialId.of(row.getLong("id")),
                        Person.name(row),
                        row.getLong("score"),
                        row.getLong("counting_direct")),
                campaign,
                LOOKED_AT,
                campaign,
                REFERRERS);
    }
}
