package leadhook.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import leadhook.delivery.WebhookUrl;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/**
 * An outbound webhook and how it fares, as pages show it.
 *
 * @param asForm whether events go there as a form
 * @param state running, waiting, standing, paused or disabled
 * @param behind how many events of the log it has not looked at
 * @param owed how many events failed and will be tried again, counted no further than {@link #MOST_OWED}
 * @param failingSeq the event of all its last failures; null when they are of several
 * @param lost what it lately did not get
 */
record WebhookLine(
        long id,
        String url,
        boolean asForm,
        String state,
        List<String> events,
        long position,
        long behind,
        long delivered,
        long failed,
        long owed,
        Losses lost,
        @Nullable Long failingSeq,
        @Nullable Instant failingSince,
        @Nullable String failingReason,
        @Nullable Instant probeAt,
        @Nullable Instant waitUntil,
        Instant createdAt) {
    static final int MOST_OWED = 1_000;

    /** In SQL what {@link #isWell} says, of an outbound webhook o with its lane l and the state s of its campaign, at a moment. */
    static final String WELL = """
            (l.state = 'running' and o.paused_at is null and (l.wait_until is null or l.wait_until <= ?) and (
                l.failing_since is null or l.position >= s.last_seq
                    and not exists (select from retries r where r.webhook_id = o.id)))""";

    /** Those of a campaign, troubled ones first, from an offset on. */
    static List<WebhookLine> ofCampaign(
            Database database, long campaign, Instant now, boolean owner, int offset, int limit) {
        return read(database, campaign, null, now, owner, offset, limit);
    }

    static Optional<WebhookLine> find(Database database, long campaign, long webhook, Instant now, boolean owner) {
        return read(database, campaign, webhook, now, owner, 0, 1).stream().findFirst();
    }

    private static List<WebhookLine> read(
            Database database,
            long campaign,
            @Nullable Long webhook,
            Instant now,
            boolean owner,
            int offset,
            int limit) {
        var lately = Losses.since(now);
        return database.list(
                """
                select w.*, w.last_seq - w.position as behind,
                    array(select type from subscriptions where webhook_id = w.id order by place) as types,
                    (select count(*) from (select 1 from retries where webhook_id = w.id limit ?) owed) as owed,
                    (select count(*) from (
                        select 1 from gaps where webhook_id = w.id and reason = 'given up' and at > ? limit ?
                    ) given_up) as given_up,
                    expired.*
                from (
                    select o.id, o.url, o.paused_at, o.created_at, l.position, l.state, l.delivered, l.failed,
                        l.failing_seq, l.failing_since, l.failing_reason, l.probe_at, l.wait_until, s.last_seq,
                        %s as well,
                        not exists (
                            select from gaps g
                            where g.webhook_id = o.id and g.reason in ('given up', 'expired') and g.at > ?) as missed_none
                    from outbound_webhooks o
                    join lanes l on l.webhook_id = o.id
                    join campaign_state s on s.campaign_id = o.campaign_id
                    where o.campaign_id = ? and o.deleted_at is null and (?::bigint is null or o.id = ?::bigint)
                    order by well, missed_none, o.id offset ? limit ?
                ) w
                cross join lateral (
                    select coalesce(sum(to_seq - from_seq + 1), 0) as expired, count(*) as stretches from (
                        select from_seq, to_seq from gaps
                        where webhook_id = w.id and reason = 'expired' and at > ? limit ?
                    ) stretches
                ) expired
                order by w.well, w.missed_none, w.id
                """.formatted(WELL),
                row(now, owner),
                MOST_OWED + 1,
                lately,
                Losses.MOST,
                now,
                lately,
                campaign,
                webhook,
                webhook,
                offset,
                limit,
                lately,
                Losses.MOST);
    }

    private static Row<WebhookLine> row(Instant now, boolean owner) {
        return row -> {
            var waitUntil = Row.instantOrNull(row, "wait_until");
            return new WebhookLine(
                    row.getLong("id"),
                    ShownUrl.of(row.getString("url"), owner),
                    new WebhookUrl(row.getString("url")).formEncoded(),
                    state(
                            row.getString("state"),
                            Row.instantOrNull(row, "paused_at") != null,
                            waitUntil != null && waitUntil.isAfter(now)),
                    List.of((String[]) row.getArray("types").getArray()),
                    row.getLong("position"),
                    row.getLong("behind"),
                    row.getLong("delivered"),
                    row.getLong("failed"),
                    row.getLong("owed"),
                    new Losses(row.getLong("given_up"), row.getLong("expired"), row.getLong("stretches")),
                    row.getObject("failing_seq", Long.class),
                    Row.instantOrNull(row, "failing_since"),
                    row.getString("failing_reason"),
                    Row.instantOrNull(row, "probe_at"),
                    waitUntil,
                    Row.instant(row, "created_at"));
        };
    }

    /** As the lanes themselves see it. */
    private static String state(String stored, boolean paused, boolean waits) {
        if (stored.equals("disabled")) {
            return stored;
        } else if (paused) {
            return "paused";
        }
        return waits ? "waiting" : stored;
    }

    /** The number of the last event of its campaign. */
    long lastSeq() {
        return position + behind;
    }

    /** Whether it runs, and nothing waits because the last attempts have failed. */
    boolean isWell() {
        return state.equals("running") && (failingSince == null || (behind == 0 && owed == 0));
    }

    /** How much waits for it, in words; nothing when nothing does. */
    String backlog() {
        if (behind == 0 && owed == 0) {
            return "";
        }
        var owes = owed > MOST_OWED ? "more than %,d".formatted(MOST_OWED) : "%,d".formatted(owed);
        return (behind == 0 ? "" : "up to %,d waiting".formatted(behind))
                + (behind > 0 && owed > 0 ? ", " : "")
                + (owed == 0 ? "" : owes + " to be tried again");
    }
}
