package leadhook.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import leadhook.campaigns.ApiKeys;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Watch;
import leadhook.platform.metrics.Metrics;
import leadhook.platform.secrets.SecretBox;
import leadhook.platform.settings.Settings;

/**
 * The room wired up: what the rest of the server needs of it. Its loops ({@link LaneLoops}) make one step after another;
 * so do tests, which start no loops.
 */
public final class Delivery implements AutoCloseable {
    /** Beside those whose exchanges are open. */
    private static final int MOST_UNSETTLED = 4_096;

    private static final long READ_AHEAD_BYTES = 64L << 20;

    private final Sender sender;
    private final Starter starter;
    private final Settler settler;
    private final Lanes lanes;
    private final Ownership ownership;
    private final LocalFeed feed;
    private final OutboundWebhooks webhooks;
    private final Expiry expiry;
    private final Explain explain;
    private final Resend resend;
    private final Diary attempts;
    private final Telling telling = new Telling();
    private final Farewells farewells;

    /**
     * Which node this is among those on one database.
     *
     * @param name that no other living node has
     * @param nanos a monotonic clock
     */
    public record Node(String name, LongSupplier nanos) {}

    /** Ready to deliver, with no loop running. The server's own ports are never delivered to. */
    public Delivery(
            Database hot,
            Database everyday,
            Database pages,
            Log log,
            SecretBox secrets,
            Settings settings,
            Set<Integer> ownPorts,
            Node node,
            Metrics metrics,
            InstantSource clock) {
        this.ownership = new Ownership(hot, node.name(), settings.lease(), node.nanos());
        var table = new WebhooksTable(secrets);
        var judge = new Judge(new RetrySchedule(settings.retrySchedule()), settings.webhookConcurrency(), new Random());
        var slots = new Slots(settings.concurrency(), settings.concurrency() + MOST_UNSETTLED);
        this.sender = Sender.start(
                AddressPolicy.of(settings.allowTargets(), ownPorts),
                settings.deliveryTimeout(),
                settings.webhookConcurrency(),
                // As many again as may be in use: webhooks that take turns would else connect anew for each exchange.
                2 * settings.concurrency());
        var meters = new DeliveryMeters(metrics);
        var readAhead = new ReadAhead(READ_AHEAD_BYTES);
        var diary = new DayPartitions(everyday, "attempts");
        this.settler = new Settler(hot, diary, meters, clock);
        var freshFirst = new FreshFirst(node.nanos(), Runtime.getRuntime().availableProcessors());
        this.starter = new Starter(
                everyday, log, sender, settler, slots, this::mayStart, this::lost, meters, clock, freshFirst);
        this.lanes = new Lanes(everyday, table, log, starter, slots, judge, readAhead, clock);
        this.feed = new LocalFeed(ownership);
        this.webhooks = new OutboundWebhooks(everyday, table, lanes, ownership, settings.retention(), clock);
        this.expiry = new Expiry(everyday, webhooks, diary, meters);
        this.explain = new Explain(pages, clock);
        this.resend = new Resend(everyday, webhooks, log, sender, diary, telling, clock);
        this.attempts = new Diary(pages);
        this.farewells = new Farewells(everyday, log, clock);
        log.tell(feed::committed);
        log.tellOfErasures((transaction, erasure) -> Farewells.erase(transaction, erasure, clock.instant()));
        feed.start(lanes);
        LaneGauges.ofMemory(lanes, slots, readAhead, metrics, clock);
        metrics.gauge(
                "leadhook.connections.open", "", "Connections to receivers, kept ones included", sender::connections);
        metrics.gauge("leadhook.slices.owned", "", "Of 64 parts of the campaigns, those served here", ownership::count);
    }

    /** Adds to the metrics what only tables know. */
    public void watch(Watch watch, Metrics metrics, InstantSource clock) {
        LaneGauges.ofTables(watch, metrics, clock);
    }

    private boolean mayStart(Lane lane) {
        return ownership.holds(
                Ownership.slice(lane.webhook().campaign()), lane.fence().epoch());
    }

    private void lost(Lane lane) {
        lanes.lost(lane);
    }

    public OutboundApi api(ApiKeys keys) {
        return new OutboundApi(webhooks, keys);
    }

    public OutboundAdminApi adminApi() {
        return new OutboundAdminApi(webhooks, explain, resend, attempts);
    }

    /** Webhooks, for an operator. */
    public OutboundWebhooks webhooks() {
        return webhooks;
    }

    /** What an operator sends by hand. */
    public Resend resend() {
        return resend;
    }

    /** Why something did or did not arrive. */
    public Explain explain() {
        return explain;
    }

    /** What was sent, attempt by attempt. */
    public Diary diary() {
        return attempts;
    }

    /**
     * From now on this one, and no other, is told after each commit what was written of exchanges. It must not wait: the
     * next outcomes are written when it returns.
     *
     * @param listens whether it wants to hear anything just now: while it does not, nothing is put together
     */
    public void tellOfOutcomes(BooleanSupplier listens, Consumer<List<Told>> listener) {
        telling.to(listens, listener);
    }

    /** What becomes of deliveries that grow old. */
    public Expiry expiry() {
        return expiry;
    }

    /** What is still known of leads that are gone. */
    public Farewells farewells() {
        return farewells;
    }

    // The steps of the loops
    // -------------------------------------------------------------------------------------------

    /** A heartbeat between two looks for what was changed elsewhere: all that a second of a quiet server does. */
    public void beat() {
        look();
        renew();
        look();
    }

    /** A heartbeat: this node stays the owner of its lanes, or becomes it, or learns that it is no more. */
    public void renew() {
        feed.beat();
    }

    /** Looks for what was changed at other nodes. */
    void look() {
        feed.look();
    }

    /** Finds what no bell announced, and forgets what has gone quiet. */
    public void sweep() {
        lanes.sweep();
    }

    /** Wakes the lanes whose time has come. */
    public void wakeDue() {
        starter.wakeDue();
    }

    /** Lets the next lane do what it may; false when none is awake. */
    public boolean runReady() {
        return starter.runReady();
    }

    /** The same, waiting a moment for one. */
    void runReadyOrWait() throws InterruptedException {
        starter.runReadyOrWait();
    }

    /** Writes what has come of attempts, in one transaction for all lanes. Returns false when there was nothing. */
    public boolean settle() {
        return settler.settle(this::written);
    }

    /** The same, waiting for something to come. */
    void settleNext(Duration atMost) throws InterruptedException {
        settler.settleNext(atMost, this::written);
    }

    private void written(Settlement settlement) {
        lanes.written(settlement);
        telling.tell(settlement::told);
    }

    /** Writes how far lanes have come that had nothing to send. */
    public void settlePassedOver() {
        settler.settlePassedOver(this::written);
    }

    /** Makes room for the attempts of this day and the week after it. */
    public void prepare(LocalDate day) {
        settler.prepare(day);
    }

    /** Whether this node serves the webhooks of a campaign. */
    public boolean owns(long campaign) {
        return ownership.owns(Ownership.slice(campaign));
    }

    /** Of 64 parts of the campaigns, how many this node serves. */
    public int ownedSlices() {
        return ownership.count();
    }

    /** How many exchanges are open. */
    public int openExchanges() {
        return starter.openExchanges();
    }

    /** Waits until no exchange is open any more; false when the time is up before. */
    public boolean awaitExchanges(Duration atMost) throws InterruptedException {
        return starter.awaitExchanges(atMost);
    }

    /** Starts no more exchanges. */
    void stop() {
        starter.stop();
    }

    /** Ends all exchanges that are still open, what they came to is unknown; and leaves the lanes to the next owner. */
    @Override
    public void close() {
        stop();
        sender.close();
        feed.close();
    }
}
