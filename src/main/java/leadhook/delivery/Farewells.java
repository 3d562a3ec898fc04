package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import leadhook.log.Erasure;
import leadhook.log.Farewell;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;

/**
 * What deliveries still know of leads that are gone. Most goes with the lead; the payload of the event that tells of it
 * stays until everybody who subscribed to that has it, or for a week.
 */
public final class Farewells {
    static final Duration LONGEST = Duration.ofDays(7);
    /** For so long, answers may still come to exchanges that were open when the lead went. */
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final int OF_ONE_STEP = 100;
    /** Events of a lead that an exchange may have been open for when it went. */
    private static final int LATE = 1_000;

    private static final Seen BEGINNING =
            new Seen(new Farewell(0, 0, LocalDate.EPOCH, 0), Instant.parse("2000-01-01T00:00:00Z"), false);

    private final Database database;
    private final Log log;
    private final InstantSource clock;
    private Seen last = BEGINNING;

    Farewells(Database database, Log log, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /** Nothing of these leads is owed any more, and what receivers answered goes, for it may quote them. */
    static void erase(Transaction transaction, Erasure erasure, Instant at) {
        var leads = erasure.leads().toArray(Long[]::new);
        transaction.update("""
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select r.webhook_id, r.seq, r.seq, 'erased', ?
                from outbound_webhooks w join retries r on r.webhook_id = w.id
                where w.campaign_id = ? and r.lead_id = any(?) and r.seq > ? and r.seq <= ?
                on conflict do nothing
                """, at, erasure.campaign(), leads, erasure.after(), erasure.through());
        transaction.update("""
                delete from retries r using outbound_webhooks w
                where w.campaign_id = ? and r.webhook_id = w.id and r.lead_id = any(?) and r.seq > ? and r.seq <= ?
                """, erasure.campaign(), leads, erasure.after(), erasure.through());
        forgetAnswers(transaction, erasure.campaign(), leads, erasure.after(), erasure.through());
    }

    private static void forgetAnswers(Transaction transaction, long campaign, Long[] leads, long after, long through) {
        transaction.update("""
                update attempts a set excerpt = null
                from outbound_webhooks w cross join (
                    select seq from events where campaign_id = ? and lead_id = any(?) and seq > ? and seq <= ?
                    union
                    select seq from events where campaign_id = ? and other_lead_id = any(?) and seq > ? and seq <= ?
                ) e
                where w.campaign_id = ? and a.webhook_id = w.id and a.seq = e.seq and a.excerpt is not null
                """, campaign, leads, after, through, campaign, leads, after, through, campaign);
    }

    /** What came after the deletion: answers to what was open then, or to what tells of it. The newest events are looked at. */
    private static void forgetLateAnswers(Transaction transaction, Farewell farewell) {
        transaction.update(
                """
                update attempts a set excerpt = null
                from outbound_webhooks w cross join (
                    (select seq from events where campaign_id = ? and lead_id = ? order by seq desc limit ?)
                    union
                    (select seq from events where campaign_id = ? and other_lead_id = ? order by seq desc limit ?)
                ) e
                where w.campaign_id = ? and a.webhook_id = w.id and a.seq = e.seq and a.excerpt is not null
                """,
                farewell.campaign(),
                farewell.lead(),
                LATE,
                farewell.campaign(),
                farewell.lead(),
                LATE,
                farewell.campaign());
    }

    /**
     * Looks at some of them, the oldest first, and lets the payloads go whose time has come; the next step goes on from there.
     * Returns whether there are more to look at.
     */
    public synchronized boolean step() {
        var now = clock.instant();
        var seen = database.list(
                """
                select e.campaign_id, e.seq, e.day, e.lead_id, e.at, e.at <= ? or not exists (
                    select from outbound_webhooks w
                    join subscriptions s on s.webhook_id = w.id and s.type = 'deleted' and s.from_seq < e.seq
                    join lanes l on l.webhook_id = w.id
                    where w.campaign_id = e.campaign_id and w.deleted_at is null and (l.position < e.seq
                        or exists (select from retries r where r.webhook_id = w.id and r.seq = e.seq))) as due
                from erasures e
                where e.at <= ? and (e.at, e.campaign_id, e.seq) > (?, ?, ?)
                order by e.at, e.campaign_id, e.seq limit ?
                """,
                Seen.ROW,
                now.minus(LONGEST),
                now.minus(SHORTEST),
                last.at,
                last.farewell.campaign(),
                last.farewell.seq(),
                OF_ONE_STEP);
        seen.stream().filter(Seen::due).forEach(each -> letGo(each.farewell, now));
        last = seen.size() < OF_ONE_STEP ? BEGINNING : seen.getLast();
        return seen.size() == OF_ONE_STEP;
    }

    /** One that was looked at, and whether its time has come. */
    private record Seen(Farewell farewell, Instant at, boolean due) {
        static final Row<Seen> ROW = row -> new Seen(
                new Farewell(
                        row.getLong("campaign_id"),
                        row.getLong("seq"),
                        row.getObject("day", LocalDate.class),
                        row.getLong("lead_id")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getBoolean("due"));
    }

    private void letGo(Farewell farewell, Instant now) {
        database.transaction(transaction -> {
            transaction.update(
                    """
                    insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                    select w.id, ?, ?, 'erased', ?
                    from outbound_webhooks w
                    join subscriptions s on s.webhook_id = w.id and s.type = 'deleted' and s.from_seq < ?
                    join lanes l on l.webhook_id = w.id and l.position < ?
                    where w.campaign_id = ? and w.deleted_at is null
                    on conflict do nothing
                    """, farewell.seq(), farewell.seq(), now, farewell.seq(), farewell.seq(), farewell.campaign());
            forgetLateAnswers(transaction, farewell);
            log.blank(transaction, farewell);
            return true;
        });
    }
}
