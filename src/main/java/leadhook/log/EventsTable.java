package leadhook.log;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code events} and {@code log_days}. */
final class EventsTable {
    private static final Row<Event> ROW = row -> new Event(
            row.getLong("campaign_id"),
            row.getLong("seq"),
            row.getObject("at", OffsetDateTime.class).toInstant(),
            EventType.named(row.getString("type"))
                    .orElseThrow(() -> new IllegalStateException("an event of an unknown type is stored")),
            row.getLong("lead_id"),
            row.getObject("other_lead_id", Long.class),
            row.getString("body"),
            row.getLong("body_seq"),
            row.getString("extra"));

    private EventsTable() {}

    /** Two statements, however many events and campaigns there are. */
    static void insert(Transaction transaction, List<Event> events) {
        int size = events.size();
        var campaigns = new Long[size];
        var seqs = new Long[size];
        var days = new LocalDate[size];
        var instants = new Instant[size];
        var leads = new Long[size];
        var others = new @Nullable Long[size];
        var types = new String[size];
        var bodies = new @Nullable String[size];
        var bodySeqs = new @Nullable Long[size];
        var extras = new @Nullable String[size];
        for (int i = 0; i < size; i++) {
            var event = events.get(i);
            campaigns[i] = event.campaign();
            seqs[i] = event.seq();
            days[i] = event.day();
            instants[i] = event.at();
            leads[i] = event.lead();
            others[i] = event.other();
            types[i] = event.type().eventName();
            extras[i] = event.extra();
            if (event.holdsBody()) {
                bodies[i] = event.body();
            } else {
                bodySeqs[i] = event.bodySeq();
            }
        }
        transaction.update("""
                insert into events (campaign_id, seq, day, at, lead_id, other_lead_id, type, body, body_seq, extra)
                select * from unnest(?::bigint[], ?::bigint[], ?::date[], ?::timestamptz[], ?::bigint[], ?::bigint[],
                    ?::text[], ?::text[], ?::bigint[], ?::text[])
                """, campaigns, seqs, days, instants, leads, others, types, bodies, bodySeqs, extras);
        insertDays(transaction, events);
    }

    private static void insertDays(Transaction transaction, List<Event> events) {
        record CampaignDay(long campaign, LocalDate day) {}
        var firsts = new LinkedHashMap<CampaignDay, Long>();
        events.forEach(event -> firsts.putIfAbsent(new CampaignDay(event.campaign(), event.day()), event.seq()));
        transaction.update(
                """
                insert into log_days (campaign_id, day, first_seq)
                select * from unnest(?::bigint[], ?::date[], ?::bigint[])
                on conflict do nothing
                """,
                firsts.keySet().stream().map(CampaignDay::campaign).toArray(Long[]::new),
                firsts.keySet().stream().map(CampaignDay::day).toArray(LocalDate[]::new),
                firsts.values().toArray(Long[]::new));
    }

    /** Events of these types numbered from first to last, in order. Events whose body was erased are passed over. */
    static Slice read(Database database, long campaign, long first, long last, List<EventType> types, int limit) {
        var events = database.list(
                """
                select e.campaign_id, e.seq, e.at, e.type, e.lead_id, e.other_lead_id,
                    coalesce(e.body, holder.body) as body, coalesce(e.body_seq, e.seq) as body_seq, e.extra
                from events e
                left join events holder on e.body_seq is not null and holder.campaign_id = e.campaign_id
                    and holder.seq = e.body_seq and holder.day = e.day
                where e.campaign_id = ? and e.seq between ? and ? and e.type = any(?)
                    and e.day >= coalesce(
                        (select max(day) from log_days where campaign_id = ? and first_seq <= ?), '-infinity'::date)
                    and coalesce(e.body, holder.body) is not null
                order by e.seq limit ?
                """,
                ROW,
                campaign,
                first,
                last,
                types.stream().map(EventType::eventName).toArray(String[]::new),
                campaign,
                first,
                limit);
        return new Slice(events, events.size() == limit ? events.getLast().seq() : last);
    }

    /** One event by its number and the day it lies in. */
    static List<Event> read(Database database, Map<Long, LocalDate> days, long campaign) {
        var seqs = new ArrayList<>(days.keySet());
        return database.list(
                """
                select e.campaign_id, e.seq, e.at, e.type, e.lead_id, e.other_lead_id,
                    coalesce(e.body, holder.body) as body, coalesce(e.body_seq, e.seq) as body_seq, e.extra
                from unnest(?::bigint[], ?::date[]) as wanted (seq, day)
                join events e on e.campaign_id = ? and e.seq = wanted.seq and e.day = wanted.day
                left join events holder on e.body_seq is not null and holder.campaign_id = e.campaign_id
                    and holder.seq = e.body_seq and holder.day = e.day
                where coalesce(e.body, holder.body) is not null
                """,
                ROW,
                seqs.toArray(Long[]::new),
                seqs.stream().map(days::get).toArray(LocalDate[]::new),
                campaign);
    }

    /** Blanks what the leads' own events say, and what those of others say of the leads; remembers their farewells. */
    static void erase(Transaction transaction, Erasure erasure) {
        var leads = erasure.leads().toArray(Long[]::new);
        transaction.update("""
                update events set body = null, extra = null
                where campaign_id = ? and lead_id = any(?) and seq > ? and seq <= ?
                    and (body is not null or extra is not null)
                """, erasure.campaign(), leads, erasure.after(), erasure.through());
        transaction.update(
                """
                update events e set extra = k.mention from unnest(?::bigint[], ?::text[]) as k (lead_id, mention)
                where e.campaign_id = ? and e.other_lead_id = k.lead_id and e.seq > ? and e.seq <= ?
                    and e.extra is not null
                """,
                leads,
                erasure.mentions().toArray(String[]::new),
                erasure.campaign(),
                erasure.after(),
                erasure.through());
        var farewells = erasure.farewells();
        transaction.update(
                """
                insert into erasures (campaign_id, seq, day, lead_id, at)
                select ?, * from unnest(?::bigint[], ?::date[], ?::bigint[], ?::timestamptz[])
                """,
                erasure.campaign(),
                farewells.stream().map(Event::seq).toArray(Long[]::new),
                farewells.stream().map(Event::day).toArray(LocalDate[]::new),
                farewells.stream().map(Event::lead).toArray(Long[]::new),
                farewells.stream().map(Event::at).toArray(Instant[]::new));
    }

    static Map<Long, Long> count(Transaction transaction, long campaign, List<Long> leads, int limit) {
        var counts = new HashMap<Long, Long>();
        transaction.list(
                """
                select k.lead_id, (select count(*) from (
                    select 1 from events e where e.campaign_id = ? and e.lead_id = k.lead_id limit ?) few) as events
                from unnest(?::bigint[]) as k (lead_id)
                """,
                row -> counts.put(row.getLong("lead_id"), row.getLong("events")),
                campaign,
                limit,
                leads.toArray(Long[]::new));
        return counts;
    }

    static Optional<Log.Part> part(Transaction transaction, long campaign, long lead, long after, int many) {
        return transaction.first(
                """
                select count(*) as events, max(seq) as last from (
                    select seq from events where campaign_id = ? and lead_id = ? and seq > ? order by seq limit ?) few
                having count(*) > 0
                """, row -> new Log.Part(row.getLong("events"), row.getLong("last")), campaign, lead, after, many);
    }

    static void blank(Transaction transaction, Farewell farewell) {
        transaction.update(
                "update events set body = null where campaign_id = ? and seq = ? and day = ?",
                farewell.campaign(),
                farewell.seq(),
                farewell.day());
        transaction.update(
                "delete from erasures where campaign_id = ? and seq = ?", farewell.campaign(), farewell.seq());
    }

    static boolean has(Database database, Event event) {
        return database.first(
                        """
                        select exists (select from events
                            where campaign_id = ? and seq = ? and day = ? and at = ? and lead_id = ?)
                        """,
                        row -> row.getBoolean(1),
                        event.campaign(),
                        event.seq(),
                        event.day(),
                        event.at(),
                        event.lead())
                .orElseThrow();
    }
}
