package leadhook.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import leadhook.TestServer;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import leadhook.verify.Report;
import leadhook.verify.Verify;

/** A server on a free port with a held clock, on a database of its own. Nothing is delivered until a test says so. */
public final class World implements AutoCloseable {
    /** The token of {@code /admin} in every world. */
    public static final String ADMIN_TOKEN = "admin-token-of-the-tests";

    private static final Map<HandOver, World> SHARED = new EnumMap<>(HandOver.class);
    private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(30);
    private static final Duration PERIOD_OF_THE_LOG = Duration.ofSeconds(10);
    private static final Instant BEGINNING = Instant.parse("2026-03-02T09:15:44Z");

    private final ManualClock clock;
    private final Address database;
    private final HandOver handOver;
    private final Map<Setting, String> settings;
    private TestServer server;

    private World(HandOver handOver, ManualClock clock, Address database, Map<Setting, String> settings) {
        this.handOver = handOver;
        this.settings = settings;
        this.clock = clock;
        this.database = database;
        this.server = start();
    }

    private World(HandOver handOver) {
        this(handOver, Map.of());
    }

    private World(HandOver handOver, Map<Setting, String> settings) {
        this(handOver, new ManualClock(BEGINNING), TestPostgres.database(), settings);
    }

    /** Another server on the same database, under the same clock; the test closes it. */
    public World another() {
        return new World(handOver, clock, database, settings);
    }

    /** The world that tests share; campaigns keep them apart. It ends with the run. */
    public static synchronized World shared(HandOver handOver) {
        return SHARED.computeIfAbsent(handOver, each -> {
            var world = new World(each);
            Runtime.getRuntime().addShutdownHook(new Thread(world::close));
            return world;
        });
    }

    /** A world for one test, which may restart it; the test closes it. */
    public static World ofItsOwn(HandOver handOver) {
        return new World(handOver);
    }

    /** The same on a database of the test's choice. */
    public static World on(Address database) {
        return new World(HandOver.MEMORY, new ManualClock(BEGINNING), database, Map.of());
    }

    /** The same, set up otherwise. */
    public static World ofItsOwn(HandOver handOver, Map<Setting, String> settings) {
        return new World(handOver, settings);
    }

    private TestServer start() {
        var all = new EnumMap<Setting, String>(Map.of(
                Setting.PORT, "0",
                Setting.DATA, Path.of("target", "test-world").toString(),
                Setting.DATABASE_URL, database.url(),
                Setting.DATABASE_USER, String.valueOf(database.user()),
                Setting.DATABASE_PASSWORD, String.valueOf(database.password()),
                Setting.ADMIN_TOKEN, ADMIN_TOKEN,
                Setting.FIRST_START, "off"));
        all.putAll(settings);
        return TestServer.start(Settings.of(all), clock, handOver.logMemoryBytes());
    }

    /** Stops the server and starts it again on the same database and clock; its port is another one. */
    public World restart() {
        server.close();
        server = start();
        return this;
    }

    /** As {@link #restart}, but what this server owned seems to be owned still, as after a crash. */
    public World crash() {
        var owned = database().list("select slice from slices where owner is not null", row -> row.getLong(1));
        server.close();
        server = start();
        database()
                .update(
                        "update slices set owner = 'crashed', until = now() + interval '10 seconds' where owner is null and slice = any(?)",
                        (Object) owned.toArray(Long[]::new));
        return this;
    }

    public URI url() {
        return server.url();
    }

    public TestServer server() {
        return server;
    }

    public ManualClock clock() {
        return clock;
    }

    /** Where its database is, for a connection of the test's own. */
    public Address address() {
        return database;
    }

    /** For a test's own questions to the database. */
    public Database database() {
        return server.everyday();
    }

    public World advance(Duration duration) {
        clock.advance(duration);
        return this;
    }

    /** A fresh campaign with a key: all the isolation there is to arrange. */
    public TestCampaign campaign() {
        return TestCampaign.create(this::url);
    }

    /** Starts whatever may be sent now, and goes on until all is answered and written. */
    public void deliverDue() {
        var delivery = server.delivery();
        startDue();
        boolean busy;
        do {
            awaitExchanges();
            busy = startReady();
            while (delivery.settle()) {
                busy = true;
            }
        } while (busy);
        delivery.settlePassedOver();
    }

    /** Starts whatever may be sent now, and waits for no answer. Returns whether there was anything to do. */
    public boolean startDue() {
        // An answer may be here before its news is: what no bell has announced yet is found by the sweep.
        server.delivery().beat();
        server.delivery().sweep();
        return startReady();
    }

    private boolean startReady() {
        var delivery = server.delivery();
        delivery.wakeDue();
        boolean busy = false;
        while (delivery.runReady()) {
            busy = true;
        }
        return busy;
    }

    /** Lets so much time pass that there is room in the log again, and nothing left to tell of what it had no room for. */
    public World freshLog() {
        advance(PERIOD_OF_THE_LOG);
        Web.get(url() + "/health/live");
        return this;
    }

    /** Lets go of what is old by now, as far as nobody else has it. */
    public World retain() {
        var retention = server.retention();
        boolean some;
        do {
            retention.plan();
            some = retention.step();
            while (retention.step()) {
                // One step after the other.
            }
        } while (some);
        return this;
    }

    /** Does the long work on leads that is to be done by now. */
    public World work() {
        while (server.leadJobs().step()) {
            // One step after the other.
        }
        return this;
    }

    /** Waits until every open exchange has been answered. */
    public void awaitExchanges() {
        try {
            if (!server.delivery().awaitExchanges(LONGEST_EXCHANGE)) {
                throw new AssertionError("an exchange did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Fails with what is wrong, in words, if anything in this world breaks what must always hold. */
    public World verify() {
        return hold(Verify.of(database()).all());
    }

    /** The same for one campaign of a world that others share. */
    public World verify(TestCampaign campaign) {
        return hold(Verify.of(database()).campaign(campaign.id()));
    }

    private World hold(Report report) {
        if (report.violationCount() > 0) {
            throw new AssertionError(String.join("\n", report.violations()));
        }
        return this;
    }

    @Override
    public void close() {
        server.close();
    }
}
