package leadhook.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import leadhook.log.EventType;
import leadhook.platform.Json;

/** What a test sends: a lead that never was, with every key of a real payload (contract 6.5), and {@code __test}. */
final class ExamplePayload {
    private static final String LEAD = """
            {
              "id": 61730215,
              "social_id": "1TVVD7",
              "rank": 268,
              "rank_relative_position": 267,
              "counter": 1,
              "lead_count": 268,
              "contest_score": 44,
              "contest_score_rank": 12,
              "contest_score_rank_relative_position": 11,
              "campaign_id": 0,
              "list_id": 0,
              "given_name": "Ada",
              "first_name": "Ada",
              "family_name": "Lovelace",
              "display_name": "Ada Lovelace",
              "avatar": "https://www.gravatar.com/avatar/3e3417d7ef77d5932a6734b916515ed5?r=g&d=identicon&s=600",
              "when": "2026-03-02T09:15:44+00:00",
              "enhanced": false,
              "anonymous": false,
              "verified": false,
              "verified_email": false,
              "verified_phone_number": false,
              "waitlisted": true,
              "completed_actions": [],
              "social_url": "https://launch.example.com/?kid=1TVVD7",
              "redirect_url": "https://launch.example.com/thanks?kolid=1TVVD7",
              "thankyou_url": "https://launch.example.com/thanks?kolid=1TVVD7",
              "status_url": "https://launch.example.com/thanks?kolid=1TVVD7",
              "email": "ada@example.com",
              "phone_number": "+13105550100",
              "custom_fields": {"first_name": "Ada", "last_name": "Lovelace", "city": "London"},
              "unsubscribe_url": {
                "default": "https://leads.example.com/opt-out/example",
                "safe": "https://leads.example.com/opt-out/example?confirm=1"
              },
              "uid": null,
              "parent_id": null,
              "opted_out": false,
              "sms_opted_out": false,
              "utm": {"utm_source": "newsletter", "utm_campaign": "spring"},
              "tags": [{"tag_id": 731, "name": "Beta tester", "points": 20}],
              "referrals": 2,
              "unverified_leads": {"indirect": 0, "direct": 0},
              "verified_leads": {"indirect": null, "direct": null},
              "influence": {"indirect": 1, "direct": 2},
              "subscription_number": 268,
              "ip": "203.0.113.7",
              "referrer": "https://news.example.com/",
              "fraudulent": false
            }
            """;

    private ExamplePayload() {}

    /** The payload of an event of this type, {@code __event} first, then the lead, then the event's own key. */
    static String of(long campaign, EventType type) {
        var payload = Json.object().put("__event", type.eventName());
        payload.setAll(lead(type).put("campaign_id", campaign).put("list_id", campaign));
        own(type).ifPresent(extra -> payload.setAll((ObjectNode) Json.readOwn(extra)));
        return Json.text(payload.put("__test", true));
    }

    private static ObjectNode lead(EventType type) {
        var lead = (ObjectNode) Json.readOwn(LEAD);
        return switch (type) {
            case VERIFIED -> lead.put("verified", true).put("verified_email", true);
            case MARKED_AS_FRAUDULENT -> lead.put("fraudulent", true);
            case OPTED_OUT -> lead.put("opted_out", true);
            case PHONE_NUMBER_OPT_OUT -> lead.put("sms_opted_out", true);
            case REPEAT_SIGNUP -> lead.put("counter", 2);
            case NEW_SIGNUP, NEW_SIGNUP_NOT_EXCLUDED, SCORE_CHANGE, REFERRAL, TAGGED, REWARD_LEVEL, DELETED -> lead;
        };
    }

    private static Optional<String> own(EventType type) {
        return switch (type) {
            case REFERRAL -> Optional.of("""
                    {"__referral": {"social_id": "1QDP6A", "email": "grace@example.com"}}""");
            case SCORE_CHANGE -> Optional.of("""
                    {"__score_change": {"previous_contest_score": 24, "current_contest_score": 44}}""");
            case MARKED_AS_FRAUDULENT -> Optional.of("""
                    {"__fraudulent": ["duplicate_ip"]}""");
            case TAGGED -> Optional.of("""
                    {"__tagged": {"tag_id": 731, "name": "Beta tester", "points": 20}}""");
            case REWARD_LEVEL -> Optional.of("""
                    {"__reward_level": {"reward_level_id": 9, "subject": "You unlocked early access",
                     "required_points": 40, "emailed": false}}""");
            case NEW_SIGNUP,
                    NEW_SIGNUP_NOT_EXCLUDED,
                    REPEAT_SIGNUP,
                    VERIFIED,
                    OPTED_OUT,
                    PHONE_NUMBER_OPT_OUT,
                    DELETED -> Optional.empty();
        };
    }
}
