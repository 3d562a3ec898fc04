package leadhook.leads;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to decide a signup, and to render a lead. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LeadsBenchmark {
    private static final int BATCH = 100;

    private final CampaignInMemory campaign = new CampaignInMemory();
    private final LeadView view = ExampleLead.asPublished().view();

    /** New leads, none of whom is referred. */
    private final List<Command> signups = IntStream.range(0, BATCH)
            .mapToObj(i -> Commands.signUp(CampaignInMemory.ID, 1_000 + i, "lead" + i + "@example.com"))
            .toList();

    /** The same, each after the first referred by the one before: two levels earn points and are told. */
    private final List<Command> referred = IntStream.range(0, BATCH)
            .mapToObj(i -> Commands.of(CampaignInMemory.ID, 1_000 + i)
                    .email("lead" + i + "@example.com")
                    .referredBy(i == 0 ? null : 999L + i)
                    .command())
            .toList();

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object decide() {
        return decided(signups);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object decide_referral() {
        return decided(referred);
    }

    private Book decided(List<Command> commands) {
        var book = new Book(campaign.state, campaign.rules, CampaignInMemory.MORNING);
        for (var command : commands) {
            Decision.of(command, book, CampaignInMemory.FRAUD).changes().forEach(book::apply);
        }
        return book;
    }

    @Benchmark
    public Object payload() {
        return LeadPayload.render(view);
    }
}
