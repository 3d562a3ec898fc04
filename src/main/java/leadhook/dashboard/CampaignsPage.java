package leadhook.dashboard;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** All campaigns that one may see, the newest first, and a form for another one. */
final class CampaignsPage {
    private static final int SHOWN = 25;
    private static final int DAYS = 14;

    private final Database database;
    private final Campaigns campaigns;
    private final SignupHours hours;
    private final Html html;
    private final Notices notices;
    private final InstantSource clock;

    CampaignsPage(
            Database database,
            Campaigns campaigns,
            SignupHours hours,
            Html html,
            Notices notices,
            InstantSource clock) {
        this.database = database;
        this.campaigns = campaigns;
        this.hours = hours;
        this.html = html;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * @param older where the list goes on; null at its end
     */
    record Shown(Frame frame, List<Line> lines, @Nullable Long older, int days) {}

    /**
     * @param daily signups of the last days, today last
     * @param webhooks outbound ones
     * @param troubled those of them that do not take what they are to get
     */
    record Line(long id, String name, long leads, List<Long> daily, long webhooks, long troubled) {
        long today() {
            return daily.getLast();
        }

        long ofDays() {
            return daily.stream().mapToLong(Long::longValue).sum();
        }
    }

    private record Found(long id, String name, long leads, long signups) {}

    private record Lanes(long all, long troubled) {}

    Answer show(Visit visit) {
        var found = found(visit);
        boolean more = found.size() > SHOWN;
        var page = more ? found.subList(0, SHOWN) : found;
        return html.page(
                "campaigns",
                new Shown(
                        Frame.of("Campaigns", visit, null, "campaigns", notices),
                        lines(page),
                        more ? page.getLast().id() : null,
                        DAYS));
    }

    private List<Found> found(Visit visit) {
        var only = visit.user().campaigns();
        return database.list(
                """
                select c.id, c.name, s.lead_count, s.last_number
                from campaigns c join campaign_state s on s.campaign_id = c.id
                where c.id < ? and (?::bigint[] is null or c.id = any(?::bigint[]))
                order by c.id desc limit ?
                """,
                row -> new Found(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getLong("lead_count"),
                        row.getLong("last_number")),
                visit.number("before").orElse(Long.MAX_VALUE),
                only == null ? null : only.toArray(Long[]::new),
                only == null ? null : only.toArray(Long[]::new),
                SHOWN + 1);
    }

    private List<Line> lines(List<Found> found) {
        var ids = found.stream().map(Found::id).toList();
        var days = SignupHours.days(clock.instant(), DAYS);
        var daily = hours.daily(ids, days);
        var lanes = lanes(ids);
        return found.stream()
                .map(each -> {
                    var signups = new Signups(daily.getOrDefault(each.id, List.of()), each.signups);
                    var webhooks = lanes.getOrDefault(each.id, new Lanes(0, 0));
                    return new Line(
                            each.id, each.name, each.leads, signups.between(days), webhooks.all, webhooks.troubled);
                })
                .toList();
    }

    private Map<Long, Lanes> lanes(List<Long> campaigns) {
        var lanes = new HashMap<Long, Lanes>();
        database.list(
                """
                select l.campaign_id, count(*), count(*) filter (where not %s)
                from lanes l
                join outbound_webhooks o on o.id = l.webhook_id
                join campaign_state s on s.campaign_id = l.campaign_id
                where l.campaign_id = any(?) group by l.campaign_id
                """.formatted(WebhookLine.WELL),
                row -> lanes.put(row.getLong(1), new Lanes(row.getLong(2), row.getLong(3))),
                clock.instant(),
                campaigns.toArray(Long[]::new));
        return lanes;
    }

    /** Makes a campaign. Who sees named ones only could not see it. */
    Answer create(Visit visit) {
        if (!visit.user().seesAll()) {
            throw Refusal.of(403, "You may see named campaigns only, so you cannot make another one.");
        }
        var name = visit.call().fields().text("name").orElse("");
        var made = campaigns.create(null, Campaign.named(0, Campaigns.named(name), clock.instant()));
        return notices.goTo(
                visit, Gate.HOME + "/campaigns/" + made.id(), "The campaign “" + made.name() + "” is there.");
    }
}
