package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import leadhook.delivery.SettleTables.LaneUpdate;
import leadhook.log.Log;
import leadhook.log.News;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.Transaction;

/**
 * The webhooks that this node serves: those of the slices it owns, as far as they have something to do. News of a
 * campaign wakes its lanes, which are loaded when they are not here.
 */
final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());
    /** Clocks of servers on one database may differ by so much. */
    private static final Duration ACTIVE = Duration.ofMinutes(15);

    private final Database database;
    private final WebhooksTable webhooks;
    private final Log log;
    private final Starter starter;
    private final Slots slots;
    private final Judge judge;
    private final ReadAhead readAhead;
    private final InstantSource clock;

    private final Map<Integer, Long> epochs = new ConcurrentHashMap<>();
    private final Set<Integer> toResume = ConcurrentHashMap.newKeySet();
    private final Object resuming = new Object();
    private final Map<Long, CampaignLanes> campaigns = new ConcurrentHashMap<>();
    private Instant swept;

    Lanes(
            Database database,
            WebhooksTable webhooks,
            Log log,
            Starter starter,
            Slots slots,
            Judge judge,
            ReadAhead readAhead,
            InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.log = log;
        this.starter = starter;
        this.slots = slots;
        this.judge = judge;
        this.readAhead = readAhead;
        this.clock = clock;
        this.swept = clock.instant();
    }

    // Whose lanes are here --------------------------------------------------------------------------------------------

    /** This node serves these slices from now on, each under its epoch. */
    void own(Map<Integer, Long> taken) {
        if (!taken.isEmpty()) {
            // What this node wrote while they were another's may have been erased there.
            log.forget();
        }
        epochs.putAll(taken);
        toResume.addAll(taken.keySet());
        // What is behind or owes something is found by the next look, which is repeated until it has worked.
        starter.later(resuming, this::resume);
    }

    /** It does not any more: whatever is under way ends and is written into the diary. */
    void release(int slice) {
        epochs.remove(slice);
        toResume.remove(slice);
        for (var campaign : List.copyOf(campaigns.values())) {
            if (Ownership.slice(campaign.id()) == slice) {
                forget(campaign).forEach(starter::close);
            }
        }
    }

    private List<Lane> forget(CampaignLanes campaign) {
        campaigns.remove(campaign.id(), campaign);
        return campaign.close();
    }

    /** Takes up the lanes that are behind or owe something, of the slices taken lately. */
    void resume() {
        var slices = Set.copyOf(toResume);
        if (!slices.isEmpty()) {
            // Before it looks: what is added meanwhile is looked for once more.
            toResume.removeAll(slices);
            try {
                LanesTable.unfinished(database, slices).forEach(this::heard);
            } catch (DatabaseException e) {
                toResume.addAll(slices);
                LOG.log(Level.WARNING, "unfinished lanes cannot be looked for now: {0}", e.getMessage());
            }
        }
    }

    // What they are told ----------------------------------------------------------------------------------------------

    /** Word that a campaign's log has grown. Cheap: it is called by the one who wrote. */
    void heard(News news) {
        var epoch = epochs.get(Ownership.slice(news.campaign()));
        if (epoch == null) {
            return;
        }
        campaigns.compute(news.campaign(), (id, known) -> {
            var campaign = known == null || known.epoch() != epoch ? new CampaignLanes(id, epoch) : known;
            if (known != null && known != campaign) {
                // Heard of while its slice was lost and taken again: under its old epoch it would serve nothing.
                known.close().forEach(starter::close);
            }
            if (news.erased()) {
                campaign.lanes().forEach(Lane::readAnew);
            }
            boolean isNew = campaign.heard(news.last(), news.configVersion());
            // The sweep tells what is known already, of all campaigns that were active lately.
            if (isNew || !campaign.isCurrent()) {
                wake(campaign);
            }
            return campaign;
        });
    }

    private void heard(LanesTable.Reach reach) {
        forgetErased(reach);
        heard(new News(reach.campaign(), reach.lastSeq(), reach.lastSeq(), reach.configVersion()));
    }

    /** What another node has erased is not to be told by what this one remembers. */
    private void forgetErased(LanesTable.Reach reach) {
        var campaign = campaigns.get(reach.campaign());
        if (campaign != null && campaign.heardOfErasure(reach.lastErasure())) {
            log.forget(reach.campaign());
            campaign.lanes().forEach(Lane::readAnew);
        }
    }

    private void wake(CampaignLanes campaign) {
        if (campaign.isCurrent()) {
            campaign.lanes().forEach(starter::wake);
        } else {
            starter.later(campaign, () -> load(campaign));
        }
    }

    /** The webhooks of a campaign were changed: when this returns, nothing is started any more as they were before. */
    void changed(long campaign) {
        var loaded = campaigns.get(campaign);
        if (loaded != null) {
            loadOrForget(loaded);
        }
        if (campaigns.get(campaign) == null) {
            lookFor(campaign);
        }
    }

    /** As it was it must not go on: what cannot be loaded is forgotten, and looked for until that has worked. */
    private void loadOrForget(CampaignLanes campaign) {
        if (!load(campaign)) {
            forget(campaign).forEach(starter::close);
            toResume.add(Ownership.slice(campaign.id()));
        }
    }

    /** It was quiet, perhaps only because a lane was paused or disabled, which may go on now. */
    private void lookFor(long campaign) {
        try {
            LanesTable.reach(database, Set.of(campaign)).forEach(this::heard);
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "a changed campaign cannot be looked for now: {0}", e.getMessage());
            toResume.add(Ownership.slice(campaign));
        }
    }

    /** Lanes may start again what they could not while nobody knew whose they are. */
    void wakeAll() {
        campaigns.values().forEach(this::wake);
    }

    /** Looks for what other nodes have committed: webhooks changed there are known here when this returns. */
    void refresh() {
        var loaded = Set.copyOf(campaigns.keySet());
        if (loaded.isEmpty()) {
            return;
        }
        for (var reach : LanesTable.reach(database, loaded)) {
            var campaign = campaigns.get(reach.campaign());
            if (campaign != null) {
                forgetErased(reach);
                boolean isNew = campaign.heard(reach.lastSeq(), reach.configVersion());
                if (!campaign.isCurrent()) {
                    loadOrForget(campaign);
                } else if (isNew) {
                    wake(campaign);
                }
            }
        }
    }

    private boolean load(CampaignLanes campaign) {
        try {
            synchronized (campaign.loading()) {
                if (campaign.isClosed()) {
                    // Whoever is there now has lanes of its own, which this would fence off.
                    return true;
                }
                var found = database.transaction(transaction -> find(transaction, campaign));
                campaign.update(found, this::lane, starter::close);
                forgetErased(found.reach());
            }
            campaign.lanes().forEach(starter::wake);
            return true;
        } catch (RuntimeException e) {
            // The next news or sweep tries again.
            LOG.log(Level.WARNING, "the webhooks of campaign " + campaign.id() + " cannot be loaded now", e);
            return false;
        }
    }

    private Lane lane(CampaignLanes.Found.Row row) {
        return new Lane(row.webhook(), row.stored(), row.owed(), judge, readAhead);
    }

    private CampaignLanes.Found find(Transaction transaction, CampaignLanes campaign) {
        // The version first: what is read after it is at least as new.
        var reach = LanesTable.reach(transaction, campaign.id()).getFirst();
        var loaded = LanesTable.load(transaction, campaign.id(), campaign.epoch(), campaign.fences());
        var found = webhooks.ofCampaign(transaction, campaign.id());
        var owed = LanesTable.owed(
                transaction,
                found.stream()
                        .filter(webhook -> loaded.containsKey(webhook.id()))
                        .toList());
        return new CampaignLanes.Found(reach, found, loaded, owed);
    }

    /** Counts the lanes that are here. */
    LaneTally tally(Instant now) {
        var tally = new LaneTally(now);
        for (var campaign : campaigns.values()) {
            if (!campaign.isCurrent()) {
                tally.addUnloaded();
            }
            campaign.lanes().forEach(lane -> lane.count(tally));
        }
        return tally;
    }

    // What was written of them ----------------------------------------------------------------------------------------

    /** Outcomes were written: there is room for more. A lane that was not moved has another owner, or is gone. */
    void written(Settlement settlement) {
        slots.settled(settlement.exchanges());
        for (var update : settlement.updates()) {
            if (settlement.hasMoved(update.lane())) {
                tell(update);
                starter.wake(update.lane());
            } else {
                lost(update.lane());
            }
        }
    }

    /** That a receiver has changed for better or worse is what an operator wants to read. */
    private static void tell(LaneUpdate update) {
        var standing = update.standing();
        if (standing.hasChanged()) {
            var webhook = update.lane().webhook();
            var which = "webhook " + webhook.id() + " of campaign " + webhook.campaign();
            var reason = standing.health().failingReason();
            switch (standing.health().mode()) {
                case RUNNING -> LOG.log(Level.INFO, which + " goes on");
                case STANDING -> LOG.log(Level.WARNING, which + " stands still: " + reason);
                case DISABLED -> LOG.log(Level.WARNING, which + " is disabled: " + reason);
            }
        }
    }

    /** Closes a lane that is not to go on as it is here, and loads it anew if it is still ours. */
    void lost(Lane lane) {
        if (!lane.isClosed()) {
            starter.close(lane);
            var campaign = campaigns.get(lane.webhook().campaign());
            // It is no longer current, so that a load that fails is repeated by the sweep.
            if (campaign != null && campaign.remove(lane)) {
                starter.later(campaign, () -> load(campaign));
            }
        }
    }

    /**
     * Finds what no bell announced, wakes whoever was stopped by a failure, and forgets campaigns that have gone quiet.
     */
    void sweep() {
        resume();
        var now = clock.instant();
        var active = LanesTable.active(database, (now.isBefore(swept) ? now : swept).minus(ACTIVE));
        swept = now;
        active.forEach(this::heard);
        var ids = active.stream().map(LanesTable.Reach::campaign).collect(Collectors.toCollection(HashSet::new));
        for (var id : List.copyOf(campaigns.keySet())) {
            campaigns.computeIfPresent(id, (_, campaign) -> {
                if (!campaign.isQuiet()) {
                    wake(campaign);
                    return campaign;
                } else if (ids.contains(id)) {
                    return campaign;
                }
                // Closed, since somebody may just be loading it or telling it of an event.
                campaign.close().forEach(starter::close);
                return null;
            });
        }
    }
}
