package leadhook.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import leadhook.platform.database.Database;

/** Leads that are already there when a benchmark begins, with all that belongs to them, made by SQL since requests would take hours. */
final class Filling {
    /** Leads of one statement, which ends well within the time that a statement may take. */
    private static final long STEP = 100_000;

    private final Database database;
    private final long campaign;
    private final int bodyBytes;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private long leads;

    /** Of a campaign that nobody has signed up to, and nobody does meanwhile. */
    Filling(Database database, long campaign, int bodyBytes) {
        this.database = database;
        this.campaign = campaign;
        this.bodyBytes = bodyBytes;
    }

    /** The domain of the address of each hundredth lead. */
    static final String RARE = "rare.example";

    /** Adds leads until there are so many, ids from 1 on, with the two events of each. */
    void leads(long until) {
        while (leads < until) {
            long last = Math.min(until, leads + STEP);
            leads(leads + 1, last);
            events(leads + 1, last);
            leads = last;
        }
        database.update("""
                insert into log_days (campaign_id, day, first_seq)
                values (?, (?::timestamptz at time zone 'UTC')::date, 1) on conflict do nothing
                """, campaign, now);
        database.update("""
                update campaign_state set last_seq = 2 * ?, last_number = ?, lead_count = ?, last_at = ?
                where campaign_id = ?
                """, until, until, until, now, campaign);
    }

    private void leads(long first, long last) {
        database.update("""
                insert into leads (campaign_id, id, number, email, custom_fields, utm, signed_up_at, counter, waitlisted,
                    opted_out, sms_opted_out, verified, verified_email, verified_phone_number, flags)
                select ?, n, n, md5(n::text) || case n % 100 when 0 then '@rare.example' else '@example.com' end, '{}', '{}', ?::timestamptz, 1, true,
                    false, false, false, false, false, '{}'
                from generate_series(?::bigint, ?::bigint) n
                """, campaign, now, first, last);
    }

    private void events(long first, long last) {
        database.update("""
                insert into events (campaign_id, seq, day, at, lead_id, type, body, body_seq)
                select ?, seq, (at at time zone 'UTC')::date, at, (seq + 1) / 2,
                    case seq % 2 when 1 then 'new_signup' else 'new_signup_not_excluded' end,
                    case seq % 2 when 1 then '{"id":' || (seq + 1) / 2 || ',"note":"' || repeat('x', ?::int) || '"}' end,
                    case seq % 2 when 0 then seq - 1 end
                from generate_series(?::bigint, ?::bigint) seq, (select ?::timestamptz as at) t
                """, campaign, bodyBytes, 2 * first - 1, 2 * last, now);
    }

    /** Gives the first leads as many points as their ids: all have different scores. */
    void scores(long scores) {
        database.update("""
                insert into tallies (campaign_id, lead_id, number, score, counting_direct, direct, indirect)
                select ?, n, n, n, 0, 0, 0 from generate_series(1, ?::bigint) n
                """, campaign, scores);
        database.update("""
                insert into points (campaign_id, lead_id, at, points, reason)
                select ?, n, ?, n, 'tag' from generate_series(1, ?::bigint) n
                """, campaign, now, scores);
        database.update(
                "insert into standings (campaign_id, score, leads) select ?, n, 1 from generate_series(1, ?::bigint) n",
                campaign,
                scores);
        database.update("""
                insert into standings_coarse (campaign_id, block, leads)
                select ?, n / 1024, count(*) from generate_series(1, ?::bigint) n group by n / 1024
                """, campaign, scores);
        database.update("update campaign_state set scored_count = ? where campaign_id = ?", scores, campaign);
    }
}
