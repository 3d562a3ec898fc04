package leadhook;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import leadhook.command.FirstStart;
import leadhook.command.FirstUser;
import leadhook.delivery.Delivery;
import leadhook.leads.LeadJobs;
import leadhook.platform.database.Database;
import leadhook.platform.http.Route;
import leadhook.platform.settings.Settings;
import leadhook.retention.Retention;
import leadhook.users.Sessions;
import leadhook.users.Users;

/** The real server with a clock of the test's and no loops: each of their steps is made by the test. */
public final class TestServer implements AutoCloseable {
    private final Application application;

    private TestServer(Application application) {
        this.application = application;
    }

    public static TestServer start(Settings settings, InstantSource clock, long logMemoryBytes) {
        LongSupplier nanos =
                () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos();
        return new TestServer(
                Application.start(settings, new Application.Surroundings(clock, nanos, logMemoryBytes, false, true)));
    }

    public URI url() {
        return application.url();
    }

    /** What was made, when this start found an empty database. */
    public Optional<FirstStart> firstStart() {
        return application.firstStart();
    }

    /** Who was made, when this start found a database from before there were users. */
    public Optional<FirstUser> firstUser() {
        return application.firstUser();
    }

    /** Who may look at pages; a test makes some. */
    public Users users() {
        return application.users();
    }

    /** Who is signed in. */
    public Sessions sessions() {
        return application.sessions();
    }

    public Delivery delivery() {
        return application.delivery();
    }

    public Retention retention() {
        return application.retention();
    }

    public LeadJobs leadJobs() {
        return application.leadJobs();
    }

    public List<Route> routes() {
        return application.routes();
    }

    /** The pool of everyday work, also for a test's own questions. */
    public Database everyday() {
        return application.everyday();
    }

    /** The pool of writers and settlers, for counting their statements. */
    public Database hot() {
        return application.hot();
    }

    @Override
    public void close() {
        application.close();
    }
}
