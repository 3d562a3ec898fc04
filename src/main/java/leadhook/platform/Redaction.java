package leadhook.platform;

import java.util.regex.Pattern;

/**
 * The last line of defence before a log: our own lines hold no secret, but a library may quote what it was given. What
 * looks like a secret is taken out.
 */
final class Redaction {
    private static final String INSTEAD = "(redacted)";

    /** {@code api_key=…}, {@code "password": "…"}; not our own {@code (set)}. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(?<![A-Za-z])(api[_-]?key|token|password|passwd|secret(?:[_-]?key)?)(\"?\\s*[=:]\\s*)(?!\\(set\\))"
                    + "(?:\"[^\"]*\"|'[^']*'|[^\\s\"')}]+)");

    /** {@code Bearer …}, {@code Basic …}. */
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)(\\s+)[\\w+/=.~-]{8,}");

    /** The secret of a webhook. */
    private static final Pattern SIGNING = Pattern.compile("(whsec_)()[\\w+/=-]+");

    /** {@code //user:password@host}. */
    private static final Pattern IN_URL = Pattern.compile("(://)()[^\\s@?#\"']+(?=@)");

    /** The token of an inbound webhook; a pattern has a name in braces there. */
    private static final Pattern INBOUND = Pattern.compile("(/inbound/)()(?!\\{)[^\\s/?\"']+");

    private Redaction() {}

    static String of(String text) {
        var safe = text;
        for (var secret : new Pattern[] {NAMED, SCHEME, SIGNING, IN_URL, INBOUND}) {
            safe = secret.matcher(safe).replaceAll("$1$2" + INSTEAD);
        }
        return safe;
    }
}
