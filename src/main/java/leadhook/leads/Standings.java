package leadhook.leads;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;

/**
 * The SQL of {@code standings}: how many leads have each score above zero, and lie in each block of 16, 256 scores and so on.
 * So a rank is the sum of some dozens of rows, for scores up to some millions.
 */
public final class Standings {
    /**
     * How many scores a block has; sixteen of one width make one of the next. Tables in use are changed with it, by a migration,
     * and what {@code verify} counts.
     */
    public static final List<Long> WIDTHS = List.of(1L, 16L, 256L, 4_096L, 65_536L);

    /**
     * Of each width the blocks above, up to the end of the wider one around them; of the widest all. Each sum is a sub-query of
     * its own, which no plan can turn into a look at all blocks of a campaign.
     */
    private static final String ABOVE = """
            select k.campaign_id, k.score, sum(above.leads) as leads
            from unnest(?::bigint[], ?::bigint[]) as k (campaign_id, score)
            cross join (values (1::bigint, 15::bigint), (16, 15), (256, 15), (4096, 15), (65536, 9223372036854775807))
                as w (width, siblings)
            cross join lateral (
                select coalesce(sum(s.leads), 0) as leads from standings s
                where s.campaign_id = k.campaign_id and s.width = w.width
                    and s.number > k.score / w.width and s.number <= k.score / w.width | w.siblings
            ) as above
            group by k.campaign_id, k.score
            """;

    private Standings() {}

    /** A score of a campaign. */
    record Score(long campaign, long score) {}

    private record Block(long campaign, long width, long number) {}

    /** How many leads have a higher score. */
    static Map<Score, Long> above(Transaction transaction, Set<Score> scores) {
        var above = new HashMap<Score, Long>();
        transaction.list(
                ABOVE,
                row -> above.put(new Score(row.getLong("campaign_id"), row.getLong("score")), row.getLong("leads")),
                column(scores, Score::campaign),
                column(scores, Score::score));
        return above;
    }

    /** How many leads of a campaign have a higher score than this one, which is above zero. */
    public static long above(Database database, long campaign, long score) {
        var asked = new Score(campaign, score);
        return Objects.requireNonNull(database.transaction(transaction -> above(transaction, Set.of(asked)))
                .get(asked));
    }

    /** Adds to the number of leads at scores, and in the blocks around them. A row goes when nobody is left there. */
    static void change(Transaction transaction, Map<Score, Long> changes) {
        var blocks = new HashMap<Block, Long>();
        for (long width : WIDTHS) {
            changes.forEach((score, change) ->
                    blocks.merge(new Block(score.campaign(), width, score.score() / width), change, Long::sum));
        }
        blocks.values().removeIf(change -> change == 0);
        var changed = blocks.entrySet();
        transaction.update(
                """
                merge into standings s
                using unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) as c (campaign_id, width, number, leads)
                on s.campaign_id = c.campaign_id and s.width = c.width and s.number = c.number
                when matched and s.leads + c.leads = 0 then delete
                when matched then update set leads = s.leads + c.leads
                when not matched then insert (campaign_id, width, number, leads)
                    values (c.campaign_id, c.width, c.number, c.leads)
                """,
                column(changed, each -> each.getKey().campaign()),
                column(changed, each -> each.getKey().width()),
                column(changed, each -> each.getKey().number()),
                column(changed, Map.Entry::getValue));
    }

    private static <T> Long[] column(Set<T> rows, ToLongFunction<T> column) {
        return rows.stream().map(column::applyAsLong).toArray(Long[]::new);
    }
}
