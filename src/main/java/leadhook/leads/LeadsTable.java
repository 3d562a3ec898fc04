package leadhook.leads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import leadhook.platform.Json;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code leads}, read together with what is kept apart from it: counts and tags. */
final class LeadsTable {
    static final Row<Profile> ROW = LeadsTable::profile;

    private LeadsTable() {}

    /**
     * Locks campaigns in the order of their ids and then, seeing all that was committed before the lock was had, loads
     * the leads: two statements in one round trip. Campaigns that another node has locked are left out unless waited for.
     */
    static Transaction.Pair<Locked, Profile> lockAndLoad(
            Transaction transaction, Long[] campaigns, boolean waiting, Wanted wanted) {
        if (waiting) {
            // The writer's other campaigns wait as long.
            transaction.update("set local lock_timeout = '200ms'");
        }
        return transaction.two(
                waiting ? LOCK_WAITING + LOAD : LOCK_SKIPPING + LOAD,
                Locked.ROW,
                ROW,
                campaigns,
                wanted.emailCampaigns(),
                wanted.emails(),
                wanted.phoneCampaigns(),
                wanted.phones(),
                wanted.idCampaigns(),
                wanted.ids());
    }

    /** A campaign's state, locked by the transaction of that number. */
    record Locked(CampaignState state, String transaction) {
        static final Row<Locked> ROW = row -> new Locked(CampaignState.ROW.read(row), row.getString("xid"));
    }

    private static final String LOCK_SKIPPING = """
            select *, pg_current_xact_id()::text as xid
            from campaign_state where campaign_id = any(?)
            order by campaign_id for no key update skip locked;
            """;

    private static final String LOCK_WAITING = """
            select *, pg_current_xact_id()::text as xid
            from campaign_state where campaign_id = any(?)
            order by campaign_id for no key update;
            """;

    private static final String LOAD = """
            with named as (
                select l.campaign_id, l.id, l.parent_id
                from unnest(?::bigint[], ?::text[]) as k (campaign_id, email) join leads l using (campaign_id, email)
                union
                select l.campaign_id, l.id, l.parent_id
                from unnest(?::bigint[], ?::text[]) as k (campaign_id, phone_number)
                    join leads l using (campaign_id, phone_number)
                union
                select l.campaign_id, l.id, l.parent_id
                from unnest(?::bigint[], ?::bigint[]) as k (campaign_id, id) join leads l using (campaign_id, id)
            ), parents as (
                select l.campaign_id, l.id, l.parent_id
                from named n join leads l on l.campaign_id = n.campaign_id and l.id = n.parent_id
            ), wanted as (
                select campaign_id, id from named
                union select campaign_id, id from parents
                union select campaign_id, parent_id from parents where parent_id is not null
            )
            select l.*, (select p.id from leads p where p.campaign_id = l.campaign_id and p.id = l.parent_id) as parent,
                t.score, t.signup_points, t.referral_points, t.custom_points, t.debt, t.direct, t.verified_direct,
                t.counting_direct, t.counting_verified_direct, t.indirect, t.verified_indirect, t.counting_indirect,
                t.counting_verified_indirect,
                array(select g.tag_id from lead_tags g where g.campaign_id = l.campaign_id and g.lead_id = l.id
                    order by g.at, g.tag_id) as tags,
                array(select c.action_id from completed_actions c where c.campaign_id = l.campaign_id
                    and c.lead_id = l.id order by c.at, c.action_id) as actions,
                array(select r.level_id from rewards r where r.campaign_id = l.campaign_id and r.lead_id = l.id
                    order by r.at, r.level_id) as levels
            from wanted
            join leads l using (campaign_id, id)
            left join tallies t on t.campaign_id = l.campaign_id and t.lead_id = l.id
            """;

    /** The lead of that name as it stands. */
    static Optional<Profile> find(Transaction transaction, long campaign, Leads.Name name) {
        return transaction.list(LOAD, ROW, Wanted.one(campaign, name).values()).stream()
                .filter(profile -> name.fits(profile.lead()))
                .findFirst();
    }

    static void insert(Transaction transaction, List<Profile> profiles) {
        transaction.update(
                """
                insert into leads (campaign_id, id, number, email, phone_number, first_name, last_name, custom_fields, utm,
                    uid, ip, referrer, redirect_url, source, session_id, request_id, user_agent, page_url, address,
                    parent_id, signed_up_at, counter, waitlisted, opted_out, sms_opted_out, verified, verified_email,
                    verified_phone_number, approved, welcomed, flags)
                select campaign_id, id, number, email, phone_number, first_name, last_name, custom_fields, utm,
                    uid, ip, referrer, redirect_url, source, session_id, request_id, user_agent, page_url, address,
                    parent_id, signed_up_at, counter, waitlisted, opted_out, sms_opted_out, verified, verified_email,
                    verified_phone_number, approved, welcomed, string_to_array(flags, ' ')
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::int[], ?::boolean[], ?::boolean[],
                    ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::text[])
                    as c (campaign_id, id, number, email, phone_number, first_name, last_name, custom_fields, utm,
                        uid, ip, referrer, redirect_url, source, session_id, request_id, user_agent, page_url, address,
                        parent_id, signed_up_at, counter, waitlisted, opted_out, sms_opted_out, verified,
                        verified_email, verified_phone_number, approved, welcomed, flags)
                """,
                numbers(profiles, lead -> lead.campaignId()),
                numbers(profiles, lead -> lead.id()),
                numbers(profiles, lead -> lead.number()),
                texts(profiles, Lead::email),
                texts(profiles, Lead::phoneNumber),
                texts(profiles, Lead::firstName),
                texts(profiles, Lead::lastName),
                texts(profiles, lead -> lead.customFields().json()),
                texts(profiles, lead -> utm(lead.utm())),
                texts(profiles, Lead::uid),
                texts(profiles, Lead::ip),
                texts(profiles, Lead::referrer),
                texts(profiles, Lead::redirectUrl),
                origins(profiles, Origin::source),
                origins(profiles, Origin::session),
                origins(profiles, Origin::requestId),
                origins(profiles, Origin::userAgent),
                origins(profiles, Origin::pageUrl),
                origins(profiles, Origin::address),
                numbers(profiles, Lead::parentId),
                profiles.stream().map(profile -> profile.lead().signedUpAt()).toArray(Instant[]::new),
                // More than one when the lead signed up again within the batch that made it.
                numbers(profiles, lead -> (long) lead.counter()),
                flags(profiles, Status::waitlisted),
                flags(profiles, Status::optedOut),
                flags(profiles, Status::smsOptedOut),
                flags(profiles, Status::verified),
                flags(profiles, Status::verifiedEmail),
                flags(profiles, Status::verifiedPhoneNumber),
                flags(profiles, Status::approved),
                flags(profiles, Status::welcomed),
                texts(profiles, lead -> String.join(" ", lead.status().flags())));
    }

    /** Writes what can change of leads that were there before. */
    static void update(Transaction transaction, List<Profile> profiles) {
        transaction.update(
                """
                update leads l set email = c.email, phone_number = c.phone_number, first_name = c.first_name,
                    last_name = c.last_name, custom_fields = c.custom_fields, uid = c.uid, ip = c.ip,
                    referrer = c.referrer, redirect_url = c.redirect_url, counter = c.counter,
                    waitlisted = c.waitlisted, opted_out = c.opted_out, sms_opted_out = c.sms_opted_out,
                    verified = c.verified, verified_email = c.verified_email,
                    verified_phone_number = c.verified_phone_number, approved = c.approved, welcomed = c.welcomed,
                    flags = string_to_array(c.flags, ' ')
                from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::int[], ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[],
                    ?::boolean[], ?::boolean[], ?::boolean[], ?::boolean[], ?::text[])
                    as c (campaign_id, id, email, phone_number, first_name, last_name, custom_fields, uid, ip, referrer,
                        redirect_url, counter, waitlisted, opted_out, sms_opted_out, verified, verified_email,
                        verified_phone_number, approved, welcomed, flags)
                where l.campaign_id = c.campaign_id and l.id = c.id
                """,
                numbers(profiles, lead -> lead.campaignId()),
                numbers(profiles, lead -> lead.id()),
                texts(profiles, Lead::email),
                texts(profiles, Lead::phoneNumber),
                texts(profiles, Lead::firstName),
                texts(profiles, Lead::lastName),
                texts(profiles, lead -> lead.customFields().json()),
                texts(profiles, Lead::uid),
                texts(profiles, Lead::ip),
                texts(profiles, Lead::referrer),
                texts(profiles, Lead::redirectUrl),
                numbers(profiles, lead -> (long) lead.counter()),
                flags(profiles, Status::waitlisted),
                flags(profiles, Status::optedOut),
                flags(profiles, Status::smsOptedOut),
                flags(profiles, Status::verified),
                flags(profiles, Status::verifiedEmail),
                flags(profiles, Status::verifiedPhoneNumber),
                flags(profiles, Status::approved),
                flags(profiles, Status::welcomed),
                texts(profiles, lead -> String.join(" ", lead.status().flags())));
    }

    /** Leads that go; whoever they referred was referred by nobody. */
    static void delete(Transaction transaction, List<Profile> profiles) {
        var campaigns = numbers(profiles, Lead::campaignId);
        var ids = numbers(profiles, Lead::id);
        transaction.update("""
                delete from leads l using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, id)
                where l.campaign_id = k.campaign_id and l.id = k.id
                """, campaigns, ids);
        // Of who has referred more, a job sees to that afterwards.
        var parents = profiles.stream()
                .filter(profile -> profile.tally().direct().all() > 0
                        && profile.tally().direct().all() <= Deletion.MOST_CHILDREN)
                .toList();
        if (!parents.isEmpty()) {
            transaction.update("""
                    update leads l set parent_id = null from unnest(?::bigint[], ?::bigint[]) as k (campaign_id, id)
                    where l.campaign_id = k.campaign_id and l.parent_id = k.id
                    """, numbers(parents, Lead::campaignId), numbers(parents, Lead::id));
        }
    }

    /** Some leads that this one referred come from nobody any more. Returns how many. */
    static int orphan(Transaction transaction, long campaign, long parent, int most) {
        return transaction.update("""
                update leads set parent_id = null where campaign_id = ? and id = any(array(
                    select id from leads where campaign_id = ? and parent_id = ? order by id limit ?))
                """, campaign, campaign, parent, most);
    }

    private static @Nullable String[] flags(List<Profile> profiles, Predicate<Status> column) {
        return texts(profiles, lead -> Boolean.toString(column.test(lead.status())));
    }

    private static @Nullable Long[] numbers(List<Profile> profiles, Function<Lead, @Nullable Long> column) {
        var values = new @Nullable Long[profiles.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(profiles.get(i).lead());
        }
        return values;
    }

    private static @Nullable String[] texts(List<Profile> profiles, Function<Lead, @Nullable String> column) {
        var values = new @Nullable String[profiles.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(profiles.get(i).lead());
        }
        return values;
    }

    private static @Nullable String[] origins(List<Profile> profiles, Function<Origin, @Nullable String> column) {
        var values = new @Nullable String[profiles.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(profiles.get(i).origin());
        }
        return values;
    }

    private static Profile profile(ResultSet row) throws SQLException {
        var lead = new Lead(
                row.getLong("campaign_id"),
                row.getLong("id"),
                row.getLong("number"),
                row.getString("email"),
                row.getString("phone_number"),
                row.getString("first_name"),
                row.getString("last_name"),
                CustomFields.read(row.getString("custom_fields")),
                utm(row.getString("utm")),
                row.getString("uid"),
                row.getString("ip"),
                row.getString("referrer"),
                row.getString("redirect_url"),
                // Empty while a job still has to say that whoever referred this lead is gone.
                row.getObject("parent", Long.class),
                row.getObject("signed_up_at", OffsetDateTime.class).toInstant(),
                row.getInt("counter"),
                new Status(
                        row.getBoolean("waitlisted"),
                        row.getBoolean("opted_out"),
                        row.getBoolean("sms_opted_out"),
                        row.getBoolean("verified"),
                        row.getBoolean("verified_email"),
                        row.getBoolean("verified_phone_number"),
                        List.of((String[]) row.getArray("flags").getArray()),
                        row.getBoolean("approved"),
                        row.getBoolean("welcomed")));
        var origin = new Origin(
                row.getString("source"),
                row.getString("session_id"),
                row.getString("request_id"),
                row.getString("user_agent"),
                row.getString("page_url"),
                row.getString("address"));
        return new Profile(
                lead, origin, CountsTables.tally(row), ids(row, "tags"), ids(row, "actions"), ids(row, "levels"));
    }

    private static List<Long> ids(ResultSet row, String column) throws SQLException {
        return List.of((Long[]) row.getArray(column).getArray());
    }

    private static String utm(Map<String, String> utm) {
        var json = Json.object();
        utm.forEach(json::put);
        return Json.text(json);
    }

    private static Map<String, String> utm(String json) {
        var utm = new LinkedHashMap<String, String>();
        Json.readOwn(json)
                .properties()
                .forEach(field -> utm.put(field.getKey(), field.getValue().asText()));
        return Collections.unmodifiableMap(utm);
    }
}
