package leadhook.leads;

import java.util.ArrayList;
import java.util.List;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;

/** The SQL of the leaderboard: the highest scores first, equal ones by earlier signup, without who is flagged (contract 2.14). */
final class Board {
    private final Database database;

    Board(Database database) {
        this.database = database;
    }

    /** A lead and its place; equal scores share one (contract Q18). */
    record Place(long rank, Lead lead, long score, long referrals, long verifiedReferrals) {}

    private record Found(Lead lead, Tally tally) {
        static final Row<Found> ROW = row -> {
            var profile = LeadsTable.ROW.read(row);
            return new Found(profile.lead(), profile.tally());
        };
    }

    /** The first places, at most the limit. */
    List<Place> first(long campaign, int limit) {
        return database.transaction(transaction -> places(found(transaction, campaign, limit)));
    }

    private static List<Found> found(Transaction transaction, long campaign, int limit) {
        var found = new ArrayList<>(transaction.list(SCORED, Found.ROW, campaign, limit));
        if (found.size() < limit) {
            found.addAll(transaction.list(OTHERS, Found.ROW, campaign, limit - found.size()));
        }
        return found;
    }

    private static List<Place> places(List<Found> found) {
        var places = new ArrayList<Place>();
        long rank = 1;
        for (int i = 0; i < found.size(); i++) {
            var each = found.get(i);
            if (i > 0 && each.tally.score() < found.get(i - 1).tally.score()) {
                rank = i + 1L;
            }
            places.add(new Place(
                    rank,
                    each.lead,
                    each.tally.score(),
                    each.tally.direct().counting(),
                    each.tally.direct().countingVerified()));
        }
        return places;
    }

    private static final String SCORED = """
            select l.*, l.parent_id as parent, t.score, t.signup_points, t.referral_points, t.custom_points, t.debt, t.direct, t.verified_direct,
                t.counting_direct, t.counting_verified_direct, t.indirect, t.verified_indirect, t.counting_indirect,
                t.counting_verified_indirect, '{}'::bigint[] as tags, '{}'::bigint[] as actions, '{}'::bigint[] as levels
            from (
                select * from tallies where campaign_id = ? and score > 0 and not flagged
                order by campaign_id, score desc, number limit ?
            ) t
            join leads l on l.campaign_id = t.campaign_id and l.id = t.lead_id
            order by t.score desc, t.number
            """;

    /** Who has no points, in the order of signup. */
    private static final String OTHERS = """
            select l.*, l.parent_id as parent, 0::bigint as score, 0::bigint as signup_points, 0::bigint as referral_points,
                0::bigint as custom_points, 0::bigint as debt, coalesce(t.direct, 0) as direct,
                coalesce(t.verified_direct, 0) as verified_direct, coalesce(t.counting_direct, 0) as counting_direct,
                coalesce(t.counting_verified_direct, 0) as counting_verified_direct, 0::bigint as indirect,
                0::bigint as verified_indirect, 0::bigint as counting_indirect, 0::bigint as counting_verified_indirect,
                '{}'::bigint[] as tags, '{}'::bigint[] as actions, '{}'::bigint[] as levels
            from leads l
            left join tallies t on t.campaign_id = l.campaign_id and t.lead_id = l.id
            where l.campaign_id = ? and l.flags = '{}' and coalesce(t.score, 0) = 0
            order by l.campaign_id, l.number limit ?
            """;
}
