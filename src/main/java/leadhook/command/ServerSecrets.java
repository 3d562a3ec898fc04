package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import leadhook.platform.settings.Settings;

/** The secrets of webhooks that post to a port of this machine, asked of the running server and remembered. */
final class ServerSecrets {
    private static final int MOST_CAMPAIGNS = 1_000;

    private final Settings settings;
    private final int port;
    private final Map<Long, List<String>> known = new ConcurrentHashMap<>();

    ServerSecrets(Settings settings, int port) {
        this.settings = settings;
        this.port = port;
    }

    /** What was answered last; nothing before that. */
    List<String> known(long campaign) {
        return known.getOrDefault(campaign, List.of());
    }

    /** Asks the server, which may have started after us. @throws CommandFailed with the reason when it does not say */
    List<String> ask(long campaign) {
        try (var admin = AdminClient.running(AdminAccess.of(settings))
                .orElseThrow(() -> new CommandFailed(
                        "no server answers; is `leadhook serve` running, and with the same settings as this?"))) {
            var webhooks = "/campaigns/" + campaign + "/outbound-webhooks";
            var secrets = admin.list(webhooks).stream()
                    .filter(this::postsHere)
                    .map(webhook ->
                            admin.get(webhooks + "/" + webhook.path("id").asText() + "/secret"))
                    .map(answer -> answer.path("secret").asText())
                    .toList();
            remember(campaign, secrets);
            return secrets;
        }
    }

    private boolean postsHere(JsonNode webhook) {
        return url(webhook.path("url").asText())
                .filter(url -> portOf(url) == port)
                .isPresent();
    }

    private static Optional<URI> url(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static int portOf(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** Campaigns are named by whoever sends, so there is a bound. */
    private void remember(long campaign, List<String> secrets) {
        if (known.size() >= MOST_CAMPAIGNS) {
            known.clear();
        }
        known.put(campaign, secrets);
    }
}
