package leadhook;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.World;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Stories that seeds pick: 50 in every run, 1,000 with {@code ./leadhook test --long}, one with {@code --seed N}. */
class SimulationTest {
    private static final long SEEDS = Long.getLong("leadhook.test.seeds", 50);
    private static final long ONE = Long.getLong("leadhook.test.seed", 0);

    @TestFactory
    List<DynamicTest> nothing_is_lost_whatever_happens() {
        var tests = new ArrayList<DynamicTest>();
        var seeds = ONE > 0 ? LongStream.of(ONE) : LongStream.rangeClosed(1, SEEDS);
        seeds.forEach(seed -> tests.add(DynamicTest.dynamicTest("seed " + seed, () -> simulate(seed))));
        return tests;
    }

    private static void simulate(long seed) {
        var handOver = seed % 2 == 0 ? HandOver.MEMORY : HandOver.TABLE;
        try (var first = World.ofItsOwn(handOver);
                var second = first.another();
                var simulation = new Simulation(first, second, seed)) {
            try {
                simulation.run();
            } catch (Throwable e) {
                throw new AssertionError(
                        "Seed %d went wrong. Repeat it with ./leadhook test --seed %d%nWhat happened:%n%s"
                                .formatted(seed, seed, simulation.story()),
                        e);
            }
        }
    }
}
