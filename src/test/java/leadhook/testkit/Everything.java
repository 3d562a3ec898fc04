package leadhook.testkit;

import static leadhook.testkit.Literal.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import leadhook.log.EventType;

/** A receiver of all events of a campaign, which reads them in the order of their numbers. */
public final class Everything implements AutoCloseable {
    private final World world;
    private final Receiver receiver = Receiver.start();
    private long read;

    private Everything(World world) {
        this.world = world;
    }

    public static Everything of(World world, TestCampaign campaign) {
        var everything = new Everything(world);
        campaign.subscribe(
                everything.receiver.url(),
                Stream.of(EventType.values()).map(EventType::eventName).toArray(String[]::new));
        return everything;
    }

    /** What has come since this was last asked, after all is delivered. */
    public List<JsonNode> news() {
        world.deliverDue();
        long before = read;
        var news = receiver.all().stream()
                .filter(received -> number(received) > before)
                .sorted(Comparator.comparingLong(Everything::number))
                .toList();
        read = news.isEmpty() ? before : number(news.getLast());
        return news.stream().map(received -> json(received.text())).toList();
    }

    /** The same in short: the event, whom it is about, and what it has of its own. */
    public List<String> headlines() {
        return news().stream().map(Everything::headline).toList();
    }

    private static String headline(JsonNode payload) {
        var event = payload.path("__event").asText();
        var whom = payload.path("email").asText().replace("@example.com", "");
        var own = payload.propertyStream()
                .filter(member ->
                        member.getKey().startsWith("__") && !member.getKey().equals("__event"))
                .map(member -> " " + member.getValue())
                .toList();
        return event + " " + whom + String.join("", own);
    }

    private static long number(Received received) {
        var id = String.valueOf(received.header("webhook-id"));
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    @Override
    public void close() {
        receiver.close();
    }
}
