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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Settler.Settlement;
import leadhook.log.Log;
import leadhook.log.News;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;

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
    private final ConcurrentLinkedQueue<Lane> starved = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Lane> passedOver = ConcurrentHashMap.newKeySet();
    private final Deque<Settlement> unwritten = new ArrayDeque<>();
    private volatile boolean stopping;

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
    }

    /** Word that a campaign's log has grown. Cheap: it is called by the one who wrote. */
    public void heard(News news) {
        campaigns.compute(news.campaign(), (id, known) -> {
            var campaign = known == null ? new CampaignLanes(id) : known;
            if (campaign.heard(news.last(), news.configVersion())) {
                campaign.lanes().forEach(this::wake);
            } else {
                // The lanes are not here yet, or what they know of their webhooks is older than these events.
                ready.add(campaign, () -> load(campaign));
            }
            return campaign;
        });
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
            loaded.close(webhook);
        }
    }

    private void load(CampaignLanes campaign) {
        try {
            synchronized (campaign.loading()) {
                database.transaction(transaction -> {
                    // The version first: what is read after it is at least as new.
                    var reach = LanesTable.reach(transaction, campaign.id()).getFirst();
                    var found = webhooks.ofCampaign(transaction, campaign.id());
                    var stored = LanesTable.ofCampaign(transaction, campaign.id());
                    var fresh = campaign.update(found, stored, limits.window());
                    var owed = LanesTable.owed(
                            transaction,
                            fresh.stream().map(lane -> lane.webhook().id()).toArray(Long[]::new),
                            Lane.owedLimit());
                    fresh.forEach(lane -> takeOwed(lane, owed));
                    campaign.loaded(reach.lastSeq(), reach.configVersion());
                    return fresh;
                });
            }
            campaign.lanes().forEach(this::wake);
        } catch (DatabaseException e) {
            // The next news or sweep tries again.
            LOG.log(Level.WARNING, "the webhooks of campaign {0} cannot be loaded: {1}", campaign.id(), e.getMessage());
        }
    }

    private void takeOwed(Lane lane, Map<Long, List<Owed>> owed) {
        lane.takeOwed(owed.getOrDefault(lane.webhook().id(), List.of()));
        setAlarm(lane);
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
            readOwed(lane);
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

    private void readOwed(Lane lane) {
        if (lane.wantsOwed()) {
            var webhook = new Long[] {lane.webhook().id()};
            takeOwed(
                    lane, database.transaction(transaction -> LanesTable.owed(transaction, webhook, Lane.owedLimit())));
        }
    }

    private void retry(Lane lane) {
        var due = lane.due(free(), clock.instant());
        if (!due.isEmpty()) {
            var events = log.read(lane.webhook().campaign(), due);
            var missing = lane.missing(due, events);
            if (!missing.isEmpty()) {
                settler.giveUp(lane.webhook().id(), missing);
            }
            lane.startRetries(events, clock.instant()).forEach(this::send);
        }
        setAlarm(lane);
    }

    private void start(Lane lane) {
        List<Attempt> started;
        do {
            read(lane);
            started = lane.startFirst(free(), clock.instant());
            started.forEach(this::send);
        } while (!started.isEmpty());
        if (free() == 0) {
            starved.add(lane);
        }
    }

    private void read(Lane lane) {
        for (var range = lane.wanted(); range.isPresent(); range = lane.wanted()) {
            var slice = log.read(
                    lane.webhook().campaign(),
                    range.get().first(),
                    range.get().last(),
                    lane.webhook().types(),
                    range.get().limit());
            lane.take(slice);
        }
        if (lane.hasMoved()) {
            passedOver.add(lane);
        }
    }

    private int free() {
        return stopping ? 0 : Math.max(0, limits.openExchanges() - open.get());
    }

    private void send(Attempt attempt) {
        open.incrementAndGet();
        var webhook = attempt.lane().webhook();
        var _ = sender.send(Shipments.of(webhook, attempt)).whenComplete((sent, failure) -> {
            if (sent != null) {
                ended(new Ended(attempt, sent));
            } else {
                // Closed in the middle of an exchange: nobody knows how it ended, and the next start repeats it.
                close(attempt);
            }
        });
    }

    private void ended(Ended ended) {
        var lane = ended.attempt().lane();
        lane.ended(ended.attempt());
        tray.put(ended);
        wake(lane);
        close(ended.attempt());
    }

    private void close(Attempt attempt) {
        synchronized (open) {
            open.decrementAndGet();
            open.notifyAll();
        }
        var next = starved.poll();
        if (next != null && next != attempt.lane()) {
            wake(next);
        }
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
        var lanes = passedOver.stream().filter(Lane::hasMoved).toList();
        passedOver.removeAll(lanes);
        if (!lanes.isEmpty()) {
            unwritten.add(settler.decide(List.of(), lanes));
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
            settlement.ended().forEach(ended -> prepare(ended.attempt().startedAt()));
            settler.write(settlement);
        }
    }

    private void prepare(Instant at) {
        prepare(LocalDate.ofInstant(at, ZoneOffset.UTC));
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

    /** Finds what no bell announced, and forgets campaigns that have gone quiet. */
    public void sweep() {
        var active = LanesTable.active(database, clock.instant().minus(ACTIVE));
        active.forEach(this::heard);
        var ids = active.stream().map(LanesTable.Reach::campaign).collect(Collectors.toSet());
        for (var id : List.copyOf(campaigns.keySet())) {
            campaigns.computeIfPresent(id, (_, campaign) -> ids.contains(id) || !campaign.isQuiet() ? campaign : null);
        }
    }

    /** Takes up the lanes that are behind or owe something; called once, at the start. */
    public void resume() {
        LanesTable.unfinished(database).forEach(this::heard);
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
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (open) {
            while (open.get() > 0) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                open.wait(left);
            }
            return true;
        }
    }

    /** Starts no more exchanges. */
    void stop() {
        stopping = true;
    }
}
