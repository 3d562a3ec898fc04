package leadhook.dashboard;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import leadhook.log.EventType;
import org.jspecify.annotations.Nullable;

/** What pages say, where the tables hold a word for programs. */
final class Words {
    private static final Pattern MOMENT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z");

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Words() {}

    /** What an event tells. */
    static String event(String type) {
        return EventType.named(type)
                .map(known -> switch (known) {
                    case NEW_SIGNUP -> "Signed up";
                    case REPEAT_SIGNUP -> "Signed up again";
                    case SCORE_CHANGE -> "Score changed";
                    case MARKED_AS_FRAUDULENT -> "Flagged as fraudulent";
                    case OPTED_OUT -> "Opted out of email";
                    case REFERRAL -> "Referred somebody";
                    case TAGGED -> "Tagged";
                    case REWARD_LEVEL -> "Reached a reward level";
                    case VERIFIED -> "Verified";
                    case PHONE_NUMBER_OPT_OUT -> "Opted out of SMS";
                    case NEW_SIGNUP_NOT_EXCLUDED -> "Takes part in the contest";
                    case DELETED -> "Deleted";
                })
                .orElse(type);
    }

    /** How an attempt ended. */
    static String outcome(@Nullable Integer status, @Nullable String reason) {
        if (status != null) {
            return "answered " + status;
        }
        return reason == null ? "delivered" : reason;
    }

    /** Why an attempt was made. */
    static String trigger(String trigger) {
        return switch (trigger) {
            case "first" -> "first attempt";
            case "retry" -> "tried again";
            case "probe" -> "probe";
            case "resend" -> "sent again by hand";
            case "test" -> "test";
            case "late" -> "by a server that had lost its turn";
            default -> trigger;
        };
    }

    /** Beginning with a capital. */
    static String begun(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** A count, with its thousands apart. */
    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A count of things; the plural adds an s. */
    static String count(long count, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
    }

    /** For who has no script that shows it in his zone. */
    static String utc(Instant at) {
        return UTC.format(at);
    }

    /** A part of a sentence: text, or a moment that the viewer sees in his zone. */
    record Part(String text, boolean moment) {}

    /** A sentence cut where moments stand in it. */
    static List<Part> parts(String sentence) {
        var parts = new ArrayList<Part>();
        var moments = MOMENT.matcher(sentence);
        int from = 0;
        while (moments.find()) {
            parts.add(new Part(sentence.substring(from, moments.start()), false));
            parts.add(new Part(moments.group(), true));
            from = moments.end();
        }
        parts.add(new Part(sentence.substring(from), false));
        return parts;
    }
}
