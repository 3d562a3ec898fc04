package leadhook.retention;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;

/** The SQL of {@code log_starts}: with which event each log begins whose first days are gone. */
final class LogStarts {
    /** Rows that signups wait for, if they come just then. */
    private static final int CAMPAIGNS = 500;

    private LogStarts() {}

    /**
     * Lets no event come any more into this day or before it, of campaigns that were quiet since: their clock never goes
     * back. Returns whether there may be more of them.
     */
    static boolean close(Transaction transaction, LocalDate day) {
        OffsetDateTime end = day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC);
        return transaction.update("""
                update campaign_state s set last_at = ?
                from (
                    select campaign_id from campaign_state where last_at < ?
                    order by campaign_id limit ? for no key update
                ) quiet
                where s.campaign_id = quiet.campaign_id
                """, end, end, CAMPAIGNS) == CAMPAIGNS;
    }

    /** Campaigns after this one with events in this day or before it. */
    static List<Long> campaigns(Database database, LocalDate day, long after, int limit) {
        return database.list("""
                select distinct campaign_id from log_days
                where day <= ? and campaign_id > ? order by campaign_id limit ?
                """, row -> row.getLong(1), day, after, limit);
    }

    /** The logs of these campaigns begin after this day from now on, whether its events are still there or not. */
    static void letGo(Transaction transaction, LocalDate day, List<Long> campaigns) {
        var ids = campaigns.toArray(Long[]::new);
        transaction.update("""
                insert into log_starts (campaign_id, first_seq, last_number)
                select s.campaign_id, t.through + 1, coalesce(
                    (select l.number
                        from events e join leads l on l.campaign_id = e.campaign_id and l.id = e.lead_id
                        where e.campaign_id = s.campaign_id and e.seq <= t.through and e.type = 'new_signup'
                            and e.day <= ?
                        order by e.seq desc limit 1),
                    0)
                from campaign_state s
                cross join lateral (select coalesce(
                    (select n.first_seq - 1 from log_days n
                        where n.campaign_id = s.campaign_id and n.day > ? order by n.day limit 1),
                    s.last_seq) as through) t
                where s.campaign_id = any(?) and t.through > 0
                on conflict (campaign_id) do update set first_seq = excluded.first_seq,
                    last_number = greatest(log_starts.last_number, excluded.last_number)
                """, day, day, ids);
        transaction.update("delete from log_days where day <= ? and campaign_id = any(?)", day, ids);
    }
}
