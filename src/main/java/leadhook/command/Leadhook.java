package leadhook.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import leadhook.Application;
import leadhook.platform.StartRefused;
import leadhook.platform.settings.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: all commands, and how they end. Results go to standard output, notes and errors beside it. */
@Command(
        name = "leadhook",
        description = "Turns posted leads into rows, events and signed requests to whoever subscribed.",
        subcommands = {
            Serve.class,
            Listen.class,
            CampaignCommand.class,
            KeyCommand.class,
            UserCommand.class,
            VerifyCommand.class,
            ExplainCommand.class,
            Doctor.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Leadhook.Version.class)
public final class Leadhook implements Runnable {
    /** What the commands beside the server need to find it; {@code serve} and {@code doctor} know all settings. */
    private static final List<Setting> WHERE = List.of(Setting.HOST, Setting.PORT, Setting.DATA, Setting.DATABASE_URL);

    private static final List<String> ASK_THE_SERVER = List.of(
            "campaign create",
            "campaign list",
            "key create",
            "key revoke",
            "user create",
            "user password",
            "user list",
            "user delete",
            "explain",
            "verify");

    private static final String[] ALSO = {
        "",
        "In a checkout there is also:",
        "  ./leadhook test   everything that CI runs; its exit status is the verdict",
        "  ./leadhook bench  what this machine's Leadhook can do, beside the limits measured in the same run",
        "",
        "Settings are described in docs/settings.md."
    };

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The whole command line, ready to be executed. */
    public static CommandLine commandLine() {
        // Results are UTF-8 even where the terminal's language says otherwise: scripts read them.
        var line = new CommandLine(new Leadhook())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(Leadhook::badUsage)
                .setExecutionExceptionHandler(Leadhook::failed);
        line.getCommandSpec().usageMessage().footer(ALSO);
        SettingsFlags.add(line, "serve", List.of(Setting.values()));
        SettingsFlags.add(line, "doctor", List.of(Setting.values()));
        SettingsFlags.add(line, "listen", List.of(Setting.DATA));
        for (var command : ASK_THE_SERVER) {
            SettingsFlags.add(line, command, WHERE);
        }
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private static int badUsage(ParameterException bad, String[] arguments) {
        var command = bad.getCommandLine();
        command.getErr().println(bad.getMessage());
        UnmatchedArgumentException.printSuggestions(bad, command.getErr());
        command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, ParseResult arguments) throws Exception {
        if (failure instanceof StartRefused || failure instanceof CommandFailed) {
            command.getErr().println(failure.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw failure;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"leadhook " + number()};
        }

        static String number() {
            return Application.version();
        }
    }
}
