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

    /** How many signed up on each day. */
    private static final List<Integer> DAYS = List.of(1, 1, 2, 1, 3, 2, 1, 2, 3, 2, 4, 3, 2, 4, 5, 3, 4, 6, 5, 8, 8);

    /** Came some days before the end, so that what one receiver did not take of him was given up lately. */
    private static final int NOT_TAKEN = 36;

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

    BusyCampaign(World world) {
        this.world = world;
        this.campaign = world.campaign();
        receiver.answersBy(BusyCampaign::answer);
        this.inbound = campaign.inbound("{\"name\": \"Landing page\", \"source\": \"landing page\"}");
        campaign.inbound("{\"name\": \"Booth at the fair\"}");
        offerRewards();
        var well = subscribe("/crm/contacts", EventType.values());
        var lossy = subscribe("/archive/leads", EventType.NEW_SIGNUP);
        pass(DAYS.subList(0, 17));
        happen();
        var standing = down();
        pass(DAYS.subList(17, DAYS.size()));
        this.webhooks = Map.of(
                "well", well,
                "lossy", lossy,
                "standing", standing,
                "paused", paused(),
                "disabled", subscribe("/old-crm/leads", EventType.NEW_SIGNUP),
                "waiting", subscribe("/mailer/contacts", EventType.NEW_SIGNUP),
                "failing", subscribe("/newsletter/subscribe?list=7", EventType.NEW_SIGNUP));
        signUp();
        signUp();
        world.deliverDue();
        world.advance(Duration.ofSeconds(6)).deliverDue();
        keysAndChanges();
        moveAway();
    }

    private static Answer answer(Received received) {
        var path = received.path();
        if (path.startsWith("/old-crm")) {
            return Answer.of(410);
        } else if (path.startsWith("/mailer")) {
            return new Answer(503, Map.of("Retry-After", "1800"), new byte[0]);
        } else if (path.startsWith("/archive") && received.text().contains(address(NOT_TAKEN))) {
            return new Answer(422, Map.of(), "{\"error\": \"this record is locked\"}".getBytes(StandardCharsets.UTF_8));
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

    private void pass(List<Integer> days) {
        for (int signups : days) {
            for (int i = 0; i < signups; i++) {
                signUp();
                world.advance(Duration.ofHours(24).dividedBy(signups)).deliverDue();
            }
        }
    }

    private void happen() {
        campaign.post("/tags/" + tag, email(0));
        campaign.post(
                "/points",
                Json.object()
                        .put("email", address(0))
                        .put("points", 3)
                        .put("message", "Told her story")
                        .toString());
        campaign.post("/block", email(7));
        campaign.post("/optout", email(3));
        campaign.post("/verify", email(1));
        campaign.post("/unwaitlist", email(2));
        campaign.signUpWith("{\"phone_number\": \"+14155550123\"}");
        for (int i = 0; i < 4; i++) {
            Web.postForm(inbound, Map.of("email", "visitor" + i + "@example.org", "City", "Zürich"));
        }
        Web.postForm(inbound, Map.of("name", "nobody"));
        world.deliverDue();
    }

    private void signUp() {
        int person = socialIds.size();
        var lead = lead(person);
        if (person % 3 == 1) {
            lead.put("social_id", socialIds.get(person / 9));
        }
        socialIds.add(campaign.signUpWith(lead.toString()).path("social_id").asText());
    }

    private static ObjectNode lead(int person) {
        var name = name(person).split(" ", 2);
        return Json.object()
                .put("email", address(person))
                .put("first_name", name[0])
                .put("last_name", name[1])
                .put("__source", SOURCES.get(person % SOURCES.size()))
                .put("utm_campaign", "spring")
                .put("City", "London")
                .put("Company", "Analytical Engines Ltd.");
    }

    /** When they run out, first names go with other last names. */
    private static String name(int person) {
        var name = PEOPLE.get(person % PEOPLE.size());
        var other = PEOPLE.get((person * 5 + 7) % PEOPLE.size());
        return person < PEOPLE.size() ? name : name.split(" ")[0] + " " + other.split(" ", 2)[1];
    }

    private static String address(int person) {
        return name(person).toLowerCase(Locale.ROOT).replace("ä", "a").replace(' ', '.') + "@example.com";
    }

    private static String email(int person) {
        return Json.object().put("email", address(person)).toString();
    }

    // Webhooks that fare otherwise
    // -------------------------------------------------------------------------------------------

    /** One whose receiver is not there. */
    private long down() {
        long webhook;
        try (var closed = Receiver.start()) {
            webhook = campaign.subscribe(closed.url("/sheets/append"), "new_signup");
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
        campaign.operator("POST", well, "/test", "{\"event\": \"new_signup\"}");
        campaign.operator("POST", webhook("failing"), "/test", "{\"event\": \"new_signup\"}");
    }

    /** From here on nothing is sent, and pictures show addresses as people have them. */
    private void moveAway() {
        world.database()
                .update(
                        "update outbound_webhooks set url = regexp_replace(url, '^http://[0-9.:]+', 'https://hooks.example.com') where campaign_id = ?",
                        campaign.id());
    }

    // What tests ask
    // -------------------------------------------------------------------------------------------

    TestCampaign campaign() {
        return campaign;
    }

    /** The webhook in that state: well, lossy, failing, standing, waiting, paused or disabled. */
    long webhook(String state) {
        return Objects.requireNonNull(webhooks.get(state), state);
    }

    /** The lead to whom most has happened. */
    String ada() {
        return socialIds.getFirst();
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

    @Override
    public void close() {
        receiver.close();
    }
}
