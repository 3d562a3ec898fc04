package leadhook.leads;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * How many leads have each score above zero, and lie in each block of 16, 256 scores and so on: those rows of the table of
 * that name that some scores are concerned with. Sixteen blocks side by side are a row, and one block of the next width. So a
 * rank is a sum over five rows, most of which the leads of a batch share, and over one more for each million scores above.
 */
public final class Standings {
    /** How many scores a block has. Tables in use are changed with it, by a migration, and what {@code verify} counts. */
    private static final List<Long> WIDTHS = List.of(1L, 16L, 256L, 4_096L, 65_536L);

    private static final long WIDEST = WIDTHS.getLast();
    private static final int BLOCKS = 16;
    private static final long[] NOBODY = new long[BLOCKS];

    /**
     * The rows around the scores, since what is above those lies in wider blocks; of the widest all that are above, too. Each is
     * looked up by its key: no plan made when there were few rows can turn that into a walk through all ("offset 0").
     */
    private static final String ROWS = """
            select s.*
            from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as k (campaign_id, width, number)
            cross join lateral (
                select s.campaign_id, s.width, s.number, s.leads from standings s
                where s.campaign_id = k.campaign_id and s.width = k.width and s.number = k.number offset 0
            ) as s
            union all
            select s.*
            from unnest(?::bigint[], ?::bigint[]) as k (campaign_id, number)
            cross join lateral (
                select s.campaign_id, s.width, s.number, s.leads from standings s
                where s.campaign_id = k.campaign_id and s.width = 65536 and s.number >= k.number offset 0
            ) as s
            """;

    /** By their keys, the leads of each block. */
    private final NavigableMap<Key, long[]> rows = new TreeMap<>(Key.ORDER);

    private Standings() {}

    /** A score of a campaign, above zero: who has none stands nowhere. */
    public record Score(long campaign, long score) {
        public Score {
            if (score <= 0) {
                throw new IllegalArgumentException("a score that stands nowhere: " + score);
            }
        }

        private Key row(long width) {
            return new Key(campaign, width, score / width / BLOCKS);
        }

        private int block(long width) {
            return (int) (score / width % BLOCKS);
        }
    }

    /** The number of a row is that of its first block, divided by sixteen. */
    private record Key(long campaign, long width, long number) {
        static final Comparator<Key> ORDER = Comparator.comparingLong(Key::campaign)
                .thenComparingLong(Key::width)
                .thenComparingLong(Key::number);
    }

    /** As they are now around these scores. */
    static Standings of(Transaction transaction, Collection<Score> scores) {
        var standings = new Standings();
        var widest = new HashMap<Long, Long>();
        for (var score : scores) {
            // A row that is not there counts nobody; one that was not asked for is another thing.
            WIDTHS.forEach(width -> standings.rows.put(score.row(width), NOBODY));
            widest.merge(score.campaign(), score.row(WIDEST).number(), Math::min);
        }
        var around = standings.rows.keySet().stream()
                .filter(key -> key.width() < WIDEST)
                .collect(Collectors.toSet());
        if (!scores.isEmpty()) {
            transaction.list(
                    ROWS,
                    row -> standings.rows.put(
                            new Key(row.getLong("campaign_id"), row.getLong("width"), row.getLong("number")),
                            Stream.of((Long[]) row.getArray("leads").getArray())
                                    .mapToLong(Long::longValue)
                                    .toArray()),
                    column(around, Key::campaign),
                    column(around, Key::width),
                    column(around, Key::number),
                    column(widest.entrySet(), Map.Entry::getKey),
                    column(widest.entrySet(), Map.Entry::getValue));
        }
        return standings;
    }

    /** How many leads of a campaign have a higher score than this one, which is above zero. */
    public static long above(Database database, long campaign, long score) {
        return database.transaction(transaction -> above(transaction, new Score(campaign, score)));
    }

    /** How many leads have a higher score than this one. */
    static long above(Transaction transaction, Score score) {
        return of(transaction, Set.of(score)).above(score);
    }

    /** How many leads have a higher score than this one, which is among those asked for. */
    long above(Score score) {
        long above = 0;
        for (long width : WIDTHS) {
            above += sum(row(score.row(width)), score.block(width) + 1);
        }
        var widest = score.row(WIDEST);
        var last = new Key(score.campaign(), WIDEST, Long.MAX_VALUE);
        for (var leads : rows.subMap(widest, false, last, true).values()) {
            above += sum(leads, 0);
        }
        return above;
    }

    private long[] row(Key key) {
        var leads = rows.get(key);
        if (leads == null) {
            throw new IllegalStateException("standings that were not asked for: " + key);
        }
        return leads;
    }

    private static long sum(long[] leads, int from) {
        return Arrays.stream(leads, from, BLOCKS).sum();
    }

    /** Adds to the number of leads at scores of campaigns that nobody else writes to meanwhile. */
    public static void change(Transaction transaction, Map<Score, Long> changes) {
        of(transaction, changes.keySet()).write(transaction, changes);
    }

    /** Adds to the number of leads at scores, which are among those asked for. A row goes when nobody is left there. */
    void write(Transaction transaction, Map<Score, Long> changes) {
        var after = new TreeMap<Key, long[]>(Key.ORDER);
        changes.forEach((score, change) -> {
            for (long width : WIDTHS) {
                after.computeIfAbsent(score.row(width), key -> row(key).clone())[score.block(width)] += change;
            }
        });
        // Who moves within a block leaves it as it is.
        after.entrySet().removeIf(row -> Arrays.equals(row.getValue(), row(row.getKey())));
        transaction.update(
                """
                merge into standings s
                using unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) as c (campaign_id, width, number, leads)
                on s.campaign_id = c.campaign_id and s.width = c.width and s.number = c.number
                when matched and c.leads is null then delete
                when matched then update set leads = c.leads::bigint[]
                when not matched then insert (campaign_id, width, number, leads)
                    values (c.campaign_id, c.width, c.number, c.leads::bigint[])
                """,
                column(after.keySet(), Key::campaign),
                column(after.keySet(), Key::width),
                column(after.keySet(), Key::number),
                after.values().stream().map(Standings::text).toArray(String[]::new));
    }

    /** An array as PostgreSQL reads it; nothing where nobody is. */
    private static @Nullable String text(long[] leads) {
        return Arrays.equals(leads, NOBODY)
                ? null
                : LongStream.of(leads).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static <T> Long[] column(Set<T> rows, ToLongFunction<T> column) {
        return rows.stream().map(column::applyAsLong).toArray(Long[]::new);
    }
}
