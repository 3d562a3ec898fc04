package leadhook.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The lanes of one campaign, and which config version of it they know. */
final class CampaignLanes {
    private static final long NOT_LOADED = -1;

    private final long id;
    private final Object loading = new Object();
    private final Map<Long, Lane> lanes = new HashMap<>();
    private long version = NOT_LOADED;

    CampaignLanes(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    /** Held while the campaign is loaded, so that two loads do not make two lanes of one webhook. */
    Object loading() {
        return loading;
    }

    /** Tells the lanes how far the log reaches; false when they must be loaded first, for an event of a newer version. */
    synchronized boolean heard(long last, long newsVersion) {
        if (version < newsVersion) {
            return false;
        }
        lanes.values().forEach(lane -> lane.heard(last));
        return true;
    }

    synchronized List<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    /** Takes in the webhooks as they are stored; returns the lanes that are new here. */
    synchronized List<Lane> update(List<OutboundWebhook> webhooks, List<LanesTable.Stored> stored, int window) {
        var positions = new HashMap<Long, LanesTable.Stored>();
        stored.forEach(each -> positions.put(each.webhook(), each));
        var fresh = new ArrayList<Lane>();
        var gone = new HashSet<>(lanes.keySet());
        for (var webhook : webhooks) {
            gone.remove(webhook.id());
            var lane = lanes.get(webhook.id());
            var position = positions.get(webhook.id());
            if (lane != null) {
                lane.change(webhook);
            } else if (position != null) {
                var added = new Lane(webhook, position.position(), position.ahead(), window);
                lanes.put(webhook.id(), added);
                fresh.add(added);
            }
        }
        gone.forEach(this::close);
        return fresh;
    }

    synchronized void loaded(long last, long loadedVersion) {
        version = loadedVersion;
        lanes.values().forEach(lane -> lane.heard(last));
    }

    synchronized void close(long webhook) {
        var lane = lanes.remove(webhook);
        if (lane != null) {
            lane.close();
        }
    }

    /** Whether nothing is under way or owed, so that it can be forgotten until it is heard of again. */
    synchronized boolean isQuiet() {
        return lanes.values().stream().allMatch(Lane::isQuiet);
    }
}
