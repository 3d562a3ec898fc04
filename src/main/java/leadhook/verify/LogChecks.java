package leadhook.verify;

/**
 * The SQL that looks at a stretch of a campaign's log. Partitions are not named by {@code log_days}, which is itself
 * under suspicion: the key finds the few that have such numbers. What belongs to a row is a subquery, which looks it up by
 * key whatever the planner thinks of the size of a campaign that has just grown; joins hash.
 *
 * <p>Every statement asks for one campaign, for numbers above {@code after} up to {@code through}, and counts what it
 * looked at and what is wrong there. What lies before the first event that is kept is never asked for.
 */
final class LogChecks {
    private LogChecks() {}

    static final String NUMBERS = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), numbers as (
                select generate_series(asked.after + 1, least(asked.through, s.last_seq)) as seq
                from asked join campaign_state s on s.campaign_id = asked.campaign
            ), found as (
                select e.seq, count(*) as times
                from asked join events e
                    on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
                group by e.seq
            ), checked as (
                select case
                    when f.seq is null then format('number %s is missing', n.seq)
                    when n.seq is null then format('event %s lies beyond the last number', f.seq)
                    when f.times > 1 then format('number %s is there %s times', f.seq, f.times)
                    end as wrong
                from numbers n full join found f on f.seq = n.seq
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** The event before the stretch is read too, for comparison. */
    static final String CLOCK = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), compared as (
                select e.seq, e.day, e.at, lag(e.at) over (order by e.seq) as at_before,
                    lag(e.day) over (order by e.seq) as day_before
                from asked join events e
                    on e.campaign_id = asked.campaign and e.seq >= asked.after and e.seq <= asked.through
            ), page as (
                select c.* from asked join compared c on c.seq > asked.after
            ), days as (
                select d.day, d.first_seq
                from asked join log_days d on d.campaign_id = asked.campaign
                    and d.first_seq > asked.after and d.first_seq <= asked.through
            ), checked as (
                select case
                    when p.seq is null or p.day = p.day_before
                        and d.day is not null then format('%s does not begin with event %s', d.day, d.first_seq)
                    when p.at < p.at_before or p.day < p.day_before
                        then format('event %s is earlier than the one before it', p.seq)
                    when p.day <> (p.at at time zone 'UTC')::date
                        then format('event %s lies in %s, which is not its day', p.seq, p.day)
                    when d.day is null and (p.day_before is null or p.day <> p.day_before)
                        then format('log_days does not know that %s begins with event %s', p.day, p.seq)
                    end as wrong
                from page p full join days d on d.first_seq = p.seq and d.day = p.day
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /**
     * What has let go of a day has let go of it whole: what was not delivered was named, and nothing refers to it any more.
     * Its events themselves may still be there for a while.
     */
    static final String KEPT = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), log as materialized (
                select s.last_seq, coalesce(b.first_seq, 1) as first_seq, b.last_number > s.last_number as beyond
                from asked
                join campaign_state s on s.campaign_id = asked.campaign
                left join log_starts b on b.campaign_id = asked.campaign
            ), checked as (
                select case
                    when first_seq > last_seq + 1
                        then format('the log begins with event %s and ends at %s', first_seq, last_seq)
                    when beyond then 'more had signed up before the log begins than ever'
                    end as wrong
                from log
                union all
                select case when d.first_seq < log.first_seq
                    then format('log_days knows %s, the log begins with event %s', d.day, log.first_seq) end
                from asked join log_days d on d.campaign_id = asked.campaign cross join log
                union all
                select case when l.position < log.first_seq - 1
                    then format('webhook %s stands at %s, the log begins with event %s',
                        l.webhook_id, l.position, log.first_seq) end
                from asked join lanes l on l.campaign_id = asked.campaign cross join log
                union all
                select format('webhook %s is owed event %s, the log begins with event %s',
                    r.webhook_id, r.seq, log.first_seq)
                from log
                join retries r on r.seq < log.first_seq and r.webhook_id = any (array(
                    select l.webhook_id from asked join lanes l on l.campaign_id = asked.campaign))
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /**
     * A lead that is gone has no payloads any more; whether it may be gone is asked elsewhere. One that a job is letting go
     * loses them first; that is looked up only where one is missing.
     */
    static final String PAYLOADS = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), found as (
                select e.lead_id, case
                    when e.body is not null and e.body_seq is not null
                        then format('event %s holds a payload and names that of event %s', e.seq, e.body_seq)
                    when e.body is not null or e.type = 'deleted' then null
                    when (select l.id from leads l where l.campaign_id = e.campaign_id and l.id = e.lead_id) is null
                        then null
                    when e.body_seq is null then format('event %s has no payload', e.seq)
                    when e.body_seq > e.seq then format('event %s names the later event %s', e.seq, e.body_seq)
                    else nullif(coalesce(
                        (select case
                            when h.lead_id <> e.lead_id
                                then format('event %s names event %s, which is of another lead', e.seq, e.body_seq)
                            when h.body is null
                                then format('event %s names event %s, which has no payload', e.seq, e.body_seq)
                            else 'fine'
                            end
                        from events h where h.campaign_id = e.campaign_id and h.seq = e.body_seq and h.day = e.day),
                        format('event %s names event %s, which is not of its day', e.seq, e.body_seq)), 'fine')
                    end as wrong
                from asked
                join events e on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
            ), checked as (
                select case
                    when f.wrong is null then null
                    when exists (
                        select from jobs j
                        where j.kind = 'delete_lead' and j.campaign_id = asked.campaign
                            and j.subject = f.lead_id::text and j.ended_at is null)
                        then null
                    else f.wrong
                    end as wrong
                from asked cross join found f
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /**
     * Subscription numbers are given in the order of signup, so a second new_signup of a lead does not raise the highest
     * number so far, and a lead without one has a number that was skipped. That needs no memory of all leads, only of the
     * highest number before the stretch. Numbers of leads that were deleted are skipped and belong to nobody.
     */
    static final String SIGNUPS = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), found as materialized (
                select e.seq, e.lead_id,
                    (select l.number from leads l where l.campaign_id = e.campaign_id and l.id = e.lead_id) as number
                from asked
                join events e on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
                    and e.type = 'new_signup'
            ), signups as materialized (
                select f.seq, f.lead_id, f.number, greatest(asked.highest, max(f.number) over (
                    order by f.seq rows between unbounded preceding and 1 preceding)) as before
                from asked join found f on f.number is not null
            ), skipped as materialized (
                select generate_series(before + 1, number - 1) as number from signups
                union all
                select generate_series(
                    greatest(asked.highest, (select max(number) from signups)) + 1, s.last_number)
                from asked join campaign_state s on s.campaign_id = asked.campaign and s.last_seq <= asked.through
            ), checked as (
                select case when number <= before then format(
                    'event %s is a second new_signup of lead %s, or out of order', seq, lead_id) end as wrong
                from signups
                union all
                select format('lead %s has no new_signup', l.id)
                from asked join leads l on l.campaign_id = asked.campaign
                where exists (select from skipped) and l.number in (select number from skipped)
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** The highest subscription number that has had its new_signup by the end of the stretch. */
    static final String HIGHEST = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            )
            select greatest(asked.highest, (
                select max((select l.number from leads l where l.campaign_id = e.campaign_id and l.id = e.lead_id))
                from asked
                join events e on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
                    and e.type = 'new_signup')) as highest
            from asked
            """;

    /** Who was deleted is looked up only when somebody is missing: it takes a walk through the log. */
    static final String LEADS = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), checked as (
                select case
                    when (select l.id from leads l where l.campaign_id = e.campaign_id and l.id = e.lead_id) is not null
                        then null
                    when e.lead_id not in (
                        select d.lead_id from asked join events d on d.campaign_id = asked.campaign
                        where d.type = 'deleted')
                        then format('event %s is of lead %s, which is not there', e.seq, e.lead_id)
                    end as wrong
                from asked
                join events e on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /** Looks at each event that says that a lead was deleted, and at the events of leads that are not there. */
    static final String ERASURE = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), concerned as materialized (
                select p.* from (
                    select e.seq, e.type, e.lead_id, e.body is not null or e.extra is not null as shown,
                        (select l.id from leads l where l.campaign_id = e.campaign_id and l.id = e.lead_id) as lead
                    from asked
                    join events e
                        on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
                ) p
                where p.type = 'deleted' or p.lead is null
            ), checked as (
                select case
                    when e.type = 'deleted' and e.lead is not null
                        then format('lead %s was deleted with event %s and is still there', e.lead_id, e.seq)
                    when e.type <> 'deleted' and e.shown and e.lead_id in (
                        select d.lead_id from asked join events d on d.campaign_id = asked.campaign
                        where d.type = 'deleted')
                        then format('event %s still shows lead %s, which was deleted', e.seq, e.lead_id)
                    end as wrong
                from concerned e
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;
}
