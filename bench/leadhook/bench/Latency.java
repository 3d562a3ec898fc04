package leadhook.bench;

import java.net.URI;
import java.util.List;
import leadhook.bench.Generator.Run;
import leadhook.bench.Report.Line;

/** How long it takes to be accepted and to be delivered when half of what is possible comes in, each at its moment. */
final class Latency implements Scenario {
    private static final int CONNECTIONS = 256;

    @Override
    public void run(Size size, Report report) {
        try (var stage = Stage.open()) {
            stage.startServer();
            Throughput.warmUp(stage, size, report);
            report.table(
                    "Latency at half load, from the moment a request was due",
                    size.campaigns().stream()
                            .map(campaigns -> measure(stage, size, report, campaigns))
                            .toList());
            stage.verify(report);
        }
    }

    private static Line measure(Stage stage, Size size, Report report, int number) {
        report.progress("latency, campaigns: %,d".formatted(number));
        var urls = Throughput.urls(Throughput.campaigns(stage, number, 1));
        double full = run(stage, urls, size.seconds() / 3, 0).perSecond();
        var before = stage.meter();
        var half = run(stage, urls, size.seconds(), full / 2);
        var used = stage.meter().since(before);
        var delivered = stage.count().latencies();
        return new Line()
                .with("campaigns", (long) number)
                .with("due/s", full / 2)
                .with("accepted/s", half.perSecond())
                .with("accepted p50 ms", half.latencies().p50())
                .with("accepted p99 ms", half.latencies().p99())
                .with("delivered p50 ms", delivered.p50())
                .with("delivered p99 ms", delivered.p99())
                .with("server + PostgreSQL µs", used.cpuMicrosPer(half.made()))
                .with("leads/batch", used.leadsPerBatch());
    }

    private static Generator.Ran run(Stage stage, List<URI> urls, double seconds, double rate) {
        stage.tell("reset");
        var ran = stage.generate(new Run(urls, CONNECTIONS, Long.MAX_VALUE, seconds, rate));
        stage.awaitHealthy(ran.made());
        return ran;
    }
}
