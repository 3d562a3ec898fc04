package leadhook.bench;

import java.util.ArrayList;
import leadhook.bench.Report.Line;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** The pure parts, each by itself: nanoseconds of one decision, payload, signature, step of a lane. */
final class Pure implements Scenario {
    @Override
    public void run(Size size, Report report) {
        report.progress("the pure parts");
        var arguments = new ArrayList<>(size.jmh());
        arguments.add("-v");
        arguments.add("SILENT");
        try {
            var options = new CommandLineOptions(arguments.toArray(String[]::new));
            var lines = new ArrayList<Line>();
            for (var result : new Runner(options).run()) {
                var primary = result.getPrimaryResult();
                lines.add(new Line()
                        .with("what", result.getParams().getBenchmark().replaceAll(".*\\.", ""))
                        .with("ns", primary.getScore())
                        .with("±", primary.getScoreError()));
            }
            report.table("Pure parts", lines);
        } catch (CommandLineOptionException | RunnerException e) {
            throw new IllegalStateException("the benchmarks of the pure parts cannot be run", e);
        }
    }
}
