package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is done to the leads of a campaign in whatever order: never a fault of ours, and all that must hold, holds. */
class AnyChangesTest {
    private static final World WORLD = World.shared(HandOver.MEMORY);
    private static final int STEPS = 30;
    private static final int PEOPLE = 7;
    private static final List<String> TREATMENTS =
            List.of("optout", "verify", "approve", "block", "waitlist", "unwaitlist", "tag");
    private static final List<String> RULES = List.of(
            "{\"scoring\": {\"direct\": 3, \"indirect\": 1, \"signup\": 2}}",
            "{\"scoring\": {\"direct\": 1, \"verified_direct\": 5, \"needs_verification\": false}}",
            "{\"scoring\": {\"needs_verification\": true, \"signup\": 0}, \"verification\": true}",
            "{\"fraud\": {\"blocked_email_domains\": [\"bad.example\"]}}",
            "{\"fraud\": {\"blocked_email_domains\": [], \"blocked_referrer_domains\": [\"sweeps.example\"]}}",
            "{\"fraud\": {\"signups_per_address\": 2, \"trusted_addresses\": [\"198.51.100.0/25\"]}}",
            "{\"jump_start\": 100}");

    /** A campaign with a story that a seed picks. */
    private static final class Story {
        final Random random;
        final TestCampaign campaign = WORLD.campaign().keyless();
        final List<String> socialIds = new ArrayList<>(List.of("ZZZZZZ"));
        final List<String> told = new ArrayList<>();
        final long tag = campaign.tag("Beta", 5);
        final long debt = campaign.tag("Late", -4);
        final long action = made("/actions", "{\"text\": \"Follow us\", \"points\": 2}");
        final long tagAction = made("/actions", "{\"text\": \"Install\", \"points\": 9, \"tag_id\": " + tag + "}");

        Story(long seed) {
            random = new Random(seed);
            made("/reward-levels", "{\"title\": \"First\", \"required_points\": 3}");
            made("/reward-levels", "{\"title\": \"Second\", \"required_points\": 8}");
        }

        long made(String what, String json) {
            return admin("POST", what, json).json().path("id").asLong();
        }

        Reply admin(String method, String what, String json) {
            return Web.send(
                    method,
                    WORLD.url() + "/admin/v1/campaigns/" + campaign.id() + what,
                    json,
                    "Authorization",
                    "Bearer " + World.ADMIN_TOKEN,
                    "Content-Type",
                    "application/json");
        }

        void step() {
            var reply = switch (random.nextInt(14)) {
                case 0, 1, 2, 3 -> signUp();
                case 4, 5, 6 -> post("/" + any(TREATMENTS), named().put("tag_id", anyTag()));
                case 7 ->
                    post("/points", named().put("points", random.nextInt(-6, 9)).put("message", "why"));
                case 8 -> post("/actions/" + (random.nextBoolean() ? action : tagAction), one());
                case 9 -> post("/actions/" + action + "/parent", one());
                case 10 -> post("/tags/" + anyTag() + "/lead", one().put("kid", any(socialIds)));
                case 11 -> post("/tags/" + anyTag() + "/lead-parent", one());
                case 12 -> campaign.delete("", deletion());
                default -> admin("PATCH", "", any(RULES));
            };
            assertThat(reply.status()).as(String.join("\n", told)).isLessThan(500);
            if (random.nextInt(4) == 0) {
                told.add("work");
                WORLD.work();
            }
        }

        private Reply signUp() {
            var signup = one().put("kid", any(socialIds));
            if (random.nextInt(4) == 0) {
                signup.put("points", random.nextInt(10));
            }
            if (random.nextInt(3) == 0) {
                signup.put("__referrer", "https://www.sweeps.example/win");
            }
            signup.put("ip", "198.51.100." + (random.nextBoolean() ? 1 : 200));
            var reply = random.nextBoolean() ? post("", signup) : withoutKey(signup);
            note(reply.json());
            return reply;
        }

        private Reply withoutKey(ObjectNode signup) {
            told.add("POST without a key " + signup);
            return Web.postJson(campaign.url(""), signup.toString());
        }

        private void note(JsonNode payload) {
            var socialId = payload.path("social_id").asText();
            if (!socialId.isEmpty() && !socialIds.contains(socialId)) {
                socialIds.add(socialId);
            }
        }

        private Reply post(String operation, ObjectNode json) {
            told.add("POST " + operation + " " + json);
            return campaign.post(operation, json.toString());
        }

        private List<String> deletion() {
            told.add("DELETE " + socialIds);
            return IntStream.range(0, random.nextInt(1, 3))
                    .mapToObj(_ -> "social_id[]=" + any(socialIds))
                    .toList();
        }

        private ObjectNode one() {
            var name = Json.object();
            int who = random.nextInt(PEOPLE);
            return switch (random.nextInt(4)) {
                case 0 -> name.put("phone_number", "+42077700000" + who);
                case 1 -> name.put("email", email(who)).put("phone_number", "+42077700000" + random.nextInt(PEOPLE));
                default -> name.put("email", email(who));
            };
        }

        private ObjectNode named() {
            var names = Json.object();
            var ids = names.putArray("social_id");
            IntStream.range(0, random.nextInt(1, 5)).forEach(_ -> ids.add(any(socialIds)));
            return names;
        }

        private static String email(int who) {
            return "person" + who + (who % 3 == 0 ? "@mail.bad.example" : "@example.com");
        }

        private long anyTag() {
            return random.nextBoolean() ? tag : debt;
        }

        private <T> T any(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }
    }

    @Property(tries = 60)
    void no_order_of_requests_is_a_fault_of_ours_and_in_the_end_all_that_must_hold_holds(@ForAll long seed) {
        var story = new Story(seed);
        for (int i = 0; i < STEPS; i++) {
            story.step();
        }
        WORLD.work();

        try {
            WORLD.verify(story.campaign);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", story.told), e);
        }
    }
}
