package leadhook.bench;

import java.util.List;
import java.util.concurrent.Callable;
import leadhook.platform.Logs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./leadhook bench}. */
@Command(
        name = "./leadhook bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures this machine's Leadhook: tables on standard error, a JSON object per line on standard output.",
            "Everything runs on loopback, on data of its own in target/bench. Close other programs first.",
            "Exit status 1 when a figure misses its floor, or what was measured does not verify."
        })
final class Bench implements Callable<Integer> {
    @Parameters(
            paramLabel = "SCENARIO",
            description = "throughput, latency, growth, backlog, idle, domain, pages or pure (default: all of them)")
    private List<String> names = List.of();

    @Option(names = "--seconds", description = "length of a window of measuring (default: ${DEFAULT-VALUE})")
    private double seconds = 30;

    @Option(names = "--smoke", description = "a little of everything, to see that it works; the figures mean nothing")
    private boolean smoke;

    public static void main(String[] arguments) {
        Logs.configure(Logs.Format.TEXT);
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() {
        var report = new Report(System.err, System.out);
        var size = smoke ? Size.smoke() : Size.full(seconds);
        var chosen = names.isEmpty() ? Benchmarks.names() : names;
        if (!Benchmarks.names().containsAll(chosen)) {
            System.err.println("There is no such benchmark; there are: " + String.join(", ", Benchmarks.names()));
            return 2;
        }
        for (var name : chosen) {
            Benchmarks.named(name).run(size, report);
        }
        return smoke || report.judge() ? 0 : 1;
    }
}
