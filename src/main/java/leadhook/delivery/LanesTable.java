package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;

/** The SQL of lanes: where each stands, and what it owes. */
final class LanesTable {
    private LanesTable() {}

    /** A lane as it is stored. */
    record Stored(long webhook, long position, byte[] ahead) {
        static final Row<Stored> ROW =
                row -> new Stored(row.getLong("webhook_id"), row.getLong("position"), row.getBytes("ahead"));
    }

    static List<Stored> ofCampaign(Transaction transaction, long campaign) {
        return transaction.list(
                "select webhook_id, position, ahead from lanes where campaign_id = ?", Stored.ROW, campaign);
    }

    /** What each webhook owes, soonest first, at most so many each. */
    static Map<Long, List<Owed>> owed(Transaction transaction, Long[] webhooks, int limit) {
        record WebhookOwed(long webhook, Owed owed) {}
        var owed = new HashMap<Long, List<Owed>>();
        transaction
                .list(
                        """
                        select r.webhook_id, r.seq, r.day, r.lead_id, r.attempt, r.due_at
                        from unnest(?::bigint[]) as w (id)
                        cross join lateral (
                            select * from retries where webhook_id = w.id order by due_at limit ?
                        ) r
                        """,
                        row -> new WebhookOwed(
                                row.getLong("webhook_id"),
                                new Owed(
                                        row.getLong("seq"),
                                        row.getObject("day", LocalDate.class),
                                        row.getLong("lead_id"),
                                        row.getInt("attempt"),
                                        row.getObject("due_at", OffsetDateTime.class)
                                                .toInstant())),
                        webhooks,
                        limit)
                .forEach(each -> owed.computeIfAbsent(each.webhook(), _ -> new ArrayList<>())
                        .add(each.owed()));
        return owed;
    }

    /** A campaign's log as the lanes need to know it. */
    record Reach(long campaign, long lastSeq, long configVersion) {
        static final Row<Reach> ROW =
                row -> new Reach(row.getLong("campaign_id"), row.getLong("last_seq"), row.getLong("config_version"));
    }

    static List<Reach> reach(Transaction transaction, long campaign) {
        return transaction.list("""
                select campaign_id, last_seq, config_version from campaign_state where campaign_id = ?
                """, Reach.ROW, campaign);
    }

    /** Campaigns whose log has grown since then: what no bell announced is found here. */
    static List<Reach> active(Database database, Instant since) {
        return database.list("""
                select campaign_id, last_seq, config_version from campaign_state where last_at >= ?
                """, Reach.ROW, since);
    }

    /** Campaigns with a lane that is behind or owes something: asked once, at the start. */
    static List<Reach> unfinished(Database database) {
        return database.list("""
                select distinct s.campaign_id, s.last_seq, s.config_version
                from lanes l join campaign_state s using (campaign_id)
                where l.position < s.last_seq or exists (select from retries r where r.webhook_id = l.webhook_id)
                """, Reach.ROW);
    }
}
