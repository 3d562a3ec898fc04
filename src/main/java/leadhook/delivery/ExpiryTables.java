package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import leadhook.delivery.Expiry.Behind;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of what deliveries leave behind when it is old. */
final class ExpiryTables {
    private static final Row<Behind> BEHIND =
            row -> new Behind(row.getLong("webhook_id"), row.getLong("campaign_id"), row.getLong("through"));

    private ExpiryTables() {}

    /**
     * Lanes after this webhook that have not settled all of the days up to this one, as far as log_days knows these.
     *
     * @param campaigns only lanes of these; null: of all
     */
    static List<Behind> behind(
            Transaction transaction, LocalDate day, Long @Nullable [] campaigns, long afterWebhook, int limit) {
        return transaction.list("""
                select l.webhook_id, l.campaign_id, t.through
                from lanes l
                join campaign_state s on s.campaign_id = l.campaign_id
                cross join lateral (select coalesce(
                    (select n.first_seq - 1 from log_days n
                        where n.campaign_id = l.campaign_id and n.day > ? order by n.day limit 1),
                    s.last_seq) as through) t
                where l.webhook_id > ? and (?::bigint[] is null or l.campaign_id = any(?))
                    and exists (select from log_days d where d.campaign_id = l.campaign_id and d.day <= ?)
                    and (l.position < t.through
                        or exists (select from retries r where r.webhook_id = l.webhook_id and r.seq <= t.through))
                order by l.webhook_id limit ?
                """, BEHIND, day, afterWebhook, campaigns, campaigns, day, limit);
    }

    /** The numbers of events that are for a webhook, in order, settled or not. What was erased is for nobody. */
    static List<Long> wanted(Transaction transaction, Behind lane, long after, long through, int limit) {
        return transaction.list("""
                select e.seq
                from events e
                join subscriptions s on s.webhook_id = ? and s.type = e.type and e.seq > s.from_seq
                where e.campaign_id = ? and e.seq > ? and e.seq <= ?
                    and (e.body is not null or (
                        select h.body is not null from events h
                        where h.campaign_id = e.campaign_id and h.seq = e.body_seq and h.day = e.day))
                order by e.seq limit ?
                """, row -> row.getLong(1), lane.webhook(), lane.campaign(), after, through, limit);
    }

    static long owed(Transaction transaction, Behind lane) {
        return transaction
                .first(
                        "select count(*) from retries where webhook_id = ? and seq <= ?",
                        row -> row.getLong(1),
                        lane.webhook(),
                        lane.through())
                .orElseThrow();
    }

    /** Takes out what is owed up to this number, in order; returns the numbers. */
    static List<Long> forgive(Transaction transaction, long webhook, long through, int limit) {
        return transaction.list("""
                with gone as (
                    delete from retries where webhook_id = ? and seq in (
                        select seq from retries where webhook_id = ? and seq <= ? order by seq limit ?)
                    returning seq
                )
                select seq from gone order by seq
                """, row -> row.getLong(1), webhook, webhook, through, limit);
    }

    static void gaps(Transaction transaction, long webhook, List<Stretch> stretches, String reason, Instant at) {
        transaction.update(
                """
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select ?, g.first, g.last, ?, ? from unnest(?::bigint[], ?::bigint[]) as g (first, last)
                on conflict do nothing
                """,
                webhook,
                reason,
                at,
                stretches.stream().map(Stretch::first).toArray(Long[]::new),
                stretches.stream().map(Stretch::last).toArray(Long[]::new));
    }

    /** The last of the next webhooks, deleted or not; empty when there are no more. */
    static Optional<Long> lastOfNext(Transaction transaction, long afterWebhook, int many) {
        return transaction.first("""
                select max(id) from (select id from outbound_webhooks where id > ? order by id limit ?) next
                having count(*) > 0
                """, row -> row.getLong(1), afterWebhook, many);
    }

    /** Moves attempts that tell of events that are still kept from one day into another. Returns how many. */
    static int carry(
            Transaction transaction, LocalDate from, LocalDate to, long afterWebhook, long throughWebhook, int limit) {
        return transaction.update("""
                update attempts a set day = ?
                from (
                    select t.webhook_id, t.seq, t.id
                    from outbound_webhooks w
                    left join log_starts b on b.campaign_id = w.campaign_id
                    join attempts t on t.webhook_id = w.id and t.seq >= coalesce(b.first_seq, 1) and t.day = ?
                    where w.id > ? and w.id <= ?
                    limit ?
                ) kept
                where a.day = ? and a.webhook_id = kept.webhook_id and a.seq = kept.seq and a.id = kept.id
                """, to, from, afterWebhook, throughWebhook, limit, from);
    }

    /** Gaps made before then, of events that are no longer kept. Returns how many. */
    static int forgetGaps(Transaction transaction, Instant before, long afterWebhook, long throughWebhook, int limit) {
        return transaction.update("""
                delete from gaps where (webhook_id, from_seq, to_seq) in (
                    select g.webhook_id, g.from_seq, g.to_seq
                    from gaps g
                    join outbound_webhooks w on w.id = g.webhook_id
                    left join log_starts b on b.campaign_id = w.campaign_id
                    where g.webhook_id > ? and g.webhook_id <= ?
                        and (w.deleted_at < ? or (g.at < ? and g.to_seq < b.first_seq))
                    limit ?)
                """, afterWebhook, throughWebhook, before, before, limit);
    }

    /** Of what was done to a webhook before then, the last of each kind stays. */
    static int forgetChanges(
            Transaction transaction, Instant before, long afterWebhook, long throughWebhook, int limit) {
        return transaction.update("""
                delete from webhook_changes where id in (
                    select c.id from webhook_changes c
                    where c.webhook_id > ? and c.webhook_id <= ? and c.at < ?
                        and (exists (select from webhook_changes later where later.webhook_id = c.webhook_id
                                and later.change = c.change and later.id > c.id)
                            or exists (select from outbound_webhooks w where w.id = c.webhook_id and w.deleted_at < ?))
                    limit ?)
                """, afterWebhook, throughWebhook, before, before, limit);
    }

    /** Subscriptions that ended with an event that is no longer kept: as many as operators have ended. */
    static void forgetSubscriptions(Transaction transaction, long afterWebhook, long throughWebhook) {
        transaction.update("""
                delete from ended_subscriptions e using outbound_webhooks w, log_starts b
                where e.webhook_id = w.id and w.id > ? and w.id <= ? and b.campaign_id = w.campaign_id
                    and e.last_seq < b.first_seq
                """, afterWebhook, throughWebhook);
    }

    /** Webhooks deleted before then, of which nothing is left that anybody could ask for. */
    static int forgetWebhooks(Transaction transaction, Instant before, long afterWebhook, long throughWebhook) {
        return transaction.update("""
                delete from outbound_webhooks w
                where w.id > ? and w.id <= ? and w.deleted_at < ?
                    and not exists (select from attempts a where a.webhook_id = w.id)
                    and not exists (select from gaps g where g.webhook_id = w.id)
                    and not exists (select from webhook_changes c where c.webhook_id = w.id)
                """, afterWebhook, throughWebhook, before);
    }
}
