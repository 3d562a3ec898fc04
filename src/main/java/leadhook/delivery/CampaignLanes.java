package leadhook.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lanes of one campaign, and which config version of it they know. */
final class CampaignLanes {
    private static final long NOT_LOADED = -1;

    private final long id;
    private final Object loading = new Object();
    private final Map<Long, Lane> lanes = new HashMap<>();
    private long version = NOT_LOADED;
    private long newestVersion;

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

    /** The log reaches that far. Lanes that know an older version of their webhooks are told when they are loaded anew. */
    synchronized void heard(long last, long newsVersion) {
        newestVersion = Math.max(newestVersion, newsVersion);
        if (isCurrent()) {
            lanes.values().forEach(lane -> lane.heard(last));
        }
    }

    /** Whether the lanes are here and know their webhooks as the newest event does. */
    synchronized boolean isCurrent() {
        return version >= newestVersion;
    }

    synchronized List<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    /** Which of these webhooks have no lane here yet. */
    synchronized Long[] unknown(List<LanesTable.Stored> stored) {
        return stored.stream()
                .map(LanesTable.Stored::webhook)
                .filter(webhook -> !lanes.containsKey(webhook))
                .toArray(Long[]::new);
    }

    /** A campaign as it is stored: what its webhooks are, where their lanes stand, what those owe that are new here. */
    record Found(
            LanesTable.Reach reach,
            List<OutboundWebhook> webhooks,
            List<LanesTable.Stored> stored,
            Map<Long, List<Owed>> owed) {}

    /** Takes in what was found. Returns the lanes that are no longer here, to be closed. */
    synchronized List<Lane> update(Found found, int window) {
        var positions = new HashMap<Long, LanesTable.Stored>();
        found.stored.forEach(each -> positions.put(each.webhook(), each));
        var gone = new HashSet<>(lanes.keySet());
        for (var webhook : found.webhooks) {
            gone.remove(webhook.id());
            var lane = lanes.get(webhook.id());
            var position = positions.get(webhook.id());
            if (lane != null) {
                lane.change(webhook);
            } else if (position != null) {
                var added = new Lane(webhook, position.position(), position.ahead(), window);
                added.takeOwed(found.owed.getOrDefault(webhook.id(), List.of()));
                lanes.put(webhook.id(), added);
            }
        }
        version = found.reach.configVersion();
        lanes.values().forEach(lane -> lane.heard(found.reach.lastSeq()));
        return gone.stream().map(lanes::remove).toList();
    }

    synchronized Optional<Lane> remove(long webhook) {
        return Optional.ofNullable(lanes.remove(webhook));
    }

    /** Whether nothing is under way or owed, so that it can be forgotten until it is heard of again. */
    synchronized boolean isQuiet() {
        return isCurrent() && lanes.values().stream().allMatch(Lane::isQuiet);
    }
}
