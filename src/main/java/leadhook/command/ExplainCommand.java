package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells why an event did or did not reach a webhook. */
@Command(name = "explain", description = "Tell why an event, or each event of a lead, did or did not reach a webhook.")
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--webhook",
            required = true,
            paramLabel = "ID",
            description = "the outbound webhook (its referenceId)")
    private long webhook;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(names = "--json", description = "print the answer as JSON, with the attempts")
    private boolean json;

    /** One of the two. */
    static final class What {
        @Option(
                names = "--event",
                paramLabel = "N",
                description = "the number of the event, as in webhook-id evt-CAMPAIGN-N")
        private @Nullable Long event;

        @Option(names = "--lead", paramLabel = "ID", description = "the id of the lead: all its latest events")
        private @Nullable Long lead;

        private String query() {
            return event != null ? "event=" + event : "lead=" + lead;
        }
    }

    @Override
    public Integer call() {
        try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
            var answer = admin.get("/outbound-webhooks/" + webhook + "/explain?" + what.query());
            print(answer);
        }
        return 0;
    }

    private void print(JsonNode answer) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(answer.toPrettyString());
            return;
        }
        var answers = answer.has("data")
                ? List.copyOf(answer.path("data").valueStream().toList())
                : List.of(answer);
        if (answers.isEmpty()) {
            out.println("No event of this lead is in the log.");
        }
        answers.forEach(each -> out.println(each.path("sentence").asText()));
    }
}
