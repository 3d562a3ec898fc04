package leadhook.platform.settings;

import static leadhook.platform.settings.Setting.ADMIN_TOKEN;
import static leadhook.platform.settings.Setting.ALLOW_TARGETS;
import static leadhook.platform.settings.Setting.CONCURRENCY;
import static leadhook.platform.settings.Setting.DATA;
import static leadhook.platform.settings.Setting.DATABASE_PASSWORD;
import static leadhook.platform.settings.Setting.DATABASE_URL;
import static leadhook.platform.settings.Setting.DATABASE_USER;
import static leadhook.platform.settings.Setting.DELIVERY_TIMEOUT;
import static leadhook.platform.settings.Setting.DISPOSABLE_DOMAINS;
import static leadhook.platform.settings.Setting.FIRST_START;
import static leadhook.platform.settings.Setting.HOST;
import static leadhook.platform.settings.Setting.LEASE;
import static leadhook.platform.settings.Setting.LOG;
import static leadhook.platform.settings.Setting.PORT;
import static leadhook.platform.settings.Setting.PUBLIC_URL;
import static leadhook.platform.settings.Setting.RATE_LIMIT;
import static leadhook.platform.settings.Setting.RETENTION;
import static leadhook.platform.settings.Setting.RETRY_SCHEDULE;
import static leadhook.platform.settings.Setting.SECRET_KEY;
import static leadhook.platform.settings.Setting.TRUSTED_PROXIES;
import static leadhook.platform.settings.Setting.WEBHOOK_CONCURRENCY;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import leadhook.platform.StartRefused;
import org.jspecify.annotations.Nullable;

/** Turns what was found into settings, or refuses with a sentence that names the setting and what is allowed. */
final class Check {
    private static final int KEY_BYTES = 32;
    private static final int LEAST_TOKEN_LENGTH = 16;
    private static final int MOST_RETRIES = 50;
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);
    /** Three heartbeats. */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

    private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    /** A lane that stands still is given up after 5 days; until then what it owes must be there. */
    private static final Duration BEYOND_SCHEDULE = Duration.ofDays(5);

    private final Sources sources;

    Check(Sources sources) {
        this.sources = sources;
    }

    Settings settings() {
        var host = required(HOST, Parse::host, "must be a host name or an address without a port");
        int port = number(PORT, 0, 65_535);
        var publicUrl = optional(
                PUBLIC_URL, Parse::url, "must be an address such as https://leads.example.com, without a query");
        var proxies = trustedProxies();
        var allowTargets = allowTargets(host, publicUrl, proxies);
        var schedule = retrySchedule();
        return new Settings(
                host,
                port,
                publicUrl,
                required(DATA, Parse::path, "must be the path of a folder"),
                databaseUrl(),
                text(DATABASE_USER),
                text(DATABASE_PASSWORD),
                adminToken(),
                allowTargets,
                proxies,
                required(RATE_LIMIT, Parse::numberOrOff, "must be a number of calls a minute such as 600, or off"),
                optional(DISPOSABLE_DOMAINS, Parse::path, "must be the path of a file"),
                retention(schedule),
                schedule,
                deliveryTimeout(),
                number(WEBHOOK_CONCURRENCY, 1, 1_000),
                number(CONCURRENCY, 1, 100_000),
                required(
                        LEASE, within(SHORTEST_LEASE, LONGEST_LEASE), "must be a duration such as 10s, from 3s to 60s"),
                optional(SECRET_KEY, text -> Parse.base64(text, KEY_BYTES), "must be 32 bytes written as Base64"),
                required(FIRST_START, Parse::onOff, "must be on or off"),
                required(LOG, Parse::logFormat, "must be text or json"),
                describe(allowTargets),
                warnings(host, publicUrl));
    }

    private List<String> trustedProxies() {
        var given = optional(
                TRUSTED_PROXIES, Parse::blocks, "must be CIDR blocks such as 10.1.0.0/16, with commas between");
        return given == null ? List.of() : given;
    }

    private List<String> allowTargets(String host, @Nullable URI publicUrl, List<String> proxies) {
        var given = optional(
                ALLOW_TARGETS,
                Parse::targets,
                "must be CIDR blocks such as 10.1.0.0/16 and host names, with commas between");
        if (given != null) {
            return given;
        }
        boolean local = proxies.isEmpty()
                && Loopback.is(host)
                && (publicUrl == null || Loopback.is(unbracketed(publicUrl.getHost())));
        return local ? Loopback.TARGETS : List.of();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private List<Duration> retrySchedule() {
        return required(
                RETRY_SCHEDULE,
                text -> Parse.durations(text)
                        .filter(waits -> !waits.isEmpty() && waits.size() <= MOST_RETRIES)
                        .filter(waits -> waits.stream().allMatch(Duration::isPositive)),
                "must be 1 to %d waits such as 5s,5m,2h".formatted(MOST_RETRIES));
    }

    private Duration retention(List<Duration> schedule) {
        var least = schedule.stream().reduce(BEYOND_SCHEDULE, Duration::plus);
        return required(
                RETENTION,
                within(least, LONGEST_RETENTION),
                "must be a duration such as 30d, from %s (the waits of LEADHOOK_RETRY_SCHEDULE plus 5 days) to %s"
                        .formatted(days(least), days(LONGEST_RETENTION)));
    }

    private Duration deliveryTimeout() {
        return required(
                DELIVERY_TIMEOUT,
                within(Duration.ofMillis(1), LONGEST_TIMEOUT),
                "must be a duration such as 15s, up to 10m");
    }

    private static Function<String, Optional<Duration>> within(Duration least, Duration most) {
        return text -> Durations.parse(text)
                .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
    }

    /** Rounded up, so that what is named is allowed. */
    private static String days(Duration duration) {
        long days = duration.toDays();
        return (duration.equals(Duration.ofDays(days)) ? days : days + 1) + "d";
    }

    private @Nullable String databaseUrl() {
        return optional(
                DATABASE_URL,
                only(text -> text.matches("jdbc:postgresql:[^@?]+(\\?.*)?")),
                "must be a JDBC URL such as jdbc:postgresql://db.example.com:5432/leadhook,"
                        + " with user and password in LEADHOOK_DATABASE_USER and LEADHOOK_DATABASE_PASSWORD");
    }

    private @Nullable String adminToken() {
        return optional(
                ADMIN_TOKEN,
                only(text -> text.length() >= LEAST_TOKEN_LENGTH && text.chars().allMatch(c -> c > ' ' && c < 127)),
                "must have at least %d characters, all visible ASCII".formatted(LEAST_TOKEN_LENGTH));
    }

    private int number(Setting setting, int least, int most) {
        return required(
                setting,
                text -> Parse.number(text).filter(number -> number >= least && number <= most),
                "must be a whole number from %d to %d".formatted(least, most));
    }

    private @Nullable String text(Setting setting) {
        return optional(setting, Optional::of, "");
    }

    private static Function<String, Optional<String>> only(Predicate<String> allowed) {
        return text -> Optional.of(text).filter(allowed);
    }

    private <T> T required(Setting setting, Function<String, Optional<T>> parse, String allowed) {
        var text = sources.find(setting)
                .map(Sources.Found::text)
                .or(setting::defaultValue)
                .orElseThrow(() -> new IllegalStateException(setting + " has no default"));
        return parsed(setting, text, parse, allowed);
    }

    private <T> @Nullable T optional(Setting setting, Function<String, Optional<T>> parse, String allowed) {
        return sources.find(setting)
                .map(found -> parsed(setting, found.text(), parse, allowed))
                .orElse(null);
    }

    private static <T> T parsed(Setting setting, String text, Function<String, Optional<T>> parse, String allowed) {
        return parse.apply(text)
                .orElseThrow(() ->
                        new StartRefused("%s %s%s.".formatted(setting.variable(), allowed, quoted(setting, text))));
    }

    /** Nothing that may hold a password: addresses can. */
    private static String quoted(Setting setting, String text) {
        if (setting.secret() || setting == DATABASE_URL || text.indexOf('@') >= 0) {
            return "";
        }
        var line = text.replaceAll("\\p{Cntrl}", "?");
        return "; it is \"" + (line.length() <= 100 ? line : line.substring(0, 100) + "…") + "\"";
    }

    private List<String> describe(List<String> allowTargets) {
        return Arrays.stream(Setting.values())
                .map(setting -> sources.find(setting)
                        .map(found -> "%s = %s (%s)"
                                .formatted(setting.variable(), shown(setting, found.text()), found.place()))
                        .orElseGet(() -> "%s = %s (default)"
                                .formatted(
                                        setting.variable(),
                                        setting == ALLOW_TARGETS
                                                ? String.join(",", allowTargets)
                                                : setting.defaultText())))
                .toList();
    }

    /** The options of a JDBC URL may hold a password. */
    private static String shown(Setting setting, String text) {
        if (setting.secret()) {
            return "(set)";
        }
        return setting == DATABASE_URL ? text.replaceFirst("\\?.*", "?…") : text;
    }

    private List<String> warnings(String host, @Nullable URI publicUrl) {
        var warnings = new ArrayList<>(sources.warnings());
        if (publicUrl == null && Loopback.url(host, 0).getHost().equals("localhost") && !Loopback.is(host)) {
            warnings.add(
                    "LEADHOOK_PUBLIC_URL is not set: links and inbound URLs name localhost, which only works here");
        }
        for (var setting : List.of(DATABASE_USER, DATABASE_PASSWORD)) {
            if (sources.find(setting).isPresent() && sources.find(DATABASE_URL).isEmpty()) {
                warnings.add(setting.variable() + " has no effect without LEADHOOK_DATABASE_URL");
            }
        }
        return List.copyOf(warnings);
    }
}
