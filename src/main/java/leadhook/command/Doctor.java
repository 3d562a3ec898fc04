package leadhook.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import leadhook.platform.StartRefused;
import leadhook.platform.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at all that a server needs, and says what to do where something is wrong. */
@Command(
        name = "doctor",
        description = {
            "Check settings, data folder, disk, port, proxies, clock and database, and say what to do.",
            "Exit status 1 when something FAILs; a warn alone is 0."
        })
final class Doctor implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var findings = findings();
        findings.forEach(finding -> spec.commandLine().getOut().println(finding.line()));
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL) ? 1 : 0;
    }

    private List<Finding> findings() {
        try {
            return findings(SettingsFlags.read(spec));
        } catch (StartRefused refused) {
            return List.of(
                    Finding.fail(String.valueOf(refused.getMessage()), "Nothing else can be checked before that."));
        }
    }

    private static List<Finding> findings(Settings settings) {
        var findings = new ArrayList<Finding>();
        findings.add(Finding.ok("the settings can be read"));
        findings.addAll(MachineChecks.all(settings, System.getenv()));
        findings.addAll(DatabaseChecks.all(settings));
        return findings;
    }
}
