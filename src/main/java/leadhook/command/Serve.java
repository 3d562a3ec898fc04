package leadhook.command;

import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import leadhook.Application;
import leadhook.platform.Logs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts the server and stays in the foreground until it is told to stop. */
@Command(name = "serve", description = "Start the server and stay in the foreground. Ctrl-C or SIGTERM stops it.")
final class Serve implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(Serve.class.getName());

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        var settings = SettingsFlags.read(spec);
        Logs.configure(settings.log());
        var application = Application.start(settings);
        var stop = new GracefulStop(application, spec.commandLine().getErr());
        stop.onSignal();
        settings.describe().stream()
                .filter(line -> !line.endsWith("(default)"))
                .forEach(line -> LOG.log(Level.INFO, line));
        var file = FirstStartFile.in(settings.data());
        out.printf("Leadhook %s listens on %s%n", Leadhook.Version.number(), application.url());
        application.firstStart().ifPresent(first -> out.println(first.text(file)));
        application.firstUser().ifPresent(first -> out.println(first.text(file)));
        if (application.firstStart().isEmpty() && application.firstUser().isEmpty()) {
            out.printf("Its dashboard is %s/dashboard%n", application.url());
        }
        out.println("Ctrl-C stops it.");
        stop.await();
        return 0;
    }
}
