package leadhook;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import leadhook.campaigns.AdminApi;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.CampaignsApi;
import leadhook.campaigns.DisposableDomains;
import leadhook.campaigns.Doors;
import leadhook.campaigns.Incentives;
import leadhook.campaigns.IncentivesApi;
import leadhook.command.FirstStart;
import leadhook.command.FirstUser;
import leadhook.dashboard.Dashboard;
import leadhook.delivery.Delivery;
import leadhook.delivery.LaneLoops;
import leadhook.inbound.InboundApi;
import leadhook.inbound.InboundWebhooks;
import leadhook.leads.BoardApi;
import leadhook.leads.ChangesApi;
import leadhook.leads.EmbedApi;
import leadhook.leads.HostedApi;
import leadhook.leads.LeadAdminApi;
import leadhook.leads.LeadApi;
import leadhook.leads.LeadJobs;
import leadhook.leads.Leads;
import leadhook.leads.PeoplePages;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.EmbeddedPostgres;
import leadhook.platform.database.Migrations;
import leadhook.platform.database.StartLock;
import leadhook.platform.database.SupportedPostgres;
import leadhook.platform.database.Watch;
import leadhook.platform.http.AdminGuard;
import leadhook.platform.http.HttpServer;
import leadhook.platform.http.RateLimit;
import leadhook.platform.http.Route;
import leadhook.platform.http.TrustedProxies;
import leadhook.platform.jobs.Jobs;
import leadhook.platform.jobs.JobsApi;
import leadhook.platform.metrics.Metrics;
import leadhook.platform.secrets.Installation;
import leadhook.platform.secrets.Tokens;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import leadhook.retention.Retention;
import leadhook.retention.RetentionLoop;
import leadhook.users.Sessions;
import leadhook.users.SignInLimit;
import leadhook.users.Users;
import leadhook.users.UsersApi;
import leadhook.verify.Verify;
import leadhook.verify.VerifyApi;

/** The whole server, wired by hand in the order of the flow. What was started last is stopped first. */
public final class Application implements AutoCloseable {
    private static final int EVERYDAY_CONNECTIONS = 12;
    /** Of the settler, of heartbeats, and one to ask how a commit ended. */
    private static final int SETTLER_CONNECTIONS = 3;

    private static final int PAGE_CONNECTIONS = 6;
    /** Each has a connection, and PostgreSQL has a hundred by default. */
    private static final int MOST_WRITERS = 32;

    /** How often a minute an address may look for leads without a key. */
    private static final int GUESSES = 60;

    private static final int TOKEN_BYTES = 24;
    private static final int NODE_BYTES = 9;

    private static final System.Logger LOG = System.getLogger(Application.class.getName());

    private final long begun = System.nanoTime();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Settings settings;
    private final Metrics metrics = new Metrics();
    private final Health health;
    private final HttpServer http;
    private final Database everyday;
    private final Database hot;
    private final Delivery delivery;
    private final Retention retention;
    private final LeadJobs leadJobs;
    private final List<Route> routes;
    private final Users users;
    private final Sessions sessions;
    private final Optional<FirstStart> firstStart;
    private final Optional<FirstUser> firstUser;
    private final Set<Integer> ownPorts = new HashSet<>();
    private final String ownToken = Tokens.random(TOKEN_BYTES);
    private boolean serves;

    /**
     * What a test sets otherwise than a server: the clock, the monotonic clock, how many bytes of the log stay in memory,
     * and whether loops run or the test makes each of their steps. And whether a person reads what it has to say.
     */
    record Surroundings(
            InstantSource clock, LongSupplier nanos, long logMemoryBytes, boolean loops, boolean someoneReads) {
        static final Surroundings REAL =
                new Surroundings(InstantSource.system(), System::nanoTime, Log.MEMORY_BYTES, true, true);

        /** Those of a command that becomes a server for a moment, and prints what it was asked for. */
        static final Surroundings OF_A_COMMAND =
                new Surroundings(REAL.clock, REAL.nanos, REAL.logMemoryBytes, false, false);
    }

    /** Starts the server; when this returns, it answers. @throws StartRefused with a sentence for a person */
    public static Application start(Settings settings) {
        return start(settings, Surroundings.REAL);
    }

    /** A server that delivers nothing, for a command that finds none running. */
    public static Application alone(Settings settings) {
        return start(settings.alone(), Surroundings.OF_A_COMMAND);
    }

    static Application start(Settings settings, Surroundings surroundings) {
        return new Application(settings, surroundings);
    }

    private Application(Settings settings, Surroundings surroundings) {
        this.settings = settings;
        this.health = new Health(version(), settings.data());
        addOwnMeters();
        // PostgreSQL keeps microseconds: with more, what is in memory would differ from what is read.
        var clock = Clock.tick(surroundings.clock().withZone(ZoneOffset.UTC), Duration.of(1, ChronoUnit.MICROS));
        try {
            closing(metrics);
            // First, so that a port that is taken is told before anything else is touched.
            this.http = closing(HttpServer.listen(
                    settings.host(),
                    settings.port(),
                    new TrustedProxies(settings.trustedProxies()),
                    metrics,
                    surroundings.nanos()));
            http.serveFirst(health.routes());
            ownPorts.add(http.port());
            var url = settings.publicUrl(http.port());
            int writers = Math.min(MOST_WRITERS, Runtime.getRuntime().availableProcessors());
            var disposable = DisposableDomains.read(settings.disposableDomains());

            var place = (settings.databaseUrl() == null ? Setting.DATA : Setting.DATABASE_URL).variable();
            var address = database(settings);
            SupportedPostgres.require(address, place);
            var startLock = closing(StartLock.take(address, place));
            this.everyday =
                    closing(Database.everyday(address, EVERYDAY_CONNECTIONS)).measured(metrics);
            try (var migrating = Database.migrating(address)) {
                Migrations.apply(migrating, place);
            }
            this.hot = closing(Database.hot(address, writers + SETTLER_CONNECTIONS))
                    .measured(metrics);
            var watch = closing(new Watch(address, surroundings.nanos(), metrics));
            var installation = new Installation(everyday);
            var secrets = SecretKeyFile.open(settings, installation);

            var campaigns = new Campaigns(everyday, clock);
            var keys = new ApiKeys(everyday, clock);
            var users = new Users(everyday, clock);
            var sessions = new Sessions(everyday, clock);
            this.users = users;
            this.sessions = sessions;
            var empty = new EmptyDatabase(everyday, campaigns, keys, users, installation, settings, url);
            this.firstStart = empty.furnish();
            this.firstUser = surroundings.someoneReads() ? empty.addUser() : Optional.empty();
            startLock.close();

            var logReading = closing(Database.log(address, LaneLoops.STARTERS)).measured(metrics);
            var log = new Log(everyday, logReading, surroundings.logMemoryBytes());
            log.prepare(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            var node = new Delivery.Node(nodeName(settings), surroundings.nanos());
            var pages = closing(Database.pages(address, PAGE_CONNECTIONS)).measured(metrics);
            this.delivery =
                    closing(new Delivery(hot, everyday, pages, log, secrets, settings, ownPorts, node, metrics, clock));
            delivery.watch(watch, metrics, clock);
            delivery.prepare(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            var jobs = new Jobs(everyday, node.name(), clock);
            Jobs.watch(watch, metrics);
            this.retention = new Retention(
                    everyday, jobs, log, delivery.expiry(), delivery.farewells(), settings.retention(), clock);
            BooleanSupplier loops = () -> true;
            if (surroundings.loops()) {
                loops = closing(new LaneLoops(delivery, log, clock))::areAlive;
                closing(new RetentionLoop(retention));
            }
            var leadKeys = new Leads.Keys(installation.key("lead_ids"), installation.key("links"));
            var leads = closing(new Leads(
                    hot, everyday, campaigns, log, url.toString(), leadKeys, disposable, clock, metrics, writers));
            this.leadJobs = new LeadJobs(everyday, campaigns, leads, log, jobs);
            if (surroundings.loops()) {
                closing(new LeadJobs.Loop(leadJobs));
            }
            var inbound = new InboundWebhooks(everyday, campaigns, clock);
            if (surroundings.loops()) {
                closing(inbound.countVisits());
            }

            var doors = new Doors(campaigns, keys);
            var guard = new AdminGuard(adminHashes(installation));
            var incentives = new Incentives(everyday);
            var guesses = new RateLimit(GUESSES, surroundings.nanos());
            var dashboard = new Dashboard(
                    new Dashboard.Doors(
                            pages,
                            users,
                            sessions,
                            new SignInLimit(surroundings.nanos()),
                            campaigns,
                            keys,
                            incentives,
                            inbound,
                            delivery),
                    url.toString(),
                    clock);
            this.routes = Routes.of(
                    new CampaignsApi(campaigns, incentives, keys),
                    new LeadApi(leads, campaigns, keys, doors),
                    new ChangesApi(leads, campaigns, keys),
                    new BoardApi(everyday, leads, campaigns, keys),
                    new EmbedApi(leads, doors, guesses, url.toString()),
                    new HostedApi(leads, doors, guesses),
                    new PeoplePages(leads, campaigns, url.toString()),
                    new InboundApi(inbound, leads, campaigns, keys, url.toString()),
                    delivery.api(keys),
                    new AdminApi(campaigns, keys),
                    new IncentivesApi(incentives, campaigns),
                    new LeadAdminApi(leads, campaigns, url.toString()),
                    delivery.adminApi(),
                    new UsersApi(users, campaigns::exists),
                    new JobsApi(jobs),
                    new VerifyApi(Verify.of(everyday)),
                    dashboard,
                    guard,
                    health,
                    new RateLimit(settings.rateLimit(), surroundings.nanos()),
                    metrics);
            http.serve(routes, Map.of("dashboard", dashboard.errors()));
            // Once more on top: requests end before anything that they need, and first of all those that would go on.
            started.push(http);
            started.push(dashboard);
            health.started(new Health.Parts(watch, leads, delivery, loops), guard);
            started.push(health::stopping);
            // Else it is a command that becomes a server for a moment.
            this.serves = surroundings.loops();
            if (serves) {
                LOG.log(
                        Level.INFO,
                        "Leadhook {0} serves {1}, {2} ms after its start",
                        version(),
                        url(),
                        uptimeMillis());
            }
        } catch (Throwable refused) {
            close();
            throw refused;
        }
    }

    private void addOwnMeters() {
        metrics.gauge("leadhook.data.free", "bytes", "Free space where the data folder is", () -> health.freeBytes());
        metrics.gauge("leadhook.info", "", "1, with the version as its label", () -> 1, "version", version());
    }

    /** As the jar says; classes outside a jar have none. */
    public static String version() {
        var number = Application.class.getPackage().getImplementationVersion();
        return number == null ? "unreleased" : number;
    }

    private String uptimeMillis() {
        return Long.toString(Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    private <T extends AutoCloseable> T closing(T part) {
        started.push(part);
        return part;
    }

    private Address database(Settings settings) {
        if (settings.databaseUrl() != null) {
            return new Address(settings.databaseUrl(), settings.databaseUser(), settings.databasePassword());
        }
        var postgres = closing(EmbeddedPostgres.start(settings.data(), Optional.empty()));
        ownPorts.add(postgres.port());
        return new Address(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /**
     * The folder of the embedded database is locked, so whoever had this name before is dead, and its lanes are taken over
     * at once. On a database of yours others may be alive.
     */
    private static String nodeName(Settings settings) {
        return settings.databaseUrl() == null
                ? "embedded"
                : ProcessHandle.current().pid() + "-" + Tokens.random(NODE_BYTES);
    }

    /** The token of the settings, else the one made at the first start; and beside it one that only this process knows. */
    private List<byte[]> adminHashes(Installation installation) {
        var kept = settings.adminToken() == null
                ? EmptyDatabase.adminTokenHash(installation)
                : Optional.of(Tokens.hash(settings.adminToken()));
        var own = Tokens.hash(ownToken);
        return kept.map(hash -> List.of(hash, own)).orElseGet(() -> List.of(own));
    }

    /** Where this machine reaches it, with the port that is really listened on. */
    public URI url() {
        return settings.localUrl(http.port());
    }

    /** An admin token for whoever started this server in his own process; it ends with it. */
    public String adminToken() {
        return ownToken;
    }

    /** What was made, when this start found an empty database. */
    public Optional<FirstStart> firstStart() {
        return firstStart;
    }

    /** Who was made, when this start found a database from before there were users. */
    public Optional<FirstUser> firstUser() {
        return firstUser;
    }

    /** Who may look at pages; a test makes some. */
    Users users() {
        return users;
    }

    /** Who is signed in. */
    Sessions sessions() {
        return sessions;
    }

    /** The deliveries, whose steps a test makes itself. */
    Delivery delivery() {
        return delivery;
    }

    /** What lets old days go; its steps a test makes itself. */
    Retention retention() {
        return retention;
    }

    /** Long work on leads; its steps a test makes itself. */
    LeadJobs leadJobs() {
        return leadJobs;
    }

    /** Every URL it answers, so that a test can go through them all. */
    List<Route> routes() {
        return routes;
    }

    Database everyday() {
        return everyday;
    }

    Database hot() {
        return hot;
    }

    /** Running requests finish, lanes settle, PostgreSQL is stopped last. Takes ten seconds at most. */
    @Override
    public void close() {
        long closing = System.nanoTime();
        boolean served = serves && !started.isEmpty();
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "a part of the server did not stop cleanly", e);
            }
        }
        if (served) {
            long millis = Duration.ofNanos(System.nanoTime() - closing).toMillis();
            LOG.log(Level.INFO, "Leadhook has stopped, within {0} ms", Long.toString(millis));
        }
    }
}
