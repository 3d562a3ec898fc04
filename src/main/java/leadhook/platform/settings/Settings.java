package leadhook.platform.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import leadhook.platform.Logs;
import org.jspecify.annotations.Nullable;

/**
 * How this process is set up, checked. Flags win over environment variables, which win over the properties file.
 * What is {@code null} was not set and is found or made by whoever needs it.
 *
 * @param rateLimit calls a minute from one address, 0 for no limit
 */
public record Settings(
        String host,
        int port,
        @Nullable URI givenPublicUrl,
        Path data,
        @Nullable String databaseUrl,
        @Nullable String databaseUser,
        @Nullable String databasePassword,
        @Nullable String adminToken,
        List<String> allowTargets,
        List<String> trustedProxies,
        int rateLimit,
        @Nullable Path disposableDomains,
        Duration retention,
        List<Duration> retrySchedule,
        Duration deliveryTimeout,
        int webhookConcurrency,
        int concurrency,
        Duration lease,
        byte @Nullable [] secretKey,
        boolean firstStart,
        Logs.Format log,
        List<String> describe,
        List<String> warnings) {

    /**
     * Reads and checks all settings.
     *
     * @param directory where {@code leadhook.properties} is looked for, if there is one
     * @param config the file to read in its place, which must exist
     * @throws leadhook.platform.StartRefused when a value is not allowed or the file cannot be read
     */
    public static Settings read(
            Map<Setting, String> flags, Map<String, String> environment, Path directory, @Nullable Path config) {
        return new Check(new Sources(flags, environment, directory, config)).settings();
    }

    /** Settings made of these values and defaults alone. @throws leadhook.platform.StartRefused as above */
    public static Settings of(Map<Setting, String> values) {
        return new Check(Sources.of(values)).settings();
    }

    /** The address put into links, without a slash at its end; the port is the one that is really listened on. */
    public URI publicUrl(int boundPort) {
        return givenPublicUrl == null ? localUrl(boundPort) : givenPublicUrl;
    }

    /** The address by which this machine reaches the server, without a slash at its end. */
    public URI localUrl(int boundPort) {
        return Loopback.url(host, boundPort);
    }

    /**
     * The same for a command that finds no server running and becomes one for a moment: on a free port that only this
     * machine reaches. What deliveries may reach stays as it was; an empty database gets its first start, or there
     * would be no admin token for the server that starts on it next.
     */
    public Settings alone() {
        return new Settings(
                "127.0.0.1",
                0,
                publicUrl(port),
                data,
                databaseUrl,
                databaseUser,
                databasePassword,
                adminToken,
                allowTargets,
                trustedProxies,
                rateLimit,
                disposableDomains,
                retention,
                retrySchedule,
                deliveryTimeout,
                webhookConcurrency,
                concurrency,
                lease,
                secretKey,
                firstStart,
                log,
                describe,
                warnings);
    }

    /** Every setting as {@code NAME = value (from where)}, secrets only as {@code (set)}. */
    @Override
    public List<String> describe() {
        return describe;
    }

    /** Sentences for the log: names that nobody knows, values without an effect. */
    @Override
    public List<String> warnings() {
        return warnings;
    }

    /** Never a secret. */
    @Override
    public String toString() {
        return String.join("\n", describe);
    }
}
