package leadhook.leads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import leadhook.leads.Tally.Parts;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of what is counted: tallies, the ledger of points, tags on leads, and the campaign's state. */
final class CountsTables {
    private CountsTables() {}

    static void tallies(Transaction transaction, List<Profile> profiles) {
        transaction.update(
                """
                insert into tallies (campaign_id, lead_id, number, flagged, score, signup_points, referral_points,
                    custom_points, debt, direct, verified_direct, counting_direct, counting_verified_direct, indirect,
                    verified_indirect, counting_indirect, counting_verified_indirect)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                on conflict (campaign_id, lead_id) do update set flagged = excluded.flagged, score = excluded.score,
                    signup_points = excluded.signup_points, referral_points = excluded.referral_points,
                    custom_points = excluded.custom_points, debt = excluded.debt, direct = excluded.direct,
                    verified_direct = excluded.verified_direct, counting_direct = excluded.counting_direct,
                    counting_verified_direct = excluded.counting_verified_direct, indirect = excluded.indirect,
                    verified_indirect = excluded.verified_indirect, counting_indirect = excluded.counting_indirect,
                    counting_verified_indirect = excluded.counting_verified_indirect
                """,
                column(profiles, each -> each.lead().campaignId()),
                column(profiles, Profile::id),
                column(profiles, each -> each.lead().number()),
                profiles.stream()
                        .map(each -> Boolean.toString(each.lead().fraudulent()))
                        .toArray(String[]::new),
                column(profiles, each -> each.tally().score()),
                column(profiles, each -> each.tally().parts().signup()),
                column(profiles, each -> each.tally().parts().referral()),
                column(profiles, each -> each.tally().parts().custom()),
                column(profiles, each -> each.tally().parts().debt()),
                column(profiles, each -> each.tally().direct().all()),
                column(profiles, each -> each.tally().direct().verified()),
                column(profiles, each -> each.tally().direct().counting()),
                column(profiles, each -> each.tally().direct().countingVerified()),
                column(profiles, each -> each.tally().indirect().all()),
                column(profiles, each -> each.tally().indirect().verified()),
                column(profiles, each -> each.tally().indirect().counting()),
                column(profiles, each -> each.tally().indirect().countingVerified()));
    }

    /** The tally beside a lead; one without counts has no row of them: all columns are null, which reads as zero. */
    static Tally tally(ResultSet row) throws SQLException {
        return new Tally(
                row.getLong("score"),
                new Parts(
                        row.getLong("signup_points"),
                        row.getLong("referral_points"),
                        row.getLong("custom_points"),
                        row.getLong("debt")),
                new Counts(
                        row.getLong("direct"),
                        row.getLong("verified_direct"),
                        row.getLong("counting_direct"),
                        row.getLong("counting_verified_direct")),
                new Counts(
                        row.getLong("indirect"),
                        row.getLong("verified_indirect"),
                        row.getLong("counting_indirect"),
                        row.getLong("counting_verified_indirect")));
    }

    private static <T> @Nullable Long[] column(List<T> rows, Function<T, @Nullable Long> column) {
        var values = new @Nullable Long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return values;
    }

    static void tags(Transaction transaction, List<Entry<Change.Tagged>> tagged) {
        things(transaction, """
                insert into lead_tags (campaign_id, lead_id, tag_id, at)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                """, tagged, Change.Tagged::tag);
    }

    static void actions(Transaction transaction, List<Entry<Change.Completed>> completed) {
        things(transaction, """
                insert into completed_actions (campaign_id, lead_id, action_id, at)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                """, completed, Change.Completed::action);
    }

    static void levels(Transaction transaction, List<Entry<Change.Rewarded>> rewarded) {
        things(transaction, """
                insert into rewards (campaign_id, lead_id, level_id, at)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                """, rewarded, Change.Rewarded::level);
    }

    private static <C extends Change> void things(
            Transaction transaction, String sql, List<Entry<C>> entries, Function<C, Long> thing) {
        transaction.update(
                sql,
                column(entries, Entry::campaign),
                column(entries, entry -> entry.change().id()),
                column(entries, entry -> thing.apply(entry.change())),
                entries.stream().map(Entry::at).toArray(Instant[]::new));
    }

    static void points(Transaction transaction, List<Entry<Change.Scored>> ledger) {
        transaction.update(
                """
                insert into points (campaign_id, lead_id, at, points, reason, other_lead_id, tag_id, action_id, message)
                select campaign_id, lead_id, at, points, reason, other_lead_id,
                    case reason when 'tag' then thing end, case reason when 'action' then thing end, message
                from unnest(?::bigint[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[],
                    ?::text[]) as c (campaign_id, lead_id, at, points, reason, other_lead_id, thing, message)
                """,
                column(ledger, Entry::campaign),
                column(ledger, entry -> entry.change().id()),
                ledger.stream().map(Entry::at).toArray(Instant[]::new),
                column(ledger, entry -> entry.change().points()),
                ledger.stream().map(entry -> entry.change().reason().stored()).toArray(String[]::new),
                column(ledger, entry -> entry.change().other()),
                column(ledger, entry -> entry.change().thing()),
                ledger.stream().map(entry -> entry.change().message()).toArray(String[]::new));
    }

    /** All that is counted of leads that go. */
    static void delete(Transaction transaction, List<Profile> profiles) {
        for (var table : OF_LEADS) {
            transaction.update(
                    table, column(profiles, each -> each.lead().campaignId()), column(profiles, Profile::id));
        }
    }

    private static final List<String> OF_LEADS = List.of("""
            delete from tallies t using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, lead_id)
            where t.campaign_id = k.campaign_id and t.lead_id = k.lead_id
            """, """
            delete from points t using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, lead_id)
            where t.campaign_id = k.campaign_id and t.lead_id = k.lead_id
            """, """
            delete from lead_tags t using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, lead_id)
            where t.campaign_id = k.campaign_id and t.lead_id = k.lead_id
            """, """
            delete from completed_actions t using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, lead_id)
            where t.campaign_id = k.campaign_id and t.lead_id = k.lead_id
            """, """
            delete from rewards t using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, lead_id)
            where t.campaign_id = k.campaign_id and t.lead_id = k.lead_id
            """, """
            delete from first_answers t using unnest(?::bigint[], ?::bigint[]) as k (campaign_id, lead_id)
            where t.campaign_id = k.campaign_id and t.lead_id = k.lead_id
            """);

    /** Signups from one address of a campaign, counted no further than a limit. */
    record Sender(long campaign, String address, long most) {}

    /** How many signups there are from these addresses. */
    static void signups(Transaction transaction, Set<Sender> senders, ObjLongConsumer<Sender> found) {
        var asked = List.copyOf(senders);
        transaction.list(
                """
                select k.nth, (select count(*) from (
                    select 1 from leads l where l.campaign_id = k.campaign_id and l.address = k.address limit k.most
                ) few) as signups
                from unnest(?::bigint[], ?::text[], ?::bigint[]) with ordinality as k (campaign_id, address, most, nth)
                """,
                row -> {
                    found.accept(asked.get(row.getInt("nth") - 1), row.getLong("signups"));
                    return row;
                },
                column(asked, Sender::campaign),
                asked.stream().map(Sender::address).toArray(String[]::new),
                column(asked, Sender::most));
    }

    /** A change of a campaign with the moment of its batch. */
    record Entry<C>(long campaign, Instant at, C change) {
        static <C> List<Entry<C>> of(Book book, List<C> changes) {
            return changes.stream()
                    .map(change -> new Entry<>(book.campaign(), book.at(), change))
                    .toList();
        }
    }

    static void states(Transaction transaction, List<CampaignState> states) {
        transaction.update(
                """
                update campaign_state s set last_seq = c.last_seq, last_number = c.last_number,
                    lead_count = c.lead_count, scored_count = c.scored_count, flagged_count = c.flagged_count,
                    verified_count = c.verified_count, opted_out_count = c.opted_out_count,
                    unwaitlisted_count = c.unwaitlisted_count, referred_count = c.referred_count, last_at = c.last_at
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                    as c (campaign_id, last_seq, last_number, lead_count, scored_count, flagged_count, verified_count,
                        opted_out_count, unwaitlisted_count, referred_count, last_at)
                where s.campaign_id = c.campaign_id
                """,
                column(states, CampaignState::campaign),
                column(states, CampaignState::lastSeq),
                column(states, CampaignState::lastNumber),
                column(states, each -> each.census().leads()),
                column(states, each -> each.census().scored()),
                column(states, each -> each.census().flagged()),
                column(states, each -> each.census().verified()),
                column(states, each -> each.census().optedOut()),
                column(states, each -> each.census().unwaitlisted()),
                column(states, each -> each.census().referred()),
                states.stream().map(CampaignState::lastAt).toArray(Instant[]::new));
    }

    /** How many signups campaigns had before the hour that begins now for them: what charts are drawn from. */
    static void hours(Transaction transaction, List<Book> books) {
        transaction.update(
                """
                insert into signup_hours (campaign_id, hour, before)
                select * from unnest(?::bigint[], ?::timestamptz[], ?::bigint[])
                on conflict do nothing
                """,
                column(books, Book::campaign),
                books.stream().map(Book::hour).toArray(Instant[]::new),
                column(books, book -> book.start().lastNumber()));
    }
}
