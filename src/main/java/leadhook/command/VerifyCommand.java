package leadhook.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import leadhook.platform.Json;
import leadhook.verify.Checked;
import leadhook.verify.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the server to check what must always hold, and says what does not. */
@Command(
        name = "verify",
        description = {
            "Check on the live database what must always hold: nothing lost, nothing sent to the wrong one, every count right.",
            "Exit status 1 when something does not."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--campaign", paramLabel = "ID", description = "only this campaign (default: all)")
    private @Nullable Long campaign;

    @Option(
            names = "--patient",
            description = "let each check take half a minute instead of 5 s: for campaigns of millions of leads")
    private boolean patient;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() {
        var report = report();
        var out = spec.commandLine().getOut();
        if (json) {
            printJson(out, report);
        } else {
            print(out, report);
        }
        return report.violationCount() == 0 ? 0 : 1;
    }

    private Report report() {
        var report = Report.NOTHING;
        try (var admin = AdminClient.connect(SettingsFlags.read(spec));
                var progress = ProgressLine.of(spec.commandLine().getErr())) {
            var page = admin.get(path(""));
            report = report.plus(Report.read(page.path("data")));
            while (!page.path("next").isNull()) {
                progress.at(page.path("at").asText());
                page = admin.get(path(page.path("next").asText()));
                report = report.plus(Report.read(page.path("data")));
            }
        }
        return report;
    }

    private String path(String after) {
        var only = campaign == null ? "" : "&campaign=" + campaign;
        return "/verify?after=" + AdminClient.escaped(after) + only + (patient ? "&patient=true" : "");
    }

    private static void printJson(PrintWriter out, Report report) {
        var body = Json.object().put("violations", report.violationCount());
        body.set("invariants", report.json());
        out.println(body.toPrettyString());
    }

    private static void print(PrintWriter out, Report report) {
        out.printf("%-10s %12s %11s%n", "invariant", "checked", "violations");
        for (var each : report.checked()) {
            out.printf("%-10s %12d %11d%n", each.invariant().text(), each.rows(), each.violations());
        }
        out.println();
        report.checked().stream().filter(each -> each.violations() > 0).forEach(each -> explain(out, each));
        out.println(report.violationCount() == 0 ? "All of this holds." : report.violationCount() + " violations.");
    }

    private static void explain(PrintWriter out, Checked broken) {
        out.println(broken.invariant().sentence() + " But:");
        broken.examples().forEach(example -> out.println("  " + example));
        long more = broken.violations() - broken.examples().size();
        if (more > 0) {
            out.println("  and " + more + " more");
        }
        out.println();
    }
}
