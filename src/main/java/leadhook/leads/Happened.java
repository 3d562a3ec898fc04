package leadhook.leads;

import com.fasterxml.jackson.databind.node.ObjectNode;
import leadhook.campaigns.RewardLevel;
import leadhook.campaigns.Tag;
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

    static Happened flagged(Lead lead) {
        var flags = Json.object();
        var array = flags.putArray("__fraudulent");
        lead.status().flags().forEach(array::add);
        return new Happened(EventType.MARKED_AS_FRAUDULENT, lead.id(), null, withoutBraces(flags));
    }

    static Happened tagged(long lead, Tag tag) {
        var about =
                Json.object().put("tag_id", tag.id()).put("name", tag.name()).put("points", tag.points());
        return new Happened(EventType.TAGGED, lead, null, member("__tagged", about));
    }

    /** @param emailed whether a mail tells the lead of it */
    static Happened rewarded(long lead, RewardLevel level, boolean emailed) {
        var about = Json.object()
                .put("reward_level_id", level.id())
                .put("subject", level.calledInEvents())
                .put("required_points", level.requiredPoints())
                .put("emailed", emailed);
        return new Happened(EventType.REWARD_LEVEL, lead, null, member("__reward_level", about));
    }

    /** What an event about another lead says once that lead is erased: who it was, to nobody who does not know. */
    static String erasedReferral(long referred) {
        return member("__referral", Json.object().put("social_id", SocialId.of(referred)));
    }

    private static String member(String name, ObjectNode value) {
        return withoutBraces(Json.object().set(name, value));
    }

    /** The JSON of an object without its braces, for it becomes a part of another. */
    private static String withoutBraces(ObjectNode object) {
        var json = Json.text(object);
        return json.substring(1, json.length() - 1);
    }
}
