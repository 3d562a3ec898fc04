package leadhook.testkit;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.log.EventType;

/** A receiver that has subscribed to every event of a campaign, and tells what it got, a line for each. */
public final class Subscriber implements AutoCloseable {
    private static final String EVENT = "__event";

    private final World world;
    private final Receiver receiver = Receiver.start();
    private int told;

    private Subscriber(World world) {
        this.world = world;
    }

    public static Subscriber of(World world, TestCampaign campaign) {
        var subscriber = new Subscriber(world);
        campaign.subscribe(
                subscriber.receiver.url(),
                Stream.of(EventType.values()).map(EventType::eventName).toArray(String[]::new));
        return subscriber;
    }

    /**
     * What has happened since it was last asked, in the order in which it happened: the name of the event, whose it is, and
     * the members that only such an event has.
     */
    public List<String> news() {
        return payloads().stream().map(Subscriber::line).toList();
    }

    /** The same, as it came. */
    public List<ObjectNode> payloads() {
        world.deliverDue();
        var all = receiver.all();
        // Those of one lead come in their order; those of different leads may overtake each other.
        all.stream()
                .collect(Collectors.groupingBy(received -> json(received.text()).path("social_id")))
                .values()
                .forEach(ofOne -> assertThat(ofOne).isSortedAccordingTo(Comparator.comparing(Subscriber::number)));
        var news = all.stream()
                .sorted(Comparator.comparing(Subscriber::number))
                .skip(told)
                .map(received -> (ObjectNode) json(received.text()))
                .toList();
        told = all.size();
        return news;
    }

    /** The same in short: the event, whom it is about, and what it has of its own. */
    public List<String> headlines() {
        return payloads().stream().map(Subscriber::headline).toList();
    }

    private static String headline(ObjectNode payload) {
        var own = own(payload).stream().map(name -> " " + payload.get(name)).collect(Collectors.joining());
        var who = payload.path("email").asText().replace("@example.com", "");
        return event(payload.path(EVENT).asText(), who) + own;
    }

    private static long number(Received received) {
        var id = String.valueOf(received.header("webhook-id"));
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** What a payload says of its lead, whatever event it is. */
    public static ObjectNode leadOf(ObjectNode payload) {
        return payload.deepCopy().remove(own(payload)).without(EVENT);
    }

    private static List<String> own(ObjectNode payload) {
        return payload.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("__") && !name.equals(EVENT))
                .toList();
    }

    /** A payload as {@link #news} tells of it. */
    public static String line(ObjectNode payload) {
        var own = payload.deepCopy().retain(own(payload));
        var who = payload.path("email").isNull() ? payload.path("phone_number") : payload.path("email");
        return event(payload.path(EVENT).asText(), who.asText()) + (own.isEmpty() ? "" : " " + own);
    }

    // What a line says ------------------------------------------------------------------------------------------------

    public static String event(String name, String who) {
        return name + " " + who;
    }

    public static String scoreChange(String who, long previous, long current) {
        return """
                score_change %s {"__score_change":{"previous_contest_score":%d,"current_contest_score":%d}}""".formatted(who, previous, current);
    }

    public static String rewarded(String who, long level, String subject, long points) {
        return """
                reward_level %s {"__reward_level":{"reward_level_id":%d,"subject":"%s","required_points":%d,"emailed":false}}""".formatted(who, level, subject, points);
    }

    public static String tagged(String who, long tag, String name, long points) {
        return """
                tagged %s {"__tagged":{"tag_id":%d,"name":"%s","points":%d}}""".formatted(who, tag, name, points);
    }

    public static String flagged(String who, String... flags) {
        return """
                marked_as_fraudulent %s {"__fraudulent":[%s]}""".formatted(who, Stream.of(flags).map(flag -> '"' + flag + '"').collect(Collectors.joining(",")));
    }

    /** Of a lead that has an email and no phone number. */
    public static String referral(String who, JsonNode referred) {
        return """
                referral %s {"__referral":{"social_id":%s,"email":%s}}""".formatted(who, referred.path("social_id"), referred.path("email"));
    }

    @Override
    public void close() {
        receiver.close();
    }
}
