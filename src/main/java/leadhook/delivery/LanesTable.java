package leadhook.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import leadhook.delivery.Health.Mode;
import leadhook.log.EventType;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of lanes: where each stands, how its receiver fares, and what it owes. */
final class LanesTable {
    private LanesTable() {}

    /**
     * Which load of a lane it is: whose, and since which change by hand. A settlement with another one moves nothing.
     */
    record Fence(long epoch, int version) {}

    /** A lane as it is stored. */
    record Stored(long webhook, long position, byte[] ahead, Fence fence, Health health) {
        /** The same with everything up to this number settled. */
        Stored through(long seq) {
            int bits = ahead.length * Byte.SIZE;
            int passed = Math.clamp(seq - position, 0, bits);
            return new Stored(
                    webhook,
                    Math.max(position, seq),
                    BitSet.valueOf(ahead).get(passed, bits).toByteArray(),
                    fence,
                    health);
        }

        boolean isSettled(long seq) {
            return new Progress(position, ahead).isSettled(seq);
        }

        /** Whether it is still to be sent for the first time, and near enough to be marked as settled. */
        boolean isUnread(long seq) {
            var progress = new Progress(position, ahead);
            return !progress.isSettled(seq) && progress.inReach(seq);
        }

        /** The same with this number settled, which is unread. */
        Stored settling(long seq) {
            var bits = BitSet.valueOf(ahead);
            bits.set((int) (seq - position - 1));
            return new Stored(webhook, position, bits.toByteArray(), fence, health);
        }

        static final Row<Stored> ROW = row -> new Stored(
                row.getLong("webhook_id"),
                row.getLong("position"),
                row.getBytes("ahead"),
                new Fence(row.getLong("epoch"), row.getInt("version")),
                storedHealth(row));
    }

    private static Health storedHealth(ResultSet row) throws SQLException {
        return new Health(
                Mode.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                // Slowly again: what was known of its speed is old.
                1,
                row.getInt("failures"),
                row.getObject("failing_seq", Long.class),
                instant(row, "failing_since"),
                row.getString("failing_reason"),
                row.getInt("probes"),
                instant(row, "probe_at"),
                instant(row, "wait_until"),
                false);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /**
     * Loads the lanes of a campaign that are not here, or were moved by hand since. Each load is a new fence: what an
     * older one still brings moves nothing. It waits for what that is just writing.
     *
     * @param here the fences of the lanes that are here
     */
    static Map<Long, Stored> load(Transaction transaction, long campaign, long epoch, Map<Long, Fence> here) {
        var loaded = transaction.list(
                """
                with missing as (
                    select webhook_id from lanes l
                    where campaign_id = ? and epoch <= ?
                        -- Otherwise another node has it already, and the next heartbeat tells.
                        and exists (select from slices where slice = ? and epoch = ?)
                        and not exists (
                            select from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as h (webhook_id, epoch, version)
                            where h.webhook_id = l.webhook_id and h.epoch = l.epoch and h.version = l.version)
                    -- In the order in which they are settled, so that neither waits for the other.
                    order by webhook_id for no key update
                )
                update lanes l set epoch = ?, version = version + 1 from missing m where l.webhook_id = m.webhook_id
                returning l.*
                """,
                Stored.ROW,
                campaign,
                epoch,
                Ownership.slice(campaign),
                epoch,
                here.keySet().toArray(Long[]::new),
                here.values().stream().map(Fence::epoch).toArray(Long[]::new),
                here.values().stream().map(fence -> (long) fence.version()).toArray(Long[]::new),
                epoch);
        return loaded.stream().collect(Collectors.toMap(Stored::webhook, Function.identity()));
    }

    /** Where all lanes of a campaign stand, for whoever only looks. */
    static Map<Long, Stored> ofCampaign(Transaction transaction, long campaign) {
        return transaction.list("select * from lanes where campaign_id = ?", Stored.ROW, campaign).stream()
                .collect(Collectors.toMap(Stored::webhook, Function.identity()));
    }

    /** What webhooks owe, of each as much as a lane keeps. */
    static Map<Long, Debts.Stored> owed(Transaction transaction, List<OutboundWebhook> webhooks) {
        var totals = totals(transaction, webhooks);
        var owed = new HashMap<Long, Debts.Stored>();
        for (var webhook : webhooks) {
            var total = totals.get(webhook.id());
            if (total != null) {
                var leads = webhook.order() == Order.LEAD ? leads(transaction, webhook.id()) : Map.<Long, Integer>of();
                owed.put(webhook.id(), new Debts.Stored(soonest(transaction, webhook), total, leads));
            }
        }
        return owed;
    }

    /** How many events each webhook owes; those that owe none are missing. */
    static Map<Long, Long> totals(Transaction transaction, List<OutboundWebhook> webhooks) {
        var totals = new HashMap<Long, Long>();
        transaction.list(
                "select webhook_id, count(*) from retries where webhook_id = any(?) group by webhook_id",
                row -> totals.put(row.getLong(1), row.getLong(2)),
                (Object) webhooks.stream().map(OutboundWebhook::id).toArray(Long[]::new));
        return totals;
    }

    /** Of each webhook of a campaign the day of the oldest event that is unread or owed; where none is, it is missing. */
    static Map<Long, LocalDate> oldest(Transaction transaction, long campaign) {
        var oldest = new HashMap<Long, LocalDate>();
        transaction.list(
                """
                select * from (
                    select l.webhook_id, least(
                        (select d.day from log_days d
                            where d.campaign_id = l.campaign_id and d.first_seq <= l.position + 1
                                and l.position < s.last_seq
                            order by d.day desc limit 1),
                        (select r.day from retries r where r.webhook_id = l.webhook_id order by r.seq limit 1)) as day
                    from lanes l join campaign_state s on s.campaign_id = l.campaign_id
                    where l.campaign_id = ?
                ) days
                where day is not null
                """, row -> oldest.put(row.getLong("webhook_id"), row.getObject("day", LocalDate.class)), campaign);
        return oldest;
    }

    private static Map<Long, Integer> leads(Transaction transaction, long webhook) {
        var leads = new HashMap<Long, Integer>();
        transaction.list(
                "select lead_id, count(*) from retries where webhook_id = ? group by lead_id",
                row -> leads.put(row.getLong(1), row.getInt(2)),
                webhook);
        return leads;
    }

    /** What a webhook owes, soonest first, as much as a lane keeps; in the order "lead" the first of each lead. */
    static List<Owed> soonest(Transaction transaction, OutboundWebhook webhook) {
        return transaction.list(
                webhook.order() == Order.LEAD ? """
                        select * from (
                            select distinct on (lead_id) seq, day, lead_id, attempt, due_at from retries
                            where webhook_id = ? order by lead_id, seq
                        ) firsts
                        order by due_at, seq limit ?
                        """ : """
                        select seq, day, lead_id, attempt, due_at from retries
                        where webhook_id = ? order by due_at, seq limit ?
                        """,
                row -> new Owed(
                        row.getLong("seq"),
                        row.getObject("day", LocalDate.class),
                        row.getLong("lead_id"),
                        row.getInt("attempt"),
                        row.getObject("due_at", OffsetDateTime.class).toInstant()),
                webhook.id(),
                Debts.LIMIT);
    }

    /**
     * Moves a lane on to this number by hand: what it skips, unread and owed, is named in {@code gaps}. Whoever serves it
     * loads it anew.
     */
    static void skipTo(Transaction transaction, long webhook, long lastSeq, String reason, Instant at) {
        // Locks the lane's row first, as settling does.
        lock(transaction, webhook);
        transaction.update("""
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select webhook_id, position + 1, ?, ?, ? from lanes where webhook_id = ? and position < ?
                union all
                select webhook_id, seq, seq, ?, ? from retries where webhook_id = ?
                on conflict do nothing
                """, lastSeq, reason, at, webhook, lastSeq, reason, at, webhook);
        transaction.update("delete from retries where webhook_id = ?", webhook);
        transaction.update("update lanes set position = ?, ahead = '' where webhook_id = ?", lastSeq, webhook);
        startAnew(transaction, webhook);
    }

    /** What is owed of these types is owed no more, and named in {@code gaps}. */
    static void drop(Transaction transaction, long campaign, long webhook, List<EventType> types, Instant at) {
        transaction.update(
                """
                with dropped as (
                    delete from retries r using events e
                    where r.webhook_id = ? and e.campaign_id = ? and e.seq = r.seq and e.day = r.day and e.type = any(?)
                    returning r.webhook_id, r.seq
                )
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select webhook_id, seq, seq, 'unsubscribed', ? from dropped
                on conflict do nothing
                """, webhook, campaign, types.stream().map(EventType::eventName).toArray(String[]::new), at);
    }

    /**
     * A lane goes on from where it stands, with one exchange at first. That nothing has succeeded for so long is not
     * forgotten, or an event at the end of its schedule would be given up. Whoever serves it loads it anew.
     */
    static void startAnew(Transaction transaction, long webhook) {
        transaction.update("""
                update lanes set version = version + 1, state = 'running', failing_since = null, probes = 0,
                    probe_at = null, wait_until = null
                where webhook_id = ?
                """, webhook);
    }

    /** Moves a lane on by hand, in whatever state it is. Whoever serves it loads it anew. */
    static void moveOn(Transaction transaction, Stored lane) {
        transaction.update(
                "update lanes set position = ?, ahead = ? where webhook_id = ?",
                lane.position(),
                lane.ahead(),
                lane.webhook());
        loadAnew(transaction, lane.webhook());
    }

    /** Whoever serves it loads it anew. */
    static void loadAnew(Transaction transaction, long webhook) {
        transaction.update("update lanes set version = version + 1 where webhook_id = ?", webhook);
    }

    /** What was loaded under this fence moves nothing any more. */
    static void fenceOff(Transaction transaction, long webhook, Fence fence) {
        transaction.update(
                "update lanes set version = version + 1 where webhook_id = ? and epoch = ? and version = ?",
                webhook,
                fence.epoch(),
                fence.version());
    }

    /** The same, and nobody moves it until the end of the transaction. */
    static Optional<Stored> lock(Transaction transaction, long webhook) {
        return transaction.first("select * from lanes where webhook_id = ? for update", Stored.ROW, webhook);
    }

    static Optional<Stored> find(Transaction transaction, long webhook) {
        return transaction.first("select * from lanes where webhook_id = ?", Stored.ROW, webhook);
    }

    /**
     * A campaign's log as the lanes need to know it.
     *
     * @param lastErasure the event with which something of earlier events went lately; 0 for none
     */
    record Reach(long campaign, long lastSeq, long configVersion, long lastErasure) {
        static final Row<Reach> ROW = row -> new Reach(
                row.getLong("campaign_id"),
                row.getLong("last_seq"),
                row.getLong("config_version"),
                row.getLong("last_erasure"));
    }

    static List<Reach> reach(Transaction transaction, long campaign) {
        return transaction.list("""
                select s.campaign_id, s.last_seq, s.config_version,
                    (select max(e.seq) from erasures e where e.campaign_id = s.campaign_id) as last_erasure
                from campaign_state s where s.campaign_id = ?
                """, Reach.ROW, campaign);
    }

    static List<Reach> reach(Database database, Set<Long> campaigns) {
        return database.list("""
                select s.campaign_id, s.last_seq, s.config_version,
                    (select max(e.seq) from erasures e where e.campaign_id = s.campaign_id) as last_erasure
                from campaign_state s where s.campaign_id = any(?)
                """, Reach.ROW, (Object) campaigns.toArray(Long[]::new));
    }

    /** Campaigns whose log has grown or whose webhooks were changed since then: what no bell announced is found here. */
    static List<Reach> active(Database database, Instant since) {
        return database.list("""
                select s.campaign_id, s.last_seq, s.config_version,
                    (select max(e.seq) from erasures e where e.campaign_id = s.campaign_id) as last_erasure
                from campaign_state s
                where last_at >= ? or campaign_id in (select campaign_id from webhook_changes where at >= ?)
                """, Reach.ROW, since, since);
    }

    /** Campaigns of these slices with a lane that is behind or owes something: asked once, when they are taken over. */
    static List<Reach> unfinished(Database database, Set<Integer> slices) {
        return database.list(
                """
                select distinct s.campaign_id, s.last_seq, s.config_version,
                    (select max(e.seq) from erasures e where e.campaign_id = s.campaign_id) as last_erasure
                from lanes l join campaign_state s using (campaign_id)
                where l.state <> 'disabled' and l.campaign_id % 64 = any(?)
                    and (l.position < s.last_seq or exists (select from retries r where r.webhook_id = l.webhook_id))
                """, Reach.ROW, (Object) slices.stream().map(Integer::longValue).toArray(Long[]::new));
    }
}
