package leadhook.command;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import leadhook.platform.settings.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A receiver for trying things out: prints what arrives, with its signature checked, and answers as told. */
@Command(
        name = "listen",
        description = {
            "Receive webhooks on this machine and print each: headers, event, signature, body.",
            "The secrets come from the running server, unless one is given."
        })
final class Listen implements Callable<Integer> {
    static final int DEFAULT_PORT = 8099;

    private static final int MOST_WAITING = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--port", paramLabel = "P", description = "where to listen (default: " + DEFAULT_PORT + ")")
    private int port = DEFAULT_PORT;

    @Option(names = "--status", paramLabel = "N", description = "the status to answer with (default: 200)")
    private int status = 200;

    @Option(names = "--delay", paramLabel = "D", description = "how long to wait with the answer, such as 3s")
    private String delay = "0s";

    @Option(names = "--secret", paramLabel = "S", description = "the webhook's secret, whsec_…")
    private @Nullable String secret;

    @Override
    public Integer call() throws InterruptedException {
        var told = told();
        if (port < 0 || port > 65_535) {
            throw wrong("--port must be from 0 to 65535.");
        }
        var out = spec.commandLine().getOut();
        var settings = SettingsFlags.read(spec);
        try (var server = ListenServer.bind(port, told, InstantSource.system());
                var inOrder = oneAfterAnother()) {
            var secrets = new ServerSecrets(settings, server.port());
            var check = new SignatureCheck(Optional.ofNullable(secret), secrets);
            out.printf("Listening on http://127.0.0.1:%d, any path. Ctrl-C stops it.%n%n", server.port());
            server.start((arrival, answer) -> inOrder.execute(
                    () -> out.println(ArrivalText.of(arrival, ZoneId.systemDefault(), check.of(arrival), answer))));
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** Prints apart from answering, since a signature may have to be asked for; when it falls behind, senders wait. */
    private static ExecutorService oneAfterAnother() {
        return new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), new CallerRunsPolicy());
    }

    private ListenServer.Told told() {
        if (status < 200 || status > 599) {
            throw wrong("--status must be from 200 to 599.");
        }
        return new ListenServer.Told(
                status,
                Durations.parse(delay).orElseThrow(() -> wrong("--delay must be a duration such as 500ms or 3s.")));
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
