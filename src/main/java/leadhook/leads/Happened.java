package leadhook.leads;

import com.fasterxml.jackson.databind.node.ObjectNode;
import leadhook.log.EventType;
import leadhook.platform.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event that a decision raises, before it has a number.
 *
 * @param lead whom the payload shows
 * @param other the lead inside {@code extra}
 * @param extra its own member of the payload (contract 6.5)
 */
record Happened(
        EventType type,
        long lead,
        @Nullable Long other,
        @Nullable String extra) {
    static Happened of(EventType type, long lead) {
        return new Happened(type, lead, null, null);
    }

    /** The referrer has gained a lead; what is not known of that one is left out. */
    static Happened referral(long referrer, Lead referred) {
        var about = Json.object().put("social_id", referred.socialId());
        if (referred.email() != null) {
            about.put("email", referred.email());
        }
        if (referred.phoneNumber() != null) {
            about.put("phone_number", referred.phoneNumber());
        }
        return new Happened(EventType.REFERRAL, referrer, referred.id(), member("__referral", about));
    }

    static Happened scoreChange(long lead, long previous, long current) {
        var scores = Json.object().put("previous_contest_score", previous).put("current_contest_score", current);
        return new Happened(EventType.SCORE_CHANGE, lead, null, member("__score_change", scores));
    }

    /** The JSON of an object without its braces, for it becomes a part of another. */
    private static String member(String name, ObjectNode value) {
        var object = Json.text(Json.object().set(name, value));
        return object.substring(1, object.length() - 1);
    }
}
