package leadhook.dashboard;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import leadhook.log.LogDays;
import leadhook.platform.Json;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/** What happened to one lead, the latest first: events, each with its deliveries, and points with their reasons. */
final class LeadTimeline {
    /** On one page. */
    static final int EVENTS = 15;

    /** As many as are shown between the events of one page. */
    static final int POINTS = 100;

    /** Those that there are, then those that were deleted last. */
    static final int WEBHOOKS = 20;

    private final Database database;

    LeadTimeline(Database database) {
        this.database = database;
    }

    /**
     * @param older where the timeline goes on; null at its end
     * @param cutPoints whether there are points of that time which are not shown
     * @param cutWebhooks whether there are webhooks whose deliveries are not shown
     */
    record Page(List<Entry> entries, @Nullable Long older, boolean cutPoints, boolean cutWebhooks) {}

    /** Something that happened: an event with its deliveries, or points with their reason. */
    record Entry(Instant at, String what, @Nullable Long event, List<Delivery> deliveries) {}

    /**
     * @param outcome delivered, or how the last attempt failed
     * @param attempts none of an event that it is to get, and that was not sent so far
     */
    record Delivery(Target to, boolean delivered, String outcome, long attempts) {}

    /**
     * @param deleted whether the webhook has no page any more
     * @param since after which event it gets each type that it gets
     */
    record Target(long id, String url, boolean deleted, Map<String, Long> since) {
        private static Target read(ResultSet row, boolean owner) throws SQLException {
            var since = new HashMap<String, Long>();
            for (var each : (String[]) row.getArray("since").getArray()) {
                var parts = each.split(" ", 2);
                since.put(parts[0], Long.parseLong(parts[1]));
            }
            return new Target(
                    row.getLong("id"), ShownUrl.of(row.getString("url"), owner), row.getBoolean("deleted"), since);
        }

        private boolean gets(Happened event) {
            return !deleted && since.getOrDefault(event.type, Long.MAX_VALUE) < event.seq;
        }
    }

    /** @param extra what belongs to the event alone, as members of an object; null when nothing does */
    private record Happened(
            long seq, Instant at, String type, @Nullable String extra) {}

    /** The events before that one, and the points from the first of them on. */
    Page page(long campaign, long lead, @Nullable Long before, boolean owner) {
        var found = events(campaign, lead, before == null ? Long.MAX_VALUE : before);
        var events = first(found, EVENTS);
        boolean more = found.size() > EVENTS;
        var points = points(
                campaign,
                lead,
                more ? events.getLast().at : Instant.EPOCH,
                before == null ? null : at(campaign, before));
        var targets = targets(campaign, owner);
        var shown = first(targets, WEBHOOKS);
        return new Page(
                merged(events, shown, deliveries(shown, events), first(points, POINTS)),
                more ? events.getLast().seq : null,
                points.size() > POINTS,
                targets.size() > WEBHOOKS);
    }

    private static <T> List<T> first(List<T> found, int most) {
        return found.size() > most ? found.subList(0, most) : found;
    }

    private List<Happened> events(long campaign, long lead, long before) {
        return database.list(
                """
                select seq, at, type, extra from events where campaign_id = ? and lead_id = ? and seq < ?
                order by campaign_id desc, lead_id desc, seq desc limit ?
                """,
                row -> new Happened(
                        row.getLong("seq"), Row.instant(row, "at"), row.getString("type"), row.getString("extra")),
                campaign,
                lead,
                before,
                EVENTS + 1);
    }

    /** When an event of another page happened; never, when it is no longer kept. */
    private Instant at(long campaign, long seq) {
        return database.transaction(transaction -> LogDays.of(transaction, campaign, seq)
                        .flatMap(day -> transaction.first(
                                "select at from events where campaign_id = ? and seq = ? and day = ?",
                                row -> Row.instant(row, "at"),
                                campaign,
                                seq,
                                day)))
                .orElse(Instant.EPOCH);
    }

    private List<Entry> points(long campaign, long lead, Instant from, @Nullable Instant before) {
        return database.list(
                """
                select p.at, p.points, p.reason, p.message, t.name as tag, a.text as action
                from points p
                left join tags t on t.campaign_id = p.campaign_id and t.id = p.tag_id
                left join actions a on a.campaign_id = p.campaign_id and a.id = p.action_id
                where p.campaign_id = ? and p.lead_id = ? and p.at >= ? and p.at < coalesce(?::timestamptz, 'infinity')
                order by p.at desc limit ?
                """,
                row -> new Entry(Row.instant(row, "at"), points(row), null, List.of()),
                campaign,
                lead,
                from,
                before,
                POINTS + 1);
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
                select o.*, array(select type || ' ' || from_seq from subscriptions where webhook_id = o.id) as since
                from (
                    (select id, url, false as deleted from outbound_webhooks
                        where campaign_id = ? and deleted_at is null order by id limit ?)
                    union all
                    (select id, url, true from outbound_webhooks
                        where campaign_id = ? and deleted_at is not null order by id desc limit ?)
                    limit ?
                ) o
                """, row -> Target.read(row, owner), campaign, WEBHOOKS + 1, campaign, WEBHOOKS + 1, WEBHOOKS + 1);
    }

    /**
     * Of each event and webhook how it went: delivered if it ever was, else how the last attempt ended. In all days: where
     * a campaign's clock ran ahead, an attempt is older than its event.
     */
    private Map<Long, List<Delivery>> deliveries(List<Target> targets, List<Happened> events) {
        if (targets.isEmpty() || events.isEmpty()) {
            return Map.of();
        }
        var byId = targets.stream().collect(toMap(Target::id, identity()));
        var deliveries = new HashMap<Long, List<Delivery>>();
        database.list(
                """
                select distinct on (seq, webhook_id) seq, webhook_id, status, reason,
                    count(*) over (partition by seq, webhook_id) as attempts
                from attempts where webhook_id = any(?) and seq = any(?)
                order by seq, webhook_id, reason is null desc, at desc
                """,
                row -> deliveries
                        .computeIfAbsent(row.getLong("seq"), _ -> new ArrayList<>())
                        .add(new Delivery(
                                requireNonNull(byId.get(row.getLong("webhook_id"))),
                                row.getString("reason") == null,
                                Words.outcome(row.getObject("status", Integer.class), row.getString("reason")),
                                row.getLong("attempts"))),
                targets.stream().map(Target::id).toArray(Long[]::new),
                events.stream().map(Happened::seq).toArray(Long[]::new));
        return deliveries;
    }

    private static List<Entry> merged(
            List<Happened> events, List<Target> targets, Map<Long, List<Delivery>> deliveries, List<Entry> points) {
        var entries = new ArrayList<Entry>();
        events.forEach(event -> entries.add(new Entry(
                event.at,
                what(event),
                event.seq,
                withUnsent(event, targets, deliveries.getOrDefault(event.seq, List.of())))));
        entries.addAll(points);
        entries.sort(Comparator.comparing(Entry::at).reversed());
        return entries;
    }

    /** With those that are to get it, and were not sent it so far: whoever misses something looks here first. */
    private static List<Delivery> withUnsent(Happened event, List<Target> targets, List<Delivery> deliveries) {
        var sent = deliveries.stream().map(Delivery::to).collect(toSet());
        return Stream.concat(
                        deliveries.stream(),
                        targets.stream()
                                .filter(target -> target.gets(event) && !sent.contains(target))
                                .map(target -> new Delivery(target, false, "", 0)))
                .toList();
    }

    /** The event, and what it was about: a tag, a reward level, whom somebody has referred. */
    private static String what(Happened event) {
        var about = event.extra == null ? null : Json.readOwn("{" + event.extra + "}");
        if (about == null) {
            return Words.event(event.type);
        }
        return Stream.of("/__tagged/name", "/__reward_level/subject", "/__referral/email", "/__referral/phone_number")
                .map(about::at)
                .filter(JsonNode::isTextual)
                .findFirst()
                .map(name -> Words.event(event.type) + ": “" + name.asText() + "”")
                .orElse(Words.event(event.type));
    }
}
