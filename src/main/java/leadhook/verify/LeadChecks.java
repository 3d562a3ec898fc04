package leadhook.verify;

/** The SQL that counts a campaign's leads and their points anew. Each statement sees all of it as of one moment. */
final class LeadChecks {
    private LeadChecks() {}

    static final String COUNTS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), state as (
                select s.* from asked join campaign_state s on s.campaign_id = asked.campaign
            ), counted as (
                select count(*) as leads, count(distinct l.number) as numbers, coalesce(max(l.number), 0) as highest,
                    count(*) filter (where l.flags <> '{}') as flagged, count(*) filter (where l.verified) as verified,
                    count(*) filter (where l.opted_out) as opted_out,
                    count(*) filter (where not l.waitlisted) as unwaitlisted,
                    count(p.id) as referred
                from asked
                join leads l on l.campaign_id = asked.campaign
                left join leads p on p.campaign_id = l.campaign_id and p.id = l.parent_id
            ), compared (what, stored, counted) as (
                select 'lead_count', (select lead_count from state), (select leads from counted)
                union all
                select 'scored_count', (select scored_count from state), (
                    select count(*) from asked
                    join tallies t on t.campaign_id = asked.campaign and t.score > 0 and not t.flagged)
                union all
                select 'flagged_count', (select flagged_count from state), (select flagged from counted)
                union all
                select 'verified_count', (select verified_count from state), (select verified from counted)
                union all
                select 'opted_out_count', (select opted_out_count from state), (select opted_out from counted)
                union all
                select 'unwaitlisted_count', (select unwaitlisted_count from state), (select unwaitlisted from counted)
                union all
                select 'referred_count', (select referred_count from state), (select referred from counted)
                union all
                select 'last_number', (select last_number from state),
                    greatest((select last_number from state), (select highest from counted))
                union all
                select 'the number of different subscription numbers', (select numbers from counted),
                    (select leads from counted)
            ), checked as (
                select case when stored is distinct from counted
                    then format('%s is %s, counted %s', what, coalesce(stored::text, 'not there'), counted) end as wrong
                from compared
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    static final String SCORES = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), scores as (
                select t.* from asked join tallies t on t.campaign_id = asked.campaign
            ), ledger as (
                select p.lead_id, sum(p.points) as points, sum(p.points) filter (where p.reason = 'custom') as custom,
                    sum(p.points) filter (where p.reason in ('signup', 'referral')) as earned
                from asked join points p on p.campaign_id = asked.campaign group by p.lead_id
            ), compared as (
                select coalesce(s.lead_id, l.lead_id) as lead, d.*
                from scores s full join ledger l on l.lead_id = s.lead_id
                cross join lateral (values
                    ('points', s.score, l.points),
                    ('points for signing up and for referrals', s.signup_points + s.referral_points + s.debt, l.earned),
                    ('custom points', s.custom_points, l.custom)
                ) as d (what, stored, counted)
            ), checked as (
                select case when coalesce(stored, 0) <> coalesce(counted, 0)
                    then format('lead %s has %s %s, the ledger has %s', lead, coalesce(stored, 0), what,
                        coalesce(counted, 0)) end as wrong
                from compared
                union all
                select case when s.number is distinct from l.number
                        or (s.score > 0 and s.flagged is distinct from (l.flags <> '{}'))
                    then format('the tally of lead %s does not say what number it has and whether it is flagged',
                        s.lead_id) end
                from scores s left join leads l on l.campaign_id = s.campaign_id and l.id = s.lead_id
                union all
                select case when s.referral_points <> s.counting_verified_direct * c.points_verified_direct
                        + s.counting_verified_indirect * c.points_verified_indirect
                        + case when c.referrals_need_verification then 0 else
                            (s.counting_direct - s.counting_verified_direct) * c.points_direct
                            + (s.counting_indirect - s.counting_verified_indirect) * c.points_indirect end
                    then format('the referrals of lead %s count for %s points, which is not by the rules',
                        s.lead_id, s.referral_points)
                    when s.signup_points <> c.points_signup
                    then format('signing up counts for %s points of lead %s, which is not by the rules',
                        s.signup_points, s.lead_id) end
                from scores s join campaigns c on c.id = s.campaign_id
                -- New rules are followed by a job.
                where not exists (select from jobs j
                    where j.kind = 'review_leads' and j.campaign_id = c.id and j.ended_at is null)
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    static final String STANDINGS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), counted as materialized (
                select t.score, count(*) as leads
                from asked join tallies t on t.campaign_id = asked.campaign and t.score > 0 and not t.flagged
                group by t.score
            ), blocks as (
                select width, score / width as number, sum(leads) as leads
                from counted cross join (values (1), (16), (256), (4096), (65536)) as w (width) group by 1, 2
            ), kept as (
                select s.width, 16 * s.number + b.place - 1 as number, b.leads
                from asked join standings s on s.campaign_id = asked.campaign
                cross join lateral unnest(s.leads) with ordinality as b (leads, place)
                where b.leads <> 0
            ), checked as (
                select case when coalesce(k.leads, 0) <> coalesce(b.leads, 0)
                    then format('standings has %s leads at scores from %s to %s, counted %s', coalesce(k.leads, 0),
                        width * number, width * number + (width - 1), coalesce(b.leads, 0))
                    end as wrong
                from kept k full join blocks b using (width, number)
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** Referrals of either level in the four ways in which they are counted: who is flagged does not count (contract Q35). */
    static final String REFERRALS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), people as materialized (
                select l.id, l.parent_id, l.verified, l.flags = '{}' as counts
                from asked join leads l on l.campaign_id = asked.campaign
            ), first_level as (
                select parent_id as id, count(*) as direct, count(*) filter (where verified) as verified,
                    count(*) filter (where counts) as counting, count(*) filter (where counts and verified) as both_of_it
                from people where parent_id is not null group by parent_id
            ), second_level as (
                select parent.parent_id as id, count(*) as indirect, count(*) filter (where child.verified) as verified,
                    count(*) filter (where child.counts) as counting,
                    count(*) filter (where child.counts and child.verified) as both_of_it
                from people child join people parent on parent.id = child.parent_id
                where parent.parent_id is not null group by parent.parent_id
            ), counted as (
                select coalesce(f.id, s.id) as id, array[
                    coalesce(f.direct, 0), coalesce(f.verified, 0), coalesce(f.counting, 0), coalesce(f.both_of_it, 0),
                    coalesce(s.indirect, 0), coalesce(s.verified, 0), coalesce(s.counting, 0), coalesce(s.both_of_it, 0)
                    ]::bigint[] as referrals
                from first_level f full join second_level s on s.id = f.id
            ), stored as (
                select t.lead_id, array[t.direct, t.verified_direct, t.counting_direct, t.counting_verified_direct,
                    t.indirect, t.verified_indirect, t.counting_indirect, t.counting_verified_indirect] as referrals
                from asked join tallies t on t.campaign_id = asked.campaign
            ), compared as (
                select coalesce(t.lead_id, c.id) as id, t.lead_id as tally,
                    coalesce(t.referrals, '{0,0,0,0,0,0,0,0}'::bigint[]) as stored,
                    coalesce(c.referrals, '{0,0,0,0,0,0,0,0}'::bigint[]) as counted
                from stored t full join counted c on c.id = t.lead_id
            ), checked as (
                select case
                    when p.id is null and c.tally is null then null
                    when p.id is null then format('there is a tally of lead %s, which is not there', c.id)
                    when c.stored <> c.counted
                        then format('lead %s has %s referrals (direct: all, verified, counting, both; and indirect), counted %s',
                            c.id, c.stored, c.counted)
                    end as wrong
                from compared c left join people p on p.id = c.id
                union all
                select case when parent.id is null
                    -- That it was deleted may have been told in a day that is gone.
                    and not exists (select from asked join log_starts b on b.campaign_id = asked.campaign)
                    and not exists (
                        select from asked join events e on e.campaign_id = asked.campaign
                            and e.lead_id = child.parent_id and e.type = 'deleted')
                    then format('lead %s was referred by lead %s, which is not there', child.id, child.parent_id) end
                from people child left join people parent on parent.id = child.parent_id
                where child.parent_id is not null
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** That a lead has a tag or an action once is the promise of a key; that it gave points once is not. */
    static final String TAGS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), given as (
                select p.lead_id, p.tag_id, p.action_id, count(*) as times
                from asked
                join points p on p.campaign_id = asked.campaign and (p.tag_id is not null or p.action_id is not null)
                group by p.lead_id, p.tag_id, p.action_id
            ), checked as (
                select case when times > 1
                    then format('%s gave lead %s points %s times',
                        coalesce('tag ' || tag_id, 'action ' || action_id), lead_id, times) end as wrong
                from given
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** Nothing about a lead is left when the lead is gone. */
    static final String LEFTOVERS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), facts (what, lead_id) as (
                select 'points', p.lead_id from asked join points p on p.campaign_id = asked.campaign
                union all
                select 'a tag', g.lead_id from asked join lead_tags g on g.campaign_id = asked.campaign
                union all
                select 'an action', c.lead_id from asked join completed_actions c on c.campaign_id = asked.campaign
                union all
                select 'a reward', r.lead_id from asked join rewards r on r.campaign_id = asked.campaign
                union all
                select 'an answer', a.lead_id from asked
                join first_answers a on a.campaign_id = asked.campaign and a.lead_id is not null
            ), checked as (
                select case when l.id is null
                    then format('there is %s of lead %s, which is not there', f.what, f.lead_id) end as wrong
                from facts f
                cross join asked
                left join leads l on l.campaign_id = asked.campaign and l.id = f.lead_id
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;
}
