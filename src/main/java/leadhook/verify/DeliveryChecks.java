package leadhook.verify;

/**
 * The SQL that looks at what became of a stretch of a campaign's log at its webhooks, and at their lanes. Position,
 * bitmap, owed rows, gaps and attempts of an outcome are committed together, so that one snapshot never shows a half; an
 * exchange that is open or not settled yet is simply not there.
 *
 * <p>A number is settled at or below a lane's position, or where the bitmap has its bit: bit 0 is the number after the
 * position, the lowest of the first byte, which is how {@code get_bit} counts. What an operator sends by hand (replay,
 * resend, test) proves a delivery, and may be any event of the campaign at any time.
 *
 * <p>Rows of the campaign's webhooks are asked for by a list of ids, which is looked up by key; joins hash.
 */
final class DeliveryChecks {
    private DeliveryChecks() {}

    /** What was erased is passed over. Gaps are counted out, since a search among them would be repeated for each event. */
    static final String REACHED = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), served as materialized (
                select l.webhook_id, l.position, l.ahead
                from asked
                join lanes l on l.campaign_id = asked.campaign
                join outbound_webhooks w on w.id = l.webhook_id and w.deleted_at is null
            ), page as materialized (
                select e.seq, e.type
                from asked
                join events e on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
                where e.body is not null or (
                    select h.body is not null from events h
                    where h.campaign_id = e.campaign_id and h.seq = e.body_seq and h.day = e.day)
            ), subscribed as materialized (
                select s.webhook_id, s.type, s.from_seq, 9223372036854775807 as through from subscriptions s
                where s.webhook_id = any (array(select webhook_id from served))
                union all
                select s.webhook_id, s.type, s.from_seq, least(s.position, s.last_seq) from ended_subscriptions s
                where s.webhook_id = any (array(select webhook_id from served))
            ), due as materialized (
                select v.webhook_id, p.seq
                from served v
                join subscribed s on s.webhook_id = v.webhook_id
                join page p on p.type = s.type and p.seq > s.from_seq and p.seq <= s.through
                where case
                    when p.seq <= v.position then true
                    when p.seq > v.position + 8 * length(v.ahead) then false
                    else get_bit(v.ahead, p.seq - v.position - 1) = 1
                    end
            ), reached as (
                select distinct a.webhook_id, a.seq
                from asked
                join attempts a on a.webhook_id = any (array(select webhook_id from served))
                    and a.seq > asked.after and a.seq <= asked.through
                where a.reason is null and a.trigger <> 'test'
            ), owed as (
                select r.webhook_id, r.seq
                from asked
                join retries r on r.webhook_id = any (array(select webhook_id from served))
                    and r.seq > asked.after and r.seq <= asked.through
            ), given_up as (
                select distinct g.webhook_id, generate_series(greatest(g.from_seq, asked.after + 1),
                    least(g.to_seq, asked.through, (select max(seq) from page))) as seq
                from asked
                join gaps g on g.webhook_id = any (array(select webhook_id from served))
                    and g.from_seq <= asked.through and g.to_seq > asked.after
            ), checked as (
                select case when r.seq is null and o.seq is null and g.seq is null
                    then format('event %s never reached webhook %s', d.seq, d.webhook_id) end as wrong
                from due d
                left join reached r on r.webhook_id = d.webhook_id and r.seq = d.seq
                left join owed o on o.webhook_id = d.webhook_id and o.seq = d.seq
                left join given_up g on g.webhook_id = d.webhook_id and g.seq = d.seq
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /**
     * The other way round. An attempt that is called late was settled by nobody: its lane had a new owner or was moved by
     * hand meanwhile, and whoever serves it now sends the event once more.
     */
    static final String SETTLED = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), served as materialized (
                select l.webhook_id, l.position, l.ahead
                from asked join lanes l on l.campaign_id = asked.campaign
            ), accepted as (
                select distinct a.webhook_id, a.seq
                from asked
                join attempts a on a.webhook_id = any (array(select webhook_id from served))
                    and a.seq > asked.after and a.seq <= asked.through
                where a.reason is null and a.trigger in ('first', 'retry', 'probe')
            ), owed as (
                select r.webhook_id, r.seq
                from asked
                join retries r on r.webhook_id = any (array(select webhook_id from served))
                    and r.seq > asked.after and r.seq <= asked.through
            ), checked as (
                select case
                    when o.seq is not null
                        then format('webhook %s accepted event %s, which is still owed', a.webhook_id, a.seq)
                    when a.seq > v.position and (a.seq > v.position + 8 * length(v.ahead)
                        or get_bit(v.ahead, a.seq - v.position - 1) = 0)
                        then format('webhook %s accepted event %s, which is not settled', a.webhook_id, a.seq)
                    end as wrong
                from accepted a
                join served v on v.webhook_id = a.webhook_id
                left join owed o on o.webhook_id = a.webhook_id and o.seq = a.seq
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /**
     * Of a deleted webhook the subscriptions are gone, but not the moment: what another node had started may still be
     * under way then, for as long as a lease lasts.
     */
    static final String WALLS = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), page as materialized (
                select e.seq, e.type
                from asked join events e
                    on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
            ), webhooks as materialized (
                select w.id, w.campaign_id, w.deleted_at
                from asked join outbound_webhooks w on w.campaign_id = asked.campaign
            ), subscribed as materialized (
                select s.webhook_id, s.type, s.from_seq from subscriptions s
                where s.webhook_id = any (array(select id from webhooks))
            ), ended as materialized (
                select s.webhook_id, s.type, s.from_seq, s.last_seq from ended_subscriptions s
                where s.webhook_id = any (array(select id from webhooks))
            ), sent as (
                select a.webhook_id, a.campaign_id, a.seq, a.trigger, a.at
                from asked
                join attempts a on a.webhook_id = any (array(select id from webhooks))
                    and a.seq > asked.after and a.seq <= asked.through
            ), checked as (
                select case
                    when a.campaign_id <> w.campaign_id
                        then format('webhook %s was sent event %s of campaign %s', w.id, a.seq, a.campaign_id)
                    when a.trigger = 'test' then null
                    when p.seq is null then format('webhook %s was sent event %s, which is not there', w.id, a.seq)
                    when a.trigger in ('replay', 'resend') then null
                    -- What the longest lease allows an owner that cannot be told.
                    when a.at > w.deleted_at + interval '60 seconds'
                        then format('webhook %s was sent event %s after its deletion', w.id, a.seq)
                    when w.deleted_at is not null then null
                    when a.seq > s.from_seq then null
                    when exists (select from ended e
                        where e.webhook_id = w.id and e.type = p.type and a.seq > e.from_seq and a.seq <= e.last_seq)
                        then null
                    when s.type is null
                        then format('webhook %s was sent event %s, of a type it is not subscribed to', w.id, a.seq)
                    else format('webhook %s was sent event %s from before it subscribed', w.id, a.seq)
                    end as wrong
                from sent a
                join webhooks w on w.id = a.webhook_id
                left join page p on p.seq = a.seq
                left join subscribed s on s.webhook_id = w.id and s.type = p.type
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    /**
     * Compares the events of a lead within the stretch; a lead whose events lie further apart is not looked at. Attempts
     * of one lead are written in the order in which they were started, whatever the clock said then; late ones are not,
     * for they were open when somebody else took the lane.
     */
    static final String ORDER = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), page as materialized (
                select e.seq, e.lead_id
                from asked join events e
                    on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
            ), tried as materialized (
                select a.webhook_id, a.seq, min(a.id) as first_id
                from asked
                join attempts a on a.webhook_id = any (array(
                        select w.id from asked join outbound_webhooks w on w.campaign_id = asked.campaign))
                    and a.seq > asked.after and a.seq <= asked.through
                where a.trigger in ('first', 'retry', 'probe')
                group by a.webhook_id, a.seq
            ), compared as (
                select t.webhook_id, t.seq, t.first_id, p.lead_id,
                    max(t.first_id) over (partition by t.webhook_id, p.lead_id order by t.seq
                        rows between unbounded preceding and 1 preceding) as latest_before
                from tried t join page p on p.seq = t.seq
            ), checked as (
                select case when first_id < latest_before then format(
                    'webhook %s was sent event %s before an earlier one of lead %s', webhook_id, seq, lead_id) end as wrong
                from compared
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    static final String OWED = """
            with asked as not materialized (
                select ?::bigint as campaign, ?::bigint as after, ?::bigint as through, ?::bigint as highest
            ), page as materialized (
                select e.seq, e.day, e.lead_id, e.type
                from asked join events e
                    on e.campaign_id = asked.campaign and e.seq > asked.after and e.seq <= asked.through
            ), webhooks as materialized (
                select w.id, w.deleted_at from asked join outbound_webhooks w on w.campaign_id = asked.campaign
            ), served as materialized (
                select l.webhook_id, l.position, l.ahead
                from asked join lanes l on l.campaign_id = asked.campaign
            ), subscribed as materialized (
                select s.webhook_id, s.type, s.from_seq from subscriptions s
                where s.webhook_id = any (array(select id from webhooks))
            ), owed as materialized (
                select r.webhook_id, r.seq, r.day, r.lead_id
                from asked
                join retries r on r.webhook_id = any (array(select id from webhooks))
                    and r.seq > asked.after and r.seq <= asked.through
            ), checked as (
                select case
                    when w.deleted_at is not null
                        then format('webhook %s was deleted and is still owed event %s', o.webhook_id, o.seq)
                    when e.seq is null
                        then format('webhook %s is owed event %s, which is not there on %s', o.webhook_id, o.seq, o.day)
                    when e.lead_id <> o.lead_id
                        then format('webhook %s is owed event %s of another lead than its own', o.webhook_id, o.seq)
                    when s.type is null or o.seq <= s.from_seq
                        then format('webhook %s is owed event %s, which it does not want', o.webhook_id, o.seq)
                    when o.seq > v.position and (o.seq > v.position + 8 * length(v.ahead)
                        or get_bit(v.ahead, o.seq - v.position - 1) = 0)
                        then format('webhook %s is owed event %s, which is not settled', o.webhook_id, o.seq)
                    end as wrong
                from owed o
                join webhooks w on w.id = o.webhook_id
                left join page e on e.seq = o.seq and e.day = o.day
                left join served v on v.webhook_id = o.webhook_id
                left join subscribed s on s.webhook_id = o.webhook_id and s.type = e.type
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;

    static final String LANES = """
            with asked as not materialized (
                select ?::bigint as campaign
            ), webhooks as materialized (
                select w.id, w.deleted_at, (
                    select s.last_seq from asked join campaign_state s on s.campaign_id = asked.campaign) as last_seq
                from asked join outbound_webhooks w on w.campaign_id = asked.campaign
            ), served as (
                select l.*, (select s.epoch from slices s where s.slice = asked.campaign % 64) as slice_epoch,
                    (select max(g.to_seq) from gaps g where g.webhook_id = l.webhook_id) as last_gap
                from asked join lanes l on l.campaign_id = asked.campaign
            ), subscribed as (
                select s.webhook_id, s.type, s.from_seq from subscriptions s
                where s.webhook_id = any (array(select id from webhooks))
            ), checked as (
                select case
                    when w.id is null then format('webhook %s has a lane and is not of this campaign', l.webhook_id)
                    when w.deleted_at is not null and l.webhook_id is not null
                        then format('webhook %s was deleted and still has a lane', w.id)
                    when w.deleted_at is null and l.webhook_id is null then format('webhook %s has no lane', w.id)
                    when l.position < 0 or l.position > w.last_seq
                        then format('webhook %s stands at %s, the log ends at %s', w.id, l.position, w.last_seq)
                    when length(l.ahead) > 0 and l.position + 8 * (length(l.ahead) - 1) >= w.last_seq
                        then format('the bitmap of webhook %s reaches beyond the log', w.id)
                    when l.delivered < 0 or l.failed < 0
                        then format('webhook %s counts %s delivered, %s failed', w.id, l.delivered, l.failed)
                    when l.webhook_id is not null and (l.slice_epoch is null or l.epoch > l.slice_epoch)
                        then format('webhook %s has an owner that never was: epoch %s', w.id, l.epoch)
                    when l.state = 'standing' and l.probe_at is null
                        then format('webhook %s stands still and is never probed', w.id)
                    when l.last_gap > w.last_seq
                        then format('webhook %s has a gap up to %s, the log ends at %s', w.id, l.last_gap, w.last_seq)
                    end as wrong
                from webhooks w full join served l on l.webhook_id = w.id
                union all
                select case
                    when w.deleted_at is not null
                        then format('webhook %s was deleted and is still subscribed to %s', w.id, s.type)
                    when s.from_seq < 0 or s.from_seq > w.last_seq
                        then format('webhook %s subscribed to %s from %s, the log ends at %s',
                            w.id, s.type, s.from_seq, w.last_seq)
                    end
                from webhooks w join subscribed s on s.webhook_id = w.id
            )
            select count(*) as checked, count(wrong) as violations,
                array(select wrong from checked where wrong is not null limit 5) as examples
            from checked
            """;
}
