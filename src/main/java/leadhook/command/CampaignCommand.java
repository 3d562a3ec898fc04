package leadhook.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import leadhook.platform.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes and lists campaigns. */
@Command(
        name = "campaign",
        description = "Make a campaign, or list all.",
        subcommands = {CampaignCommand.Create.class, CampaignCommand.ListAll.class})
final class CampaignCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: campaign create or campaign list.");
    }

    @Command(name = "create", description = "Make a campaign and print it as JSON.")
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "what people call it")
        private String name = "";

        @Option(names = "--id", paramLabel = "ID", description = "the id it had elsewhere (default: a new one)")
        private @Nullable Long id;

        @Option(names = "--url", paramLabel = "URL", description = "the page that share links point to")
        private @Nullable String url;

        @Option(names = "--thanks-url", paramLabel = "URL", description = "where people go after signing up")
        private @Nullable String thanksUrl;

        @Override
        public Integer call() {
            var campaign = Json.object().put("name", name);
            if (id != null) {
                campaign.put("id", id);
            }
            if (url != null) {
                campaign.put("url", url);
            }
            if (thanksUrl != null) {
                campaign.put("thanks_url", thanksUrl);
            }
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                spec.commandLine()
                        .getOut()
                        .println(admin.post("/campaigns", campaign).toPrettyString());
            }
            return 0;
        }
    }

    @Command(name = "list", description = "Print all campaigns as one JSON array.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                var all = JsonNodeFactory.instance.arrayNode().addAll(admin.list("/campaigns"));
                spec.commandLine().getOut().println(all.toPrettyString());
            }
            return 0;
        }
    }
}
