package leadhook.verify;

/** The SQL that counts a campaign's leads and their points anew. Each statement sees all of it as of one moment. */
final class LeadChecks {
    private LeadChecks() {}

    static final String COUNTS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), state as (
                select s.lead_count, s.scored_count, s.last_number
                from asked join campaign_state s on s.campaign_id = asked.campaign
            ), counted as (
                select count(*) as leads, count(distinct l.number) as numbers, coalesce(max(l.number), 0) as highest
                from asked join leads l on l.campaign_id = asked.campaign
            ), compared (what, stored, counted) as (
                select 'lead_count', (select lead_count from state), (select leads from counted)
                union all
                select 'scored_count', (select scored_count from state), (
                    select count(*) from asked join tallies t on t.campaign_id = asked.campaign and t.score > 0)
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
                select t.lead_id, t.score, t.custom_points from asked join tallies t on t.campaign_id = asked.campaign
            ), ledger as (
                select p.lead_id, sum(p.points) as points, sum(p.points) filter (where p.reason = 'custom') as custom
                from asked join points p on p.campaign_id = asked.campaign group by p.lead_id
            ), checked as (
                select case when coalesce(s.score, 0) <> coalesce(l.points, 0)
                    then format('lead %s has score %s, its points are %s',
                        coalesce(s.lead_id, l.lead_id), coalesce(s.score, 0), coalesce(l.points, 0))
                    when coalesce(s.custom_points, 0) <> coalesce(l.custom, 0)
                    then format('lead %s has %s custom points, the ledger has %s',
                        coalesce(s.lead_id, l.lead_id), coalesce(s.custom_points, 0), coalesce(l.custom, 0))
                    end as wrong
                from scores s full join ledger l on l.lead_id = s.lead_id
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
                from asked join tallies t on t.campaign_id = asked.campaign and t.score > 0 group by t.score
            ), blocks as (
                select score / 1024 as block, sum(leads) as leads from counted group by score / 1024
            ), fine as (
                select s.score, s.leads from asked join standings s on s.campaign_id = asked.campaign
            ), coarse as (
                select s.block, s.leads from asked join standings_coarse s on s.campaign_id = asked.campaign
            ), checked as (
                select case when coalesce(f.leads, 0) <> coalesce(c.leads, 0)
                    then format('standings has %s leads at score %s, counted %s',
                        coalesce(f.leads, 0), coalesce(f.score, c.score), coalesce(c.leads, 0))
                    end as wrong
                from fine f full join counted c on c.score = f.score
                union all
                select case when coalesce(c.leads, 0) <> coalesce(b.leads, 0)
                    then format('standings_coarse has %s leads in block %s, counted %s',
                        coalesce(c.leads, 0), coalesce(c.block, b.block), coalesce(b.leads, 0))
                    end
                from coarse c full join blocks b on b.block = c.block
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** Referrals that count are those of leads that are not flagged (contract Q35). */
    static final String REFERRALS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), people as materialized (
                select l.id, l.parent_id, l.flags = '{}' as counts
                from asked join leads l on l.campaign_id = asked.campaign
            ), first_level as (
                select parent_id as id, count(*) as direct, count(*) filter (where counts) as referrals
                from people where parent_id is not null group by parent_id
            ), second_level as (
                select parent.parent_id as id, count(*) as indirect
                from people child join people parent on parent.id = child.parent_id
                where parent.parent_id is not null group by parent.parent_id
            ), counted as (
                select coalesce(f.id, s.id) as id, coalesce(f.referrals, 0) as referrals,
                    coalesce(f.direct, 0) as direct, coalesce(s.indirect, 0) as indirect
                from first_level f full join second_level s on s.id = f.id
            ), stored as (
                select t.* from asked join tallies t on t.campaign_id = asked.campaign
            ), compared as (
                select coalesce(t.lead_id, c.id) as id, t.lead_id as tally,
                    coalesce(t.referrals, 0) as referrals, coalesce(c.referrals, 0) as referrals_counted,
                    coalesce(t.direct, 0) as direct, coalesce(c.direct, 0) as direct_counted,
                    coalesce(t.indirect, 0) as indirect, coalesce(c.indirect, 0) as indirect_counted
                from stored t full join counted c on c.id = t.lead_id
            ), checked as (
                select case
                    when p.id is null and c.tally is null then null
                    when p.id is null then format('there is a tally of lead %s, which is not there', c.id)
                    when (c.referrals, c.direct, c.indirect)
                        <> (c.referrals_counted, c.direct_counted, c.indirect_counted)
                        then format('lead %s has %s, %s, %s referrals (counting, direct, indirect), counted %s, %s, %s',
                            c.id, c.referrals, c.direct, c.indirect,
                            c.referrals_counted, c.direct_counted, c.indirect_counted)
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

    /** That a lead has a tag once is the promise of a key; that it gave points once is not. */
    static final String TAGS = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), given as (
                select p.lead_id, p.tag_id, count(*) as times
                from asked join points p on p.campaign_id = asked.campaign and p.tag_id is not null
                group by p.lead_id, p.tag_id
            ), checked as (
                select case when times > 1
                    then format('tag %s gave lead %s points %s times', tag_id, lead_id, times) end as wrong
                from given
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;
}
