package leadhook.command;

import java.util.List;
import java.util.concurrent.Callable;
import leadhook.platform.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes and revokes API keys. */
@Command(
        name = "key",
        description = "Make or revoke an API key.",
        subcommands = {KeyCommand.Create.class, KeyCommand.Revoke.class})
final class KeyCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: key create or key revoke.");
    }

    @Command(name = "create", description = "Make a key and print it as JSON; it is shown this once.")
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--campaign",
                required = true,
                paramLabel = "ID",
                description = "a campaign that the key opens; may be given several times")
        private List<Long> campaigns = List.of();

        @Option(names = "--value", paramLabel = "KEY", description = "a key in use elsewhere (default: a new one)")
        private @Nullable String value;

        @Override
        public Integer call() {
            var key = Json.object();
            campaigns.forEach(key.putArray("campaigns")::add);
            if (value != null) {
                key.put("value", value);
            }
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                var made = admin.post("/campaigns/" + campaigns.getFirst() + "/keys", key);
                spec.commandLine().getOut().println(made.toPrettyString());
            }
            return 0;
        }
    }

    @Command(name = "revoke", description = "Revoke a key: from now on it opens nothing.")
    static final class Revoke implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--campaign", required = true, paramLabel = "ID", description = "a campaign that the key opens")
        private long campaign;

        @Option(names = "--id", required = true, paramLabel = "ID", description = "the id shown when the key was made")
        private String id = "";

        @Override
        public Integer call() {
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                admin.delete("/campaigns/" + campaign + "/keys/" + AdminClient.escaped(id));
            }
            spec.commandLine().getErr().println("Revoked.");
            return 0;
        }
    }
}
