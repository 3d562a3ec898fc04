package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import leadhook.leads.Standings.Score;
import leadhook.platform.database.Database;
import leadhook.platform.database.Migrations;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.Test;

/** How many leads are above a score, whatever the scores are, against counting them. */
class StandingsTest {
    private static final long CAMPAIGN = 7;
    private static final long OTHER = 8;

    /** At the seams of blocks, and as far as scores go. */
    private static final long[] SEAMS = {
        1,
        2,
        15,
        16,
        17,
        63,
        64,
        255,
        256,
        257,
        3_839,
        3_840,
        4_095,
        4_096,
        4_097,
        8_191,
        8_192,
        65_535,
        65_536,
        131_072,
        1_048_575,
        1_048_576,
        Long.MAX_VALUE - 4_096,
        Long.MAX_VALUE
    };

    private final Random random = new Random(20_261_201);

    /** Of two campaigns, how many have which score. */
    private final Map<Long, NavigableMap<Long, Long>> leads =
            Map.of(CAMPAIGN, new TreeMap<Long, Long>(), OTHER, new TreeMap<Long, Long>());

    @Test
    void are_those_with_a_higher_score() {
        try (var database = Database.hot(TestPostgres.database(), 2)) {
            Migrations.apply(database, "LEADHOOK_DATABASE_URL");
            for (int batch = 0; batch < 60; batch++) {
                change(database, this::changes);

                assertThat(asked(database)).isEqualTo(counted());
                long score = score();
                assertThat(Standings.above(database, OTHER, score))
                        .as("above %d, asked alone", score)
                        .isEqualTo(above(OTHER, score));
            }
            assertThat(leads.values()).allMatch(scores -> scores.size() > 50);

            change(database, StandingsTest::everybodyGoes);
            assertThat(database.first("select count(*) from standings", row -> row.getLong(1)))
                    .as("rows where nobody is left")
                    .contains(0L);
        }
    }

    /** Changes the leads of both campaigns at once. */
    private void change(Database database, UnaryOperator<Map<Long, Long>> how) {
        var all = new HashMap<Score, Long>();
        leads.forEach((campaign, scores) -> {
            var changes = how.apply(scores);
            changes.forEach((score, change) -> all.put(new Score(campaign, score), change));
            changes.forEach((score, change) -> scores.merge(score, change, Long::sum));
            scores.values().removeIf(count -> count == 0);
        });
        database.transaction(transaction -> {
            Standings.change(transaction, all);
            return true;
        });
    }

    private static Map<Long, Long> everybodyGoes(Map<Long, Long> leads) {
        return leads.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> -each.getValue()));
    }

    /** Some leads appear at a score, and some of those that are there go. */
    private Map<Long, Long> changes(Map<Long, Long> leads) {
        var changes = new HashMap<Long, Long>();
        for (int i = 0; i < 20; i++) {
            changes.merge(score(), 1L + random.nextInt(3), Long::sum);
        }
        leads.forEach((score, count) -> {
            if (random.nextInt(4) == 0) {
                changes.merge(score, -(random.nextBoolean() ? count : 1L), Long::sum);
            }
        });
        changes.values().removeIf(change -> change == 0);
        return changes;
    }

    private long score() {
        return switch (random.nextInt(3)) {
            case 0 -> SEAMS[random.nextInt(SEAMS.length)];
            case 1 -> 1 + random.nextInt(200);
            default -> 1 + random.nextInt(1_000_000);
        };
    }

    private Map<Score, Long> asked(Database database) {
        var scores = scores().toList();
        return database.transaction(transaction -> {
            var standings = Standings.of(transaction, scores);
            return scores.stream().collect(Collectors.toMap(Function.identity(), standings::above));
        });
    }

    private Map<Score, Long> counted() {
        return scores().collect(Collectors.toMap(Function.identity(), each -> above(each.campaign(), each.score())));
    }

    private long above(long campaign, long score) {
        return Objects.requireNonNull(leads.get(campaign)).tailMap(score, false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Those that somebody has, and the seams. */
    private Stream<Score> scores() {
        return leads.entrySet().stream()
                .flatMap(each -> Stream.concat(
                                each.getValue().keySet().stream(),
                                LongStream.of(SEAMS).boxed())
                        .map(score -> new Score(each.getKey(), score)))
                .distinct();
    }
}
