package leadhook;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Stories that seeds pick: 50 in every run, 1,000 with {@code ./leadhook test --long}, one with {@code --seed N}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTest {
    private static final long SEEDS = Long.getLong("leadhook.test.seeds", 50);
    private static final long ONE = Long.getLong("leadhook.test.seed", 0);

    /** Stories go on one after another, each in a campaign of its own; after one that went wrong all is made anew. */
    private final Map<HandOver, Servers> servers = new EnumMap<>(HandOver.class);

    private record Servers(World first, World second) implements AutoCloseable {
        static Servers start(HandOver handOver) {
            var first = World.ofItsOwn(handOver);
            return new Servers(first, first.another());
        }

        @Override
        public void close() {
            second.close();
            first.close();
        }
    }

    @AfterAll
    void close() {
        servers.values().forEach(Servers::close);
    }

    @TestFactory
    List<DynamicTest> nothing_is_lost_whatever_happens() {
        var tests = new ArrayList<DynamicTest>();
        var seeds = ONE > 0 ? LongStream.of(ONE) : LongStream.rangeClosed(1, SEEDS);
        seeds.forEach(seed -> tests.add(DynamicTest.dynamicTest("seed " + seed, () -> simulate(seed))));
        return tests;
    }

    private void simulate(long seed) {
        var handOver = seed % 2 == 0 ? HandOver.MEMORY : HandOver.TABLE;
        var both = servers.computeIfAbsent(handOver, Servers::start);
        try (var simulation = new Simulation(both.first, both.second, seed)) {
            try {
                simulation.run();
            } catch (Throwable e) {
                servers.remove(handOver);
                both.close();
                throw new AssertionError(
                        "Seed %d went wrong. Repeat it with ./leadhook test --seed %d%nWhat happened:%n%s"
                                .formatted(seed, seed, simulation.story()),
                        e);
            }
        }
    }
}
