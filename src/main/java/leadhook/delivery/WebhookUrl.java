package leadhook.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import leadhook.platform.Refusal;

/**
 * Where a webhook's events go: http or https with a host (contract Q14). Whether that host may be reached is asked at
 * every connect, not here. The text is kept as given, because deletion is by URL.
 */
public record WebhookUrl(String text) {
    /** So that an index can hold it. */
    private static final int MAX_BYTES = 2048;

    private static final int MAX_PORT = 65_535;

    public WebhookUrl {
        text = text.strip();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES || !reachable(text)) {
            throw Refusal.invalid("Please include a valid url");
        }
    }

    /** Whether events go there as a form: the documented test on the whole URL (contract 6.6, Q44). */
    public boolean formEncoded() {
        return text.toLowerCase(Locale.ROOT).contains("klaviyo");
    }

    /** What to request: without user info and fragment, in ASCII. */
    URI target() {
        var uri = URI.create(text);
        var path = uri.getRawPath();
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(URI.create(uri.getScheme() + "://" + uri.getHost() + port + path + query)
                .toASCIIString());
    }

    /** The value of {@code Authorization} when the URL carries a user and a password. */
    Optional<String> basicCredentials() {
        return Optional.ofNullable(URI.create(text).getUserInfo())
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    /** Scheme, host and port only: path, query and user info may hold a secret and never reach a log. */
    @Override
    public String toString() {
        var target = target();
        return target.getScheme() + "://" + target.getAuthority();
    }

    private static boolean reachable(String text) {
        try {
            var uri = new URI(text);
            return uri.getHost() != null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getPort() != 0
                    && uri.getPort() <= MAX_PORT;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
