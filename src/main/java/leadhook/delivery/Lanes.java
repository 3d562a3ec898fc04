package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.stream.Collectors;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Settler.Settlement;
import leadhook.log.Log;
import leadhook.log.News;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Transaction;

/**
 * All webhooks being served. News of a campaign wakes its lanes; a lane that is awake reads on in the log, starts what it
 * may, and sleeps again. Loops call {@link #runReady}, {@link #wakeDue}, {@link #settle} and {@link #sweep}, and so do
 * tests, which start no loops.
 */
public final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());
    private static final Duration ACTIVE = Duration.ofMinutes(2);

    private final Database database;
    private final Log log;
    private final WebhooksTable webhooks;
    private final Sender sender;
    private final Settler settler;
    private final DayPartitions attemptDays;
    private final InstantSource clock;
    private final Limits limits;

    private final Map<Long, CampaignLanes> campaigns = new ConcurrentHashMap<>();
    private final Ready ready = new Ready();
    private final Tray tray = new Tray();
    private final PriorityBlockingQueue<Alarm> alarms = new PriorityBlockingQueue<>();
    private final Slots slots;
    private final Set<Lane> passedOver = ConcurrentHashMap.newKeySet();
    private final Deque<Settlement> unwritten = new ArrayDeque<>();
    private Instant swept;
    private volatile boolean resumed;

    /** How many exchanges a webhook and the node may have open at once. */
    public record Limits(int window, int openExchanges) {}

    private record Alarm(Instant at, Lane lane) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return at.compareTo(other.at);
        }
    }

    Lanes(
            Database database,
            Log log,
            WebhooksTable webhooks,
            Sender sender,
            Settler settler,
            InstantSource clock,
            Limits limits) {
        this.database = database;
        this.log = log;
        this.webhooks = webhooks;
        this.sender = sender;
        this.settler = settler;
        this.attemptDays = new DayPartitions(database, "attempts");
        this.clock = clock;
        this.limits = limits;
        this.slots = new Slots(limits.openExchanges());
        this.swept = clock.instant();
    }

    /** Word that a campaign's log has grown. Cheap: it is called by the one who wrote. */
    public void heard(News news) {
        campaigns.compute(news.campaign(), (id, known) -> {
            var campaign = known == null ? new CampaignLanes(id) : known;
            campaign.heard(news.last(), news.configVersion());
            wake(campaign);
            return campaign;
        });
    }

    private void wake(CampaignLanes campaign) {
        if (campaign.isCurrent()) {
            campaign.lanes().forEach(this::wake);
        } else {
            ready.add(campaign, () -> load(campaign));
        }
    }

    /** The webhooks of a campaign were changed: what is loaded of it is loaded anew, before anything else is started. */
    void changed(long campaign) {
        var loaded = campaigns.get(campaign);
        if (loaded != null) {
            load(loaded);
        }
    }

    /** Closes the lane of a deleted webhook: when this returns, nothing more is started. */
    void close(long campaign, long webhook) {
        var loaded = campaigns.get(campaign);
        if (loaded != null) {
            // A load that has read the webhook before its deletion may be about to make its lane.
            synchronized (loaded.loading()) {
                loaded.remove(webhook).ifPresent(Lanes::close);
            }
        }
    }

    private static void close(Lane lane) {
        synchronized (lane.starting()) {
            lane.close();
        }
    }

    private void load(CampaignLanes campaign) {
        try {
            synchronized (campaign.loading()) {
                var found = database.transaction(transaction -> find(transaction, campaign));
                campaigns.computeIfPresent(campaign.id(), (_, known) -> {
                    // Otherwise it was forgotten meanwhile, and whoever is there now has lanes of its own.
                    if (known == campaign) {
                        campaign.update(found, limits.window()).forEach(Lanes::close);
                    }
                    return known;
                });
            }
            campaign.lanes().forEach(this::wake);
        } catch (DatabaseException e) {
            // The next news or sweep tries again.
            LOG.log(Level.WARNING, "the webhooks of campaign {0} cannot be loaded: {1}", campaign.id(), e.getMessage());
        }
    }

    private CampaignLanes.Found find(Transaction transaction, CampaignLanes campaign) {
        // The version first: what is read after it is at least as new.
        var reach = LanesTable.reach(transaction, campaign.id()).getFirst();
        var found = webhooks.ofCampaign(transaction, campaign.id());
        var stored = LanesTable.ofCampaign(transaction, campaign.id());
        var owed = LanesTable.owed(transaction, campaign.unknown(stored), Debts.LIMIT);
        return new CampaignLanes.Found(reach, found, stored, owed);
    }

    private void setAlarm(Lane lane) {
        lane.alarm().ifPresent(at -> alarms.add(new Alarm(at, lane)));
    }

    private void wake(Lane lane) {
        ready.add(lane, () -> pump(lane));
    }

    /** Lets a lane do what it may now: try again what is due, read on, start what is new. */
    private void pump(Lane lane) {
        try {
            if (lane.wantsOwed()) {
                readOwed(lane);
            }
            retry(lane);
            start(lane);
        } catch (DatabaseException e) {
            LOG.log(
                    Level.WARNING,
                    "webhook {0} cannot read its campaign''s log: {1}",
                    lane.webhook().id(),
                    e.getMessage());
        }
    }

    /** No outcome is written meanwhile, so that what the table says and what the lane knows fit together. */
    private synchronized void readOwed(Lane lane) {
        long webhook = lane.webhook().id();
        var owed = database.transaction(transaction -> LanesTable.owed(transaction, new Long[] {webhook}, Debts.LIMIT));
        lane.takeOwed(owed.getOrDefault(webhook, List.of()));
    }

    private void retry(Lane lane) {
        var due = lane.due(slots.free(), clock.instant());
        if (!due.isEmpty()) {
            var events = log.read(lane.webhook().campaign(), due);
            var missing = lane.missing(due, events);
            if (!missing.isEmpty()) {
                settler.giveUp(lane.webhook().id(), missing);
            }
            synchronized (lane.starting()) {
                lane.startRetries(events, clock.instant()).forEach(this::send);
            }
        }
        setAlarm(lane);
    }

    private void start(Lane lane) {
        read(lane);
        synchronized (lane.starting()) {
            lane.startFirst(slots.free(), clock.instant()).forEach(this::send);
        }
        if (lane.wanted().isPresent()) {
            // Its turn comes again: a lane that is far behind must not hold up the others.
            wake(lane);
        }
        slots.await(lane, () -> wake(lane));
    }

    private void read(Lane lane) {
        lane.wanted()
                .ifPresent(range -> lane.take(log.read(
                        lane.webhook().campaign(),
                        range.first(),
                        range.last(),
                        lane.webhook().types(),
                        range.limit())));
        if (lane.hasMoved()) {
            passedOver.add(lane);
        }
    }

    private void send(Attempt attempt) {
        slots.take();
        var _ = exchange(attempt).whenComplete((sent, failure) -> {
            if (sent != null) {
                ended(new Ended(attempt, sent));
            } else {
                // Closed in the middle of an exchange: nobody knows how it ended, and the next start repeats it.
                slots.release();
            }
        });
    }

    private CompletableFuture<Sent> exchange(Attempt attempt) {
        try {
            return sender.send(Shipments.of(attempt.lane().webhook(), attempt));
        } catch (RuntimeException e) {
            // The slot must not be lost with it, and the diary is to tell.
            LOG.log(Level.ERROR, "an event could not be sent", e);
            return CompletableFuture.completedFuture(
                    new Sent(new Outcome.Unreachable("a fault of this server"), Duration.ZERO, ""));
        }
    }

    private void ended(Ended ended) {
        var lane = ended.attempt().lane();
        lane.ended(ended.attempt());
        tray.put(ended);
        slots.release();
        wake(lane);
    }

    /** Writes what has come of attempts, in one transaction for all lanes. Returns false when there was nothing. */
    public boolean settle() {
        return settle(tray.take());
    }

    /** The same, waiting for something to come. */
    void settleNext(Duration atMost) throws InterruptedException {
        settle(tray.await(atMost));
    }

    private synchronized boolean settle(List<Ended> ended) {
        if (!ended.isEmpty()) {
            unwritten.add(settler.decide(ended, List.of()));
        }
        return writeAll();
    }

    /** Writes how far lanes have come that had nothing to send; called once a second, since losing it repeats nothing. */
    public synchronized void settlePassedOver() {
        var looked = List.copyOf(passedOver);
        looked.forEach(passedOver::remove);
        var moved = looked.stream().filter(Lane::hasMoved).toList();
        if (!moved.isEmpty()) {
            unwritten.add(settler.decide(List.of(), moved));
        }
        writeAll();
    }

    /** What cannot be written now is kept and written before anything else: its lanes count it as settled already. */
    private boolean writeAll() {
        boolean some = false;
        for (var next = unwritten.peek(); next != null; next = unwritten.peek()) {
            write(next);
            unwritten.remove();
            some = true;
            for (var update : next.lanes()) {
                setAlarm(update.lane());
                wake(update.lane());
            }
        }
        return some;
    }

    private void write(Settlement settlement) {
        try {
            settler.write(settlement);
        } catch (DatabaseException e) {
            if (!e.isMissingPartition()) {
                throw e;
            }
            settlement.ended().stream()
                    .map(ended -> LocalDate.ofInstant(ended.attempt().startedAt(), ZoneOffset.UTC))
                    .distinct()
                    .forEach(this::prepare);
            settler.write(settlement);
        }
    }

    /** Makes room for the attempts of this day and the week after it. */
    public void prepare(LocalDate day) {
        attemptDays.ensure(day);
    }

    /** Wakes the lanes that owe something due. */
    public void wakeDue() {
        var now = clock.instant();
        for (var alarm = alarms.peek(); alarm != null && !alarm.at().isAfter(now); alarm = alarms.peek()) {
            alarms.remove(alarm);
            alarm.lane().woken();
            wake(alarm.lane());
        }
    }

    /**
     * Finds what no bell announced, wakes whoever was stopped by a failure, and forgets campaigns that have gone quiet.
     */
    public void sweep() {
        if (!resumed) {
            resume();
        }
        var now = clock.instant();
        var active = LanesTable.active(database, (now.isBefore(swept) ? now : swept).minus(ACTIVE));
        swept = now;
        active.forEach(this::heard);
        var ids = active.stream().map(LanesTable.Reach::campaign).collect(Collectors.toSet());
        for (var id : List.copyOf(campaigns.keySet())) {
            campaigns.computeIfPresent(id, (_, campaign) -> {
                if (!campaign.isQuiet()) {
                    wake(campaign);
                    return campaign;
                }
                return ids.contains(id) ? campaign : null;
            });
        }
    }

    /** Takes up the lanes that are behind or owe something; called at the start, and by the sweep until it has worked. */
    public void resume() {
        LanesTable.unfinished(database).forEach(this::heard);
        resumed = true;
    }

    private void heard(LanesTable.Reach reach) {
        heard(new News(reach.campaign(), reach.lastSeq(), reach.lastSeq(), reach.configVersion()));
    }

    /** Does what is ready; false when nothing is. */
    public boolean runReady() {
        return ready.run();
    }

    /** The same, waiting a moment for something to become ready. */
    void runReadyOrWait() throws InterruptedException {
        ready.runOrWait();
    }

    /** Waits until no exchange is open any more; false when the time is up before. */
    public boolean awaitExchanges(Duration atMost) throws InterruptedException {
        return slots.awaitAllFree(atMost);
    }

    /** Starts no more exchanges. */
    void stop() {
        slots.stop();
    }
}
