package leadhook.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The lanes of one campaign, and which config version of it they know. */
final class CampaignLanes {
    private static final long NOT_LOADED = -1;

    private final long id;
    private final long epoch;
    private final Object loading = new Object();
    private final Map<Long, Lane> lanes = new HashMap<>();
    private long version = NOT_LOADED;
    private long newestVersion;
    private long last;
    private long lastErasure;
    private boolean closed;

    /**
     * None yet.
     *
     * @param epoch under which this node owns the campaign
     */
    CampaignLanes(long id, long epoch) {
        this.id = id;
        this.epoch = epoch;
    }

    long id() {
        return id;
    }

    long epoch() {
        return epoch;
    }

    /** Held while the campaign is loaded, so that two loads do not make two lanes of one webhook. */
    Object loading() {
        return loading;
    }

    /**
     * The log reaches that far. Lanes that know an older version of their webhooks are told when they are loaded anew.
     * Returns whether that is new.
     */
    synchronized boolean heard(long newLast, long newsVersion) {
        boolean isNew = newLast > last;
        last = Math.max(last, newLast);
        newestVersion = Math.max(newestVersion, newsVersion);
        if (isCurrent()) {
            lanes.values().forEach(lane -> lane.heard(last));
        }
        return isNew;
    }

    /** Something of what came before this event is gone from the log. Returns whether that is new. */
    synchronized boolean heardOfErasure(long seq) {
        boolean isNew = seq > lastErasure;
        lastErasure = Math.max(lastErasure, seq);
        return isNew;
    }

    /** Whether the lanes are here and know their webhooks as the newest event does. */
    synchronized boolean isCurrent() {
        return version >= newestVersion;
    }

    synchronized List<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    /** Which load each lane here is of. */
    synchronized Map<Long, LanesTable.Fence> fences() {
        var fences = new LinkedHashMap<Long, LanesTable.Fence>();
        lanes.forEach((webhook, lane) -> fences.put(webhook, lane.fence()));
        return fences;
    }

    /**
     * A campaign as it is stored.
     *
     * @param loaded the lanes that were not here, or were moved by hand
     * @param owed what these owe
     */
    record Found(
            LanesTable.Reach reach,
            List<OutboundWebhook> webhooks,
            Map<Long, LanesTable.Stored> loaded,
            Map<Long, Debts.Stored> owed) {
        /** A webhook with its lane as it is stored. */
        record Row(OutboundWebhook webhook, LanesTable.Stored stored, Debts.Stored owed) {}

        private Optional<Row> row(OutboundWebhook webhook) {
            return Optional.ofNullable(loaded.get(webhook.id()))
                    .map(lane -> new Row(webhook, lane, owed.getOrDefault(webhook.id(), Debts.Stored.NOTHING)));
        }
    }

    /** Takes in what was found. A lane is closed before there is another one of its webhook. */
    synchronized void update(Found found, Function<Found.Row, Lane> make, Consumer<Lane> close) {
        if (closed) {
            return;
        }
        var gone = new HashSet<>(lanes.keySet());
        for (var webhook : found.webhooks) {
            gone.remove(webhook.id());
            found.row(webhook).ifPresent(row -> {
                closeOne(webhook.id(), close);
                lanes.put(webhook.id(), make.apply(row));
            });
            Optional.ofNullable(lanes.get(webhook.id())).ifPresent(lane -> change(lane, webhook));
        }
        gone.forEach(webhook -> closeOne(webhook, close));
        version = found.reach.configVersion();
        last = Math.max(last, found.reach.lastSeq());
        // What was heard of since it was read may be of a type that these lanes do not know yet.
        long known = isCurrent() ? last : found.reach.lastSeq();
        lanes.values().forEach(lane -> lane.heard(known));
    }

    /** What is begun as the webhook was is sent before this returns. */
    private static void change(Lane lane, OutboundWebhook webhook) {
        synchronized (lane.starting()) {
            lane.change(webhook);
        }
    }

    private void closeOne(long webhook, Consumer<Lane> close) {
        Optional.ofNullable(lanes.remove(webhook)).ifPresent(close);
    }

    /** Takes out this lane; until the campaign is loaded anew, it lacks one. Returns whether it was here. */
    synchronized boolean remove(Lane lane) {
        boolean removed = lanes.remove(lane.id(), lane);
        if (removed) {
            version = NOT_LOADED;
        }
        return removed;
    }

    /** Forgets all, for ever. Returns the lanes, to be closed. */
    synchronized List<Lane> close() {
        closed = true;
        var all = List.copyOf(lanes.values());
        lanes.clear();
        return all;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether nothing is under way or owed, so that it can be forgotten until it is heard of again. */
    synchronized boolean isQuiet() {
        return isCurrent() && lanes.values().stream().allMatch(Lane::isQuiet);
    }
}
