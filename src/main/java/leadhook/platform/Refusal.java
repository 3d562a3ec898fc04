package leadhook.platform;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the caller did wrong, or what we cannot do now, with the HTTP status that says so.
 * Thrown anywhere, turned into an answer in one place. A 4xx or 503 means: nothing happened.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient @Nullable Duration retryAfter;
    private final String logText;

    private Refusal(int status, String message, String logText, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.logText = logText;
        this.retryAfter = retryAfter;
    }

    /** Any other status, where a document names it. */
    public static Refusal of(int status, String message) {
        return new Refusal(status, message, message, null);
    }

    /** 409, the contract's answer to every kind of invalid parameter (section 1.6). */
    public static Refusal invalid(String message) {
        return of(409, message);
    }

    /** The same with a message that quotes what was sent, which may be personal: a log gets the other text. */
    public static Refusal quoting(String message, String logText) {
        return new Refusal(409, message, logText, null);
    }

    /** 404. */
    public static Refusal notFound(String message) {
        return of(404, message);
    }

    /** 401, the same for a missing, an unknown and an unauthorised key, so that nobody can probe (contract Q1). */
    public static Refusal unauthorized() {
        return of(401, "Invalid API access");
    }

    /** 503 with {@code Retry-After}: nothing happened, try again. */
    public static Refusal busy(String message) {
        return new Refusal(503, message, message, Duration.ofSeconds(1));
    }

    /** 429 with {@code Retry-After} (contract 1.7). */
    public static Refusal tooMany(Duration retryAfter) {
        var text = "Rate limit exceeded";
        return new Refusal(429, text, text, Duration.ofSeconds(Math.ceilDiv(retryAfter.toNanos(), 1_000_000_000L)));
    }

    public int status() {
        return status;
    }

    /** The text for the caller; never null, unlike that of a Throwable. */
    public String text() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    /** The text for a log, which quotes nobody. */
    public String logText() {
        return logText;
    }

    /** When to try again; null when trying again would not help. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
