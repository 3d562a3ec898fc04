package leadhook.verify;

import java.util.HashMap;
import leadhook.leads.Standings;
import leadhook.leads.Standings.Score;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;

/**
 * A campaign with a long log, written straight into the tables: leads that sign up, again and again, each referred by an
 * earlier one, and webhooks that have accepted all of it.
 */
record LongLog(World world, TestCampaign campaign, long events) {
    private static final String LEADS = """
            insert into leads (campaign_id, id, number, email, custom_fields, utm, parent_id, signed_up_at, counter,
                waitlisted, opted_out, sms_opted_out, verified, verified_email, verified_phone_number, flags)
            select ?, 1000000 + n, n, 'lead' || n || '@example.com', '{}', '{}', nullif(1000000 + n / 3, 1000000),
                ?::timestamptz, 2, true, false, false, false, false, false, '{}'
            from generate_series(1, ?::bigint) n
            """;

    /** Each lead has two events side by side. */
    private static final String EVENTS = """
            insert into events (campaign_id, seq, day, at, lead_id, type, body)
            select ?, n, ?::timestamptz::date, ?::timestamptz, 1000000 + (n + 1) / 2,
                case when n % 2 = 1 then 'new_signup' else 'repeat_signup' end, '{"filler":"' || repeat('x', 900) || '"}'
            from generate_series(1, ?::bigint) n
            """;

    private static final String COUNTS = """
            insert into tallies (campaign_id, lead_id, number, score, referral_points, direct, counting_direct, indirect,
                counting_indirect)
            select ?, f.id, f.id - 1000000, f.direct, f.direct, f.direct, f.direct, coalesce(s.indirect, 0),
                coalesce(s.indirect, 0)
            from (select parent_id as id, count(*) as direct from leads where campaign_id = ? and parent_id is not null
                group by parent_id) f
            left join (select p.parent_id as id, count(*) as indirect
                from leads c join leads p on p.campaign_id = c.campaign_id and p.id = c.parent_id
                where c.campaign_id = ? group by p.parent_id) s on s.id = f.id
            """;

    private static final String POINTS = """
            insert into points (campaign_id, lead_id, at, points, reason, other_lead_id)
            select campaign_id, parent_id, signed_up_at, 1, 'referral', id
            from leads where campaign_id = ? and parent_id is not null
            """;

    private static final String STATE = """
            update campaign_state s set last_seq = ?, last_number = ?, lead_count = ?,
                scored_count = (select count(*) from tallies t where t.campaign_id = s.campaign_id),
                referred_count = (select count(*) from leads l
                    where l.campaign_id = s.campaign_id and l.parent_id is not null)
            where campaign_id = ?
            """;

    private static final String ATTEMPTS = """
            insert into attempts (webhook_id, campaign_id, seq, number, trigger, at, day, took_millis, status)
            select w.id, e.campaign_id, e.seq, 1, 'first', e.at + e.seq * interval '1 microsecond', e.day, 12, 200
            from events e join outbound_webhooks w on w.campaign_id = e.campaign_id where e.campaign_id = ?
            """;

    static LongLog in(World world, long events, int webhooks) {
        var campaign = world.campaign();
        for (int i = 0; i < webhooks; i++) {
            campaign.subscribe("https://example.com/" + i, "new_signup", "repeat_signup");
        }
        long id = campaign.id();
        long leads = events / 2;
        var at = world.clock().instant();
        var database = world.database();
        database.update(LEADS, id, at, leads);
        database.update(EVENTS, id, at, at, events);
        database.update(
                "insert into log_days (campaign_id, day, first_seq) values (?, ?::timestamptz::date, 1)", id, at);
        database.update("analyze leads");
        database.update(COUNTS, id, id, id);
        database.update(POINTS, id);
        database.transaction(transaction -> {
            var standings = new HashMap<Score, Long>();
            transaction.list(
                    "select score, count(*) as leads from tallies where campaign_id = ? group by score",
                    row -> standings.put(new Score(id, row.getLong("score")), row.getLong("leads")),
                    id);
            Standings.change(transaction, standings);
            return standings;
        });
        database.update(STATE, events, leads, leads, id);
        database.update(ATTEMPTS, id);
        database.update("update lanes set position = ? where campaign_id = ?", events, id);
        return new LongLog(world, campaign, events);
    }
}
