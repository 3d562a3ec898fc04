package leadhook.platform.settings;

import java.util.Locale;
import java.util.Optional;

/** One thing that can be set: its names, what it is when nobody sets it, and what it means. */
public enum Setting {
    HOST(Kind.FIXED, "127.0.0.1", "the address it listens on"),
    PORT(Kind.FIXED, "8080", "the port it listens on; `0` takes any free one"),
    PUBLIC_URL(Kind.FOUND, "from host and port", "the address put into links and inbound URLs"),
    DATA(Kind.FIXED, "./data", "the folder of the embedded database and the first-start file"),
    DATABASE_URL(Kind.FOUND, "embedded PostgreSQL", "a PostgreSQL of yours, as a JDBC URL"),
    DATABASE_USER(Kind.FOUND, "none", "its user"),
    DATABASE_PASSWORD(Kind.SECRET, "none", "its password"),
    ADMIN_TOKEN(Kind.SECRET, "made at first start", "bearer token of `/admin`, at least 16 characters"),
    ALLOW_TARGETS(
            Kind.FOUND,
            "loopback while the listening address and the host of the public URL are both loopback and no proxy is"
                    + " trusted, else empty",
            "CIDR blocks and host names that deliveries may reach although private; the server's own ports never"),
    TRUSTED_PROXIES(
            Kind.FOUND,
            "none",
            "CIDR blocks of your own proxies, whose `X-Forwarded-For` says where a request is from"),
    RATE_LIMIT(
            Kind.FIXED,
            "off",
            "so many calls a minute to `/v1`, `/v2` and `/inbound` from one address, or `off`; beyond, they get 429"),
    DISPOSABLE_DOMAINS(
            Kind.FOUND,
            "a list that comes with Leadhook",
            "file of email domains that are good for a minute, one a line: whoever signs up from one is held for fraudulent"),
    RETENTION(
            Kind.FIXED,
            "30d",
            "how long payloads and attempts are kept, from the end of their day (UTC) on;"
                    + " shorter than the retry schedule plus 5 days refuses the start"),
    RETRY_SCHEDULE(
            Kind.FIXED,
            "5s,5m,30m,2h,5h,10h,14h,20h,24h",
            "the waits between the tries of one delivery, after the first try at once"),
    DELIVERY_TIMEOUT(Kind.FIXED, "15s", "how long one whole exchange with a receiver may take"),
    WEBHOOK_CONCURRENCY(Kind.FIXED, "10", "open exchanges with one webhook at most"),
    CONCURRENCY(Kind.FIXED, "5000", "open exchanges of a node at most"),
    LEASE(
            Kind.FIXED,
            "10s",
            "how long after its last sign of life another server on the same database takes over the deliveries"),
    SECRET_KEY(
            Kind.SECRET,
            "made at first start beside the data",
            "encrypts receivers' secrets and credentials at rest: 32 bytes as Base64"),
    FIRST_START(Kind.FIXED, "on", "`off` makes no first campaign on an empty database, and no first user"),
    LOG(Kind.FIXED, "text", "how the log is written on standard error: `text` for people, `json` one object a line");

    private enum Kind {
        /** The default is a value like any other. */
        FIXED,
        /** The default depends on other things, and words say on which. */
        FOUND,
        /** As before, and never shown. */
        SECRET
    }

    private final Kind kind;
    private final String otherwise;
    private final String meaning;

    Setting(Kind kind, String otherwise, String meaning) {
        this.kind = kind;
        this.otherwise = otherwise;
        this.meaning = meaning;
    }

    /** The environment variable, such as {@code LEADHOOK_DATABASE_URL}. */
    public String variable() {
        return "LEADHOOK_" + name();
    }

    /** The name in the file, such as {@code leadhook.database.url}. */
    public String property() {
        return variable().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The flag of commands, such as {@code --database-url}; secrets have none, for other users may read command lines. */
    public Optional<String> flag() {
        return secret()
                ? Optional.empty()
                : Optional.of("--" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** What is taken when nobody sets it; empty when that is not a fixed value. */
    public Optional<String> defaultValue() {
        return kind == Kind.FIXED ? Optional.of(otherwise) : Optional.empty();
    }

    /** The default for a person to read: the value, or words where there is no fixed one. */
    public String defaultText() {
        return otherwise;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether its value is never shown. */
    public boolean secret() {
        return kind == Kind.SECRET;
    }
}
