package leadhook.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leadhook.bench.Api.Campaign;
import leadhook.platform.database.Database;
import leadhook.platform.database.DayPartitions;

/**
 * A campaign to which leads have signed up for 30 days, evenly, with all that belongs to them and every attempt to tell of
 * them, made by SQL while no server runs. Each tenth lead was brought by one of the first, which is an event of that one.
 */
final class Month {
    static final int DAYS = 30;

    /** Leads of one statement, which ends well within the time that a statement may take. */
    private static final long STEP = 20_000;

    /** A referral among so many leads, and somebody who brings some in so many. */
    private static final long REFERRAL = 10;

    private static final long REFERRER = 1_000;

    /** In so many events something goes otherwise than usual. */
    private static final long RARE = 100;

    private static final List<String> FIRST =
            List.of("Al", "Be", "Ca", "Da", "Er", "Fa", "Go", "Ha", "Jo", "Ka", "Lo", "Ma", "Ne", "Pa", "Ro", "Sa");
    private static final List<String> SECOND = List.of(
            "bel", "cor", "den", "fer", "gan", "hol", "kin", "lan", "mer", "nor", "pel", "ran", "sel", "tan", "ver",
            "win");
    private static final List<String> THIRD = List.of(
            "ard", "berg", "dez", "er", "feld", "ga", "ins", "ito", "low", "man", "ner", "ova", "son", "ti", "ton",
            "wood");

    /** With it a payload has as many members as a real one, and is about as long. */
    private static final String MEMBERS = IntStream.rangeClosed(1, 45)
            .mapToObj(i -> "\"member_%d\":\"%s\"".formatted(i, "x".repeat(12)))
            .collect(Collectors.joining(","));

    private final Database database;
    private final Campaign campaign;
    private final long leads;
    private final Receivers receivers;
    private final long referrers;
    private final Instant end;
    private final Instant begin;
    private final double microsBetween;

    /**
     * Of a campaign that nobody has signed up to, whose webhooks were just made.
     *
     * @param now the last lead signed up some minutes before
     */
    Month(Database database, Campaign campaign, long leads, Receivers receivers, Instant now) {
        this.database = database;
        this.campaign = campaign;
        this.leads = leads;
        this.receivers = receivers;
        this.referrers = Math.max(1, leads / REFERRER);
        this.end = now.minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MICROS);
        this.begin = begin(now);
        this.microsBetween = (double) ChronoUnit.MICROS.between(begin, end) / leads;
    }

    private static Instant begin(Instant now) {
        return now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS - 1));
    }

    /**
     * The outbound webhooks of a campaign.
     *
     * @param signups those that get each signup, and are well but for one event in a hundred, which needs a second try
     * @param referrals those that get referrals, and are as well
     * @param refusing took one signup in a hundred, at the third try; the rest was given up, and since yesterday they are
     *     disabled
     * @param standing were well until lately; now they owe some signups, and have not looked at what came after these
     */
    record Receivers(List<Long> signups, List<Long> referrals, List<Long> refusing, List<Long> standing) {
        List<Long> all() {
            return Stream.of(signups, referrals, refusing, standing)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /** Makes the partitions of days that are over: a server makes those to come. */
    static void makeDays(Database database, Instant now) {
        makeDays(database, List.of("events", "attempts"), begin(now), now);
    }

    /** The same of these tables, from the day of a moment on. */
    static void makeDays(Database database, List<String> tables, Instant begin, Instant now) {
        for (var table : tables) {
            var days = new DayPartitions(database, table);
            var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            for (var day = LocalDate.ofInstant(begin, ZoneOffset.UTC); day.isBefore(today); day = day.plusDays(7)) {
                days.ensure(day);
            }
        }
    }

    /** Notes in which days these events lie, which come after all that were noted. */
    static void noteDays(Database database, long campaign, long after, long through) {
        database.update("""
                insert into log_days (campaign_id, day, first_seq)
                select campaign_id, day, min(seq) from events where campaign_id = ? and seq > ? and seq <= ?
                group by campaign_id, day on conflict do nothing
                """, campaign, after, through);
    }

    // What is in it ---------------------------------------------------------------------------------------------------

    Campaign campaign() {
        return campaign;
    }

    long leads() {
        return leads;
    }

    /** The first of them brought all others that were brought. */
    long referrers() {
        return referrers;
    }

    Receivers receivers() {
        return receivers;
    }

    /** The number of the last event. */
    long last() {
        return leads + leads / REFERRAL - referrers / REFERRAL;
    }

    static String email(long lead) {
        return "%08x@example.com".formatted(lead * 2_654_435_761L % 4_294_967_296L);
    }

    static String phoneNumber(long lead) {
        return "+4915%08d".formatted(lead * 7_919 % 100_000_000);
    }

    static String lastName(long lead) {
        return FIRST.get((int) (lead % 16)) + SECOND.get((int) (lead / 16 % 16)) + THIRD.get((int) (lead / 256 % 16));
    }

    // How it comes to be ----------------------------------------------------------------------------------------------

    void fill(long tag) {
        for (long first = 1; first <= leads; first += STEP) {
            long last = Math.min(leads, first + STEP - 1);
            signups(first, last);
            events(first, last);
            days(first, last);
        }
        scores(tag, Math.min(leads, 100_000));
        for (long first = 1; first <= leads; first += STEP) {
            attempts(before(first), before(first + STEP));
        }
        lanes();
        counts();
    }

    /** The number of the last event before a lead signed up. */
    private long before(long lead) {
        long known = Math.min(lead, leads + 1);
        return known - 1 + Math.max(0, (known - 1) / REFERRAL - referrers / REFERRAL);
    }

    private void signups(long first, long last) {
        database.update(
                """
                insert into leads (campaign_id, id, number, email, phone_number, first_name, last_name, custom_fields,
                    utm, ip, source, user_agent, page_url, parent_id, signed_up_at, counter, waitlisted, opted_out,
                    sms_opted_out, verified, verified_email, verified_phone_number, flags)
                select ?, n, n,
                    lpad(to_hex(n * 2654435761 % 4294967296), 8, '0') || '@example.com',
                    case when n % 2 = 0 then '+4915' || lpad((n * 7919 % 100000000)::text, 8, '0') end,
                    'Ada',
                    (?::text[])[1 + n % 16] || (?::text[])[1 + n / 16 % 16] || (?::text[])[1 + n / 256 % 16],
                    '{"company":"Analytical Engines","plan":"free"}', '{"utm_source":"newsletter"}',
                    '192.0.2.' || n % 256, case when n % 3 = 0 then 'blog' end,
                    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
                    'https://example.com/launch',
                    case when n % ?::bigint = 0 and n > ?::bigint then 1 + n / ?::bigint % ?::bigint end,
                    ?::timestamptz + (n - 1) * ?::double precision * interval '1 microsecond',
                    1, n % 20 <> 0, n % 100 = 1, false, n % 4 = 0, n % 4 = 0, false,
                    case when n % 50 = 7 then '{duplicate_ip}'::text[] else '{}' end
                from generate_series(?::bigint, ?::bigint) n
                """,
                campaign.id(),
                FIRST.toArray(String[]::new),
                SECOND.toArray(String[]::new),
                THIRD.toArray(String[]::new),
                REFERRAL,
                referrers,
                REFERRAL,
                referrers,
                begin,
                microsBetween,
                first,
                last);
    }

    private void events(long first, long last) {
        database.update("""
                insert into events (campaign_id, seq, day, at, lead_id, other_lead_id, type, body, extra)
                select l.campaign_id,
                    l.id + greatest(0, (l.id - 1) / ?::bigint - ?::bigint / ?::bigint) + k,
                    (l.signed_up_at at time zone 'UTC')::date, l.signed_up_at,
                    case k when 0 then l.id else l.parent_id end,
                    case k when 1 then l.id end,
                    case k when 0 then 'new_signup' else 'referral' end,
                    '{"lead":' || case k when 0 then l.id else l.parent_id end || ',' || ? || '}',
                    case k when 1 then '"__referral":{"email":"' || l.email || '"}' end
                from leads l cross join generate_series(0, 1) k
                where l.campaign_id = ? and l.id between ? and ? and (k = 0 or l.parent_id is not null)
                """, REFERRAL, referrers, REFERRAL, MEMBERS, campaign.id(), first, last);
    }

    private void days(long first, long last) {
        noteDays(database, campaign.id(), before(first), before(last + 1));
        database.update("""
                insert into signup_hours (campaign_id, hour, before)
                select campaign_id, date_trunc('hour', signed_up_at, 'UTC'), min(number) - 1
                from leads where campaign_id = ? and id between ? and ? group by 1, 2 on conflict do nothing
                """, campaign.id(), first, last);
    }

    /** The first leads have a tag that counts as many points as their ids; who brought others has most. */
    private void scores(long tag, long scored) {
        database.update("""
                insert into lead_tags (campaign_id, lead_id, tag_id, at)
                select campaign_id, id, ?, signed_up_at from leads where campaign_id = ? and id <= ?
                """, tag, campaign.id(), scored);
        database.update("""
                insert into points (campaign_id, lead_id, at, points, reason, tag_id)
                select campaign_id, id, signed_up_at, id + case when id <= ? then 2 * ?::bigint else 0 end, 'tag', ?
                from leads where campaign_id = ? and id <= ?
                """, referrers, scored, tag, campaign.id(), scored);
        database.update("""
                insert into points (campaign_id, lead_id, at, points, reason, other_lead_id)
                select campaign_id, parent_id, signed_up_at, 1, 'referral', id
                from leads where campaign_id = ? and parent_id is not null and flags = '{}'
                """, campaign.id());
        database.update("""
                insert into tallies (campaign_id, lead_id, number, flagged, score, referral_points, direct,
                    counting_direct, verified_direct, counting_verified_direct, indirect)
                select l.campaign_id, l.id, l.number, l.flags <> '{}',
                    (select sum(p.points) from points p where p.campaign_id = l.campaign_id and p.lead_id = l.id),
                    coalesce(r.counting, 0), coalesce(r.direct, 0), coalesce(r.counting, 0), coalesce(r.verified, 0),
                    coalesce(r.both_of_it, 0), 0
                from leads l
                left join (
                    select parent_id, count(*) as direct, count(*) filter (where flags = '{}') as counting,
                        count(*) filter (where verified) as verified,
                        count(*) filter (where flags = '{}' and verified) as both_of_it
                    from leads where campaign_id = ? and parent_id is not null group by parent_id
                ) r on r.parent_id = l.id
                where l.campaign_id = ? and l.id <= ?
                """, campaign.id(), campaign.id(), scored);
        Filling.standings(database, campaign.id());
    }

    /** How many tries of an event failed, and whether one more did not. */
    private record Tries(int failed, boolean delivered) {
        int all() {
            return failed + (delivered ? 1 : 0);
        }
    }

    private static final Tries DELIVERED = new Tries(0, true);
    private static final Tries REPEATED = new Tries(1, true);
    private static final Tries OWED = new Tries(1, false);
    private static final Tries GIVEN_UP = new Tries(3, false);
    private static final Tries DELIVERED_AT_LAST = new Tries(2, true);

    /** Where those that refuse stand: at what happened a day ago. */
    private long refusedTo() {
        return last() - last() / DAYS;
    }

    /** Where those that stand still stand. */
    private long standsAt() {
        return last() - last() / 50;
    }

    private long owedAfter() {
        return standsAt() - last() / 100;
    }

    private void attempts(long after, long through) {
        attempts(receivers.signups, after, through, DELIVERED, REPEATED);
        attempts(receivers.referrals, after, through, DELIVERED, REPEATED);
        attempts(receivers.refusing, after, Math.min(through, refusedTo()), GIVEN_UP, DELIVERED_AT_LAST);
        attempts(receivers.standing, after, Math.min(through, owedAfter()), DELIVERED, REPEATED);
        attempts(receivers.standing, Math.max(after, owedAfter()), Math.min(through, standsAt()), OWED, OWED);
    }

    private void attempts(List<Long> webhooks, long after, long through, Tries usual, Tries rare) {
        if (webhooks.isEmpty() || after >= through) {
            return;
        }
        database.update(
                """
                insert into attempts (webhook_id, campaign_id, seq, number, trigger, at, day, took_millis, status, reason,
                    excerpt)
                select s.webhook_id, e.campaign_id, e.seq, k, case k when 1 then 'first' else 'retry' end, t.at,
                    (t.at at time zone 'UTC')::date, 5 + e.seq * 31 % 90,
                    case when t.failed then 500 else 200 end,
                    case when t.failed then 'refused' end,
                    case when t.failed then '<html><title>Internal Server Error</title>' || repeat('.', 200) || '</html>'
                        else '{"ok":true}' end
                from events e
                join subscriptions s on s.webhook_id = any(?) and s.type = e.type
                cross join generate_series(1, 3) k
                cross join lateral (
                    select e.at + interval '120 milliseconds' + (k - 1) * interval '5 minutes' as at,
                        k <= case when e.seq % ? = 0 then ? else ? end as failed
                ) t
                where e.campaign_id = ? and e.seq > ? and e.seq <= ?
                    and k <= case when e.seq % ? = 0 then ? else ? end
                order by t.at
                """,
                webhooks.toArray(Long[]::new),
                RARE,
                rare.failed,
                usual.failed,
                campaign.id(),
                after,
                through,
                RARE,
                rare.all(),
                usual.all());
    }

    private void lanes() {
        database.update("update lanes set position = ? where campaign_id = ?", last(), campaign.id());
        receivers.all().forEach(this::tallyUp);
        database.update("update outbound_webhooks set created_at = ? where campaign_id = ?", begin, campaign.id());
        receivers.refusing.forEach(this::disable);
        receivers.standing.forEach(this::standStill);
    }

    private void tallyUp(long webhook) {
        database.update("""
                update lanes set delivered = made.delivered, failed = made.failed
                from (
                    select count(*) filter (where reason is null) as delivered, count(reason) as failed
                    from attempts where webhook_id = ?
                ) made
                where webhook_id = ?
                """, webhook, webhook);
    }

    private void disable(long webhook) {
        database.update("""
                update lanes set position = ?, state = 'disabled', failures = 100, failing_since = ?::timestamptz,
                    failing_reason = 'it answered 410'
                where webhook_id = ?
                """, refusedTo(), end.minus(Duration.ofDays(1)), webhook);
        database.update("""
                insert into webhook_changes (campaign_id, webhook_id, at, change, detail)
                values (?, ?, ?, 'disabled', 'it answered 410')
                """, campaign.id(), webhook, end.minus(Duration.ofDays(1)));
        // Events of other types in between were not for it.
        database.update("""
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select ?, seq, seq, 'given up', at + interval '10 minutes' from events
                where campaign_id = ? and seq <= ? and type = 'new_signup' and seq % ? <> 0
                """, webhook, campaign.id(), refusedTo(), RARE);
    }

    private void standStill(long webhook) {
        database.update("""
                insert into retries (webhook_id, seq, day, lead_id, attempt, due_at)
                select ?, seq, day, lead_id, 1, at + interval '5 minutes' from events
                where campaign_id = ? and seq > ? and seq <= ? and type = 'new_signup'
                """, webhook, campaign.id(), owedAfter(), standsAt());
        database.update("""
                update lanes set position = ?, state = 'standing', failures = 100, failing_since = ?::timestamptz,
                    failing_reason = 'it answered 500', probes = 50, probe_at = ?::timestamptz
                where webhook_id = ?
                """, standsAt(), end.minus(Duration.ofHours(14)), end.plus(Duration.ofMinutes(30)), webhook);
    }

    private void counts() {
        database.update("""
                update campaign_state s set last_seq = ?, last_number = c.leads, lead_count = c.leads, last_at = ?,
                    flagged_count = c.flagged, verified_count = c.verified, opted_out_count = c.opted_out,
                    unwaitlisted_count = c.unwaitlisted, referred_count = c.referred,
                    scored_count = (
                        select count(*) from tallies where campaign_id = s.campaign_id and score > 0 and not flagged)
                from (
                    select count(*) as leads, count(*) filter (where flags <> '{}') as flagged,
                        count(*) filter (where verified) as verified, count(*) filter (where opted_out) as opted_out,
                        count(*) filter (where not waitlisted) as unwaitlisted, count(parent_id) as referred
                    from leads where campaign_id = ?
                ) c
                where s.campaign_id = ?
                """, last(), end, campaign.id(), campaign.id());
        database.update(
                "update inbound_webhooks set accepted = ?, accepted_at = ?, last_lead_id = ? where campaign_id = ?",
                leads,
                end,
                leads,
                campaign.id());
    }
}
