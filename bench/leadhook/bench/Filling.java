package leadhook.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.stream.LongStream;
import leadhook.leads.ServerIds;
import leadhook.leads.Standings;
import leadhook.leads.Standings.Score;
import leadhook.platform.database.Database;

/** Leads that are already there when a benchmark begins, with what belongs to them, made by SQL since requests would take hours. */
final class Filling {
    /** Leads of one statement, which ends well within the time that a statement may take. */
    private static final long STEP = 100_000;

    private final Database database;
    private final long campaign;
    private final int bodyBytes;
    private final long leads;
    private final ServerIds ids;
    private final Instant begin;
    private final Instant end;

    /**
     * Of a campaign that nobody has signed up to, and nobody does meanwhile.
     *
     * @param over the time until now in which they signed up, evenly
     */
    Filling(Database database, long campaign, int bodyBytes, long leads, Duration over) {
        this.database = database;
        this.campaign = campaign;
        this.bodyBytes = bodyBytes;
        this.leads = leads;
        this.ids = ServerIds.take(database, leads);
        this.end = Instant.now().truncatedTo(ChronoUnit.MICROS);
        this.begin = end.minus(over);
    }

    long leadCount() {
        return leads;
    }

    /** How the n-th lead is named in links, from 1. */
    String socialId(long n) {
        return ids.socialId(n);
    }

    /** The domain of the address of each hundredth lead. */
    static final String RARE = "rare.example";

    /** Adds all leads, with the two events of each, in the days in which they signed up. */
    void leads() {
        Month.makeDays(database, List.of("events"), begin, end);
        for (long first = 1; first <= leads; first += STEP) {
            long last = Math.min(leads, first + STEP - 1);
            var part = ids(first, last);
            leads(part, first - 1);
            events(part, first - 1);
            Month.noteDays(database, campaign, 2 * (first - 1), 2 * last);
        }
        database.update("""
                update campaign_state set last_seq = 2 * ?, last_number = ?, lead_count = ?, last_at = ?
                where campaign_id = ?
                """, leads, leads, leads, end, campaign);
    }

    /** When the n-th signs up, as SQL that asks for the first two values. */
    private static final String AT = "?::timestamptz + n * ?::bigint * interval '1 microsecond'";

    private long microsBetween() {
        return ChronoUnit.MICROS.between(begin, end) / leads;
    }

    private Long[] ids(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .parallel()
                .map(ids::id)
                .boxed()
                .toArray(Long[]::new);
    }

    private void leads(Long[] part, long before) {
        database.update("""
                insert into leads (campaign_id, id, number, email, last_name, custom_fields, utm, signed_up_at, counter,
                    waitlisted, opted_out, sms_opted_out, verified, verified_email, verified_phone_number, flags)
                select ?, id, n, md5(n::text) || case n %% 100 when 0 then '@rare.example' else '@example.com' end,
                    left(md5(n::text), 5), '{}', '{}', %s, 1, true, false, false, false, false, false, '{}'
                from unnest(?::bigint[]) with ordinality as l (id, place), lateral (select ? + place as n) t
                """.formatted(AT), campaign, begin, microsBetween(), part, before);
    }

    private void events(Long[] part, long before) {
        database.update("""
                insert into events (campaign_id, seq, day, at, lead_id, type, body, body_seq)
                select ?, seq, (at at time zone 'UTC')::date, at, id,
                    case k when 0 then 'new_signup' else 'new_signup_not_excluded' end,
                    case k when 0 then '{"id":' || id || ',"note":"' || repeat('x', ?::int) || '"}' end,
                    case k when 1 then seq - 1 end
                from unnest(?::bigint[]) with ordinality as l (id, place), generate_series(0, 1) k,
                    lateral (select ? + place as n) t, lateral (select 2 * n - 1 + k as seq, %s as at) e
                """.formatted(AT), campaign, bodyBytes, part, before, begin, microsBetween());
    }

    /** Gives the n-th lead n points, so many leads: all have different scores. */
    void scores(long scores) {
        var scored = ids(1, scores);
        database.update("""
                insert into tallies (campaign_id, lead_id, number, score, counting_direct, direct, indirect)
                select ?, id, n, n, 0, 0, 0 from unnest(?::bigint[]) with ordinality as l (id, n)
                """, campaign, scored);
        database.update("""
                insert into points (campaign_id, lead_id, at, points, reason)
                select ?, id, ?, n, 'tag' from unnest(?::bigint[]) with ordinality as l (id, n)
                """, campaign, end, scored);
        standings(database, campaign);
        database.update("update campaign_state set scored_count = ? where campaign_id = ?", scores, campaign);
    }

    /** Counts the scores of a campaign that has no standings yet. */
    static void standings(Database database, long campaign) {
        database.transaction(transaction -> {
            var leads = new HashMap<Score, Long>();
            transaction.list(
                    """
                    select score, count(*) as leads from tallies
                    where campaign_id = ? and score > 0 and not flagged group by score
                    """, row -> leads.put(new Score(campaign, row.getLong("score")), row.getLong("leads")), campaign);
            Standings.change(transaction, leads);
            return leads;
        });
    }
}
