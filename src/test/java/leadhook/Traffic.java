package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import leadhook.Aftermath.LaneRow;
import leadhook.testkit.Receiver;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.SteadySignups;
import leadhook.testkit.TestCampaign;
import org.jspecify.annotations.Nullable;

/**
 * Leads that flow into one campaign and on to one subscriber, through a server that a test kills, starts again, or cuts off
 * from its database; and what has to hold in the end whatever the test did.
 */
final class Traffic implements AutoCloseable {
    /** Generous: what is waited for comes, or a promise is broken. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What a kill may repeat of one webhook: its open exchanges, and its outcomes that are not settled yet. */
    static final int REPEATS_PER_KILL = 10 + 256;

    private final Supplier<ServerProcess> starter;
    private final Receiver crm;
    private final SteadySignups signups;
    private final TestCampaign campaign;
    private final String inbound;
    private final List<ServerProcess> others = new ArrayList<>();
    private @Nullable ServerProcess running;
    private int kills;
    private int bound;

    /** So many clients post to a server that is started so, and started so again. They wait for the first {@link #flow}. */
    Traffic(Supplier<ServerProcess> starter, Receiver crm, int clients) {
        this.starter = starter;
        this.crm = crm;
        this.signups = new SteadySignups(clients, "example.com");
        this.running = starter.get();
        this.campaign = ServerProcess.campaign(this::server);
        campaign.subscribe(crm.url(), "new_signup");
        long tag = campaign.tag("Fair", 5);
        this.inbound = URI.create(campaign.inbound("{\"tag_id\": " + tag + "}")).getPath();
    }

    ServerProcess server() {
        return Objects.requireNonNull(running);
    }

    Receiver crm() {
        return crm;
    }

    SteadySignups signups() {
        return signups;
    }

    long campaign() {
        return campaign.id();
    }

    /** Lets leads flow to where the server listens now, until so many more were answered with 201; they go on flowing. */
    void flow(int leads) throws InterruptedException {
        signups.to(inbound(server()));
        signups.await(leads, PATIENCE);
    }

    /** {@code kill -9}. Returns what may be repeated for it: what the receiver has got and the database does not know. */
    int kill() throws InterruptedException {
        server().kill();
        // What was on its way when the server died is answered too, though nobody hears the answer.
        crm.release().awaitNoneOpen(PATIENCE);
        int unknown = unknown().size();
        assertThat(unknown).isLessThanOrEqualTo(REPEATS_PER_KILL);
        kills++;
        bound += unknown;
        return unknown;
    }

    /** {@code kill -9} of the server and its PostgreSQL, which cannot be asked then what it knows. */
    void killWithPostgres() throws InterruptedException {
        server().killWithPostgres();
        kills++;
        bound += REPEATS_PER_KILL;
    }

    /** SIGSTOP, with what may be repeated when another server takes over: what is open, and what is not settled. */
    void freeze() throws InterruptedException {
        server().freeze();
        bound += crm.open() + unknown().size();
    }

    /** Another server on the same database, which is stopped at the end. */
    void beside(ServerProcess other) {
        others.add(other);
    }

    /** Where third parties post to this server. */
    URI inbound(ServerProcess server) {
        return server.url().resolve(inbound);
    }

    /** Messages that the receiver has accepted and the database has not settled. */
    Set<String> unknown() {
        var lane = lane();
        return crm.acceptedMessages().stream()
                .filter(message -> !lane.knows(message))
                .collect(Collectors.toSet());
    }

    /** How many messages are settled in the database. */
    int settled() {
        var lane = lane();
        return (int) crm.acceptedMessages().stream().filter(lane::knows).count();
    }

    private LaneRow lane() {
        try (var aftermath = new Aftermath(server().database(), campaign.id())) {
            return aftermath.lane();
        }
    }

    /** Starts the server again where the last one left off, which is surely dead: its lease need not be waited for. */
    void restart() {
        if (!server().hasOwnPostgres()) {
            try (var aftermath = new Aftermath(server().database(), campaign.id())) {
                aftermath.endLeases();
            }
        }
        running = starter.get();
    }

    /** The emails of whole leads in the database now. */
    Set<String> stored() {
        try (var aftermath = new Aftermath(server().database(), campaign.id())) {
            return aftermath.emails();
        }
    }

    /** Waits until all that is in the log by now has been delivered. */
    void awaitDelivered() throws InterruptedException {
        assertThat(undelivered()).isEmpty();
    }

    private Set<String> undelivered() throws InterruptedException {
        return crm.awaitAccepted(Aftermath.messagesOf(server().database(), campaign.id()), PATIENCE);
    }

    /** Posts no more, lets everything be delivered, stops the server, and holds what is left to what has to be so. */
    void endsWell() throws InterruptedException {
        signups.end();
        var undelivered = crm.awaitAccepted(Aftermath.messagesOf(server().database(), campaign.id()), PATIENCE);
        server().stop();
        for (var other : others) {
            other.stop();
        }
        var left = server().hasOwnPostgres()
                ? Aftermath.leftBehind(campaign.id())
                : Aftermath.of(server().database(), campaign.id());
        print(left, undelivered);
        holds(left, undelivered);
    }

    private void print(Aftermath.Summary left, Set<String> undelivered) {
        System.out.printf(
                "%d kills: answers %s, no answer %d, leads %d, events %d; lost %d, repeats %d, bound %d%n",
                kills,
                signups.statuses(),
                signups.unanswered().size(),
                left.emails().size(),
                left.last(),
                undelivered.size(),
                crm.repeats(),
                bound);
    }

    private void holds(Aftermath.Summary left, Set<String> undelivered) {
        assertThat(signups.statuses().keySet()).isSubsetOf(201, 503);
        assertThat(signups.busyWithoutEnd()).isZero();
        assertThat(left.emails()).containsAll(signups.made());
        assertThat(signups.refused()).as("answered with no and not stored").noneMatch(left.emails()::contains);
        assertThat(left.violations()).isEmpty();
        assertThat(undelivered).isEmpty();
        assertThat(crm.acceptedMessages()).isEqualTo(left.messages());
        assertThat(crm.repeats()).isLessThanOrEqualTo(bound);
        assertThat(left.lane().position()).isEqualTo(left.last());
        assertThat(left.retries()).isZero();
        // One line for each that was settled. Who was taken over writes his own lines late, beside those of the
        // repeats.
        long events = left.messages().size();
        assertThat(left.attempts()).isBetween(events, events + crm.repeats());
    }

    @Override
    public void close() {
        signups.close();
        server().close();
        others.forEach(ServerProcess::close);
        crm.close();
    }
}
