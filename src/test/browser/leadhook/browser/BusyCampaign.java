package leadhook.browser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import leadhook.log.EventType;
import leadhook.platform.Json;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;

/** A campaign that has been under way for some weeks, with people, referrals, tags, and a webhook in each of its states. */
final class BusyCampaign implements AutoCloseable {
    private static final List<String> PEOPLE = List.of(
            "Ada Lovelace",
            "Grace Hopper",
            "Katherine Johnson",
            "Radia Perlman",
            "Barbara Liskov",
            "Alan Turing",
            "Edsger Dijkstra",
            "Margaret Hamilton",
            "Frances Allen",
            "Hedy Lamarr",
            "Annie Easley",
            "Donald Knuth",
            "Mary Jackson",
            "Tim Berners-Lee",
            "Karen Spärck Jones",
            "Evelyn Boyd Granville",
            "Sophie Wilson",
            "Adele Goldberg",
            "Dorothy Vaughan",
            "Joan Clarke",
            "Niklaus Wirth",
            "Jean Bartik",
            "Lynn Conway",
            "Shafi Goldwasser",
            "John McCarthy",
            "Anita Borg",
            "Ken Thompson",
            "Ellen Ochoa",
            "Dennis Ritchie",
            "Elizabeth Feinler",
            "Erna Schneider Hoover",
            "Kathleen Booth",
            "Peter Naur",
            "Betty Holberton",
            "Mary Keller",
            "Mavis Batey");
    private static final List<String> SOURCES = List.of("newsletter", "landing page", "podcast", "friends");

    /** Longer than any place for it, some of them without a gap. */
    private static final String LONG_NAME =
            "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe";

    private static final String ERROR = """
            <html><head><title>500 Internal Server Error</title></head>
            <body><h1>Internal Server Error</h1><p>The server encountered an internal error: could not write to table "contacts", \
            no space left on device.</p></body></html>
            """;

    private final World world;
    private final TestCampaign campaign;
    private final Receiver receiver = Receiver.start();
    private final List<String> socialIds = new ArrayList<>();
    private final Map<String, Long> webhooks;
    private final String inbound;
    private long tag;
    private String strange = "";

    BusyCampaign(World world) {
        this.world = world;
        this.campaign = world.campaign();
        receiver.answersBy(BusyCampaign::answer);
        this.inbound = campaign.inbound("{\"name\": \"Landing page\", \"source\": \"landing page\"}");
        campaign.inbound("{\"name\": \"Booth at the fair\"}");
        campaign.inbound("{\"name\": \"%s\", \"source\": \"%s\"}".formatted(LONG_NAME, LONG_NAME));
        offerRewards();
        var well = subscribe("/crm/contacts", EventType.values());
        happen();
        this.webhooks = Map.of(
                "well", well,
                "standing", down(),
                "paused", paused(),
                "disabled", subscribe("/gone", EventType.NEW_SIGNUP),
                "waiting",
                        subscribe("/busy/" + LONG_NAME.toLowerCase(Locale.ROOT).repeat(2), EventType.NEW_SIGNUP),
                "failing", subscribe("/newsletter/subscribe?list=7", EventType.NEW_SIGNUP));
        signUp(PEOPLE.size() - 1);
        world.deliverDue();
        keysAndChanges();
    }

    private static Answer answer(Received received) {
        var path = received.path();
        if (path.startsWith("/gone")) {
            return Answer.of(410);
        } else if (path.startsWith("/busy")) {
            return new Answer(503, Map.of("Retry-After", "1800"), new byte[0]);
        } else if (path.startsWith("/newsletter")) {
            return new Answer(500, Map.of(), ERROR.getBytes(StandardCharsets.UTF_8));
        }
        return new Answer(200, Map.of(), "{\"ok\": true}".getBytes(StandardCharsets.UTF_8));
    }

    private void offerRewards() {
        tag = campaign.tag("Beta tester", 5);
        campaign.tag("Came by a very long way that somebody has described in all detail", 1);
        campaign.action("Follow us", 2);
        campaign.rewardLevel("Early access", 2);
        campaign.rewardLevel("A month for free", 8);
    }

    private long subscribe(String path, EventType... events) {
        return campaign.subscribe(
                receiver.url(path), Stream.of(events).map(EventType::eventName).toArray(String[]::new));
    }

    // Some weeks
    // -------------------------------------------------------------------------------------------

    private void happen() {
        for (int i = 0; i < PEOPLE.size() - 14; i++) {
            world.advance(Duration.ofHours(5 + (i * 7L) % 17));
            signUp(i);
            world.deliverDue();
        }
        campaign.post("/tags/" + tag, email(0));
        campaign.post(
                "/points",
                "{\"email\": \"ada.lovelace@example.com\", \"points\": 3, \"reason\": \"Told her story on our blog\"}");
        campaign.post("/block", email(7));
        campaign.post("/optout", email(3));
        campaign.post("/verify", email(1));
        campaign.post("/waitlist", email(2));
        campaign.signUpWith("{\"phone_number\": \"+14155550123\"}");
        strange = campaign.signUpWith(everythingLong().toString())
                .path("social_id")
                .asText();
        for (int i = 0; i < 4; i++) {
            Web.postForm(inbound, Map.of("email", "visitor" + i + "@example.org", "City", "Zürich"));
        }
        Web.postForm(inbound, Map.of("name", "nobody"));
        world.deliverDue();
    }

    private void signUp(int person) {
        var lead = lead(person);
        if (person % 3 == 1) {
            lead.put("social_id", socialIds.get(person / 9));
        }
        socialIds.add(campaign.signUpWith(lead.toString()).path("social_id").asText());
    }

    private static ObjectNode lead(int person) {
        var name = PEOPLE.get(person).split(" ", 2);
        return Json.object()
                .put("email", address(person))
                .put("first_name", name[0])
                .put("last_name", name[1])
                .put("source", SOURCES.get(person % SOURCES.size()))
                .put("utm_campaign", "spring")
                .put("City", "London")
                .put("Company", "Analytical Engines Ltd.");
    }

    private static String address(int person) {
        return PEOPLE.get(person).toLowerCase(Locale.ROOT).replace("ä", "a").replace(' ', '.') + "@example.com";
    }

    private static String email(int person) {
        return Json.object().put("email", address(person)).toString();
    }

    private static ObjectNode everythingLong() {
        return Json.object()
                .put("email", "x".repeat(60) + "@" + "long-domain-name-".repeat(3) + "x.example.com")
                .put("first_name", LONG_NAME)
                .put("last_name", LONG_NAME)
                .put("source", LONG_NAME)
                .put("__url", "https://example.org/" + "path/".repeat(40) + LONG_NAME)
                .put("a_field_with_a_long_name_and_no_gap_in_it_at_all", LONG_NAME.repeat(3))
                .put("notes", "Two lines,\nand a second one. ".repeat(10));
    }

    // Webhooks that fare otherwise
    // -------------------------------------------------------------------------------------------

    /** One whose receiver is not there. */
    private long down() {
        long webhook;
        try (var closed = Receiver.start()) {
            webhook = campaign.subscribe(closed.url("/leads"), "new_signup");
        }
        for (int i = PEOPLE.size() - 14; i < PEOPLE.size() - 1; i++) {
            world.advance(Duration.ofMinutes(17));
            signUp(i);
        }
        for (int i = 0; i < 3; i++) {
            world.deliverDue();
            world.advance(Duration.ofSeconds(6));
        }
        return webhook;
    }

    private long paused() {
        long webhook = subscribe("/slack/announcements", EventType.NEW_SIGNUP, EventType.REFERRAL);
        campaign.operator("POST", webhook, "/pause", "{}");
        return webhook;
    }

    private void keysAndChanges() {
        campaign.keyFor();
        campaign.keyFor(world.campaign());
        long well = webhook("well");
        campaign.operator("POST", well, "/pause", "{}");
        campaign.operator("POST", well, "/resume", "{}");
    }

    // What tests ask
    // -------------------------------------------------------------------------------------------

    TestCampaign campaign() {
        return campaign;
    }

    /** The webhook in that state: well, failing, standing, waiting, paused or disabled. */
    long webhook(String state) {
        return Objects.requireNonNull(webhooks.get(state), state);
    }

    /** The lead to whom most has happened. */
    String ada() {
        return socialIds.getFirst();
    }

    /** The lead about whom everything is long. */
    String strange() {
        return strange;
    }

    /** A lead that was blocked. */
    String flagged() {
        return socialIds.get(7);
    }

    /** Who came last. */
    String latest() {
        return socialIds.getLast();
    }

    /** The number of an event that the failing webhook did not take. */
    long lastEvent() {
        return world.database()
                .first(
                        "select max(seq) from events where campaign_id = ? and type = 'new_signup'",
                        row -> row.getLong(1),
                        campaign.id())
                .orElseThrow();
    }

    String longName() {
        return LONG_NAME;
    }

    @Override
    public void close() {
        receiver.close();
    }
}
