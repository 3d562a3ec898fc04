package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
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

    @Test
    void are_those_with_a_higher_score() {
        try (var database = Database.hot(TestPostgres.database(), 2)) {
            Migrations.apply(database, "LEADHOOK_DATABASE_URL");
            var leads = new TreeMap<Long, Long>();
            for (int batch = 0; batch < 60; batch++) {
                var changes = changes(leads);
                changes.forEach((score, change) -> leads.merge(score, change, Long::sum));
                leads.values().removeIf(count -> count == 0);
                database.transaction(transaction -> {
                    Standings.change(transaction, of(CAMPAIGN, changes));
                    Standings.change(transaction, of(OTHER, Map.of(score(), 1L)));
                    return true;
                });

                assertThat(asked(database, leads)).isEqualTo(counted(leads));
            }
            assertThat(leads).hasSizeGreaterThan(50);

            var all = new HashMap<Long, Long>();
            leads.forEach((score, count) -> all.put(score, -count));
            database.transaction(transaction -> {
                Standings.change(transaction, of(CAMPAIGN, all));
                return true;
            });
            assertThat(database.first(
                            "select count(*) from standings where campaign_id = ?", row -> row.getLong(1), CAMPAIGN))
                    .as("rows where nobody is left")
                    .contains(0L);
        }
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

    private static Map<Score, Long> of(long campaign, Map<Long, Long> changes) {
        return changes.entrySet().stream()
                .collect(Collectors.toMap(each -> new Score(campaign, each.getKey()), Map.Entry::getValue));
    }

    private static Map<Score, Long> asked(Database database, Map<Long, Long> leads) {
        var scores = scores(leads).map(score -> new Score(CAMPAIGN, score)).collect(Collectors.toSet());
        return database.transaction(transaction -> {
            var standings = Standings.of(transaction, scores);
            return scores.stream().collect(Collectors.toMap(Function.identity(), standings::above));
        });
    }

    private static Map<Score, Long> counted(NavigableMap<Long, Long> leads) {
        return scores(leads)
                .collect(Collectors.toMap(
                        score -> new Score(CAMPAIGN, score),
                        score -> leads.tailMap(score, false).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()));
    }

    /** Those that somebody has, and the seams. */
    private static Stream<Long> scores(Map<Long, Long> leads) {
        return Stream.of(leads.keySet().stream(), LongStream.of(SEAMS).boxed())
                .flatMap(Function.identity())
                .distinct();
    }
}
