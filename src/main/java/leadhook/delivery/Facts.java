package leadhook.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import leadhook.delivery.Explain.Attempted;
import leadhook.log.EventType;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one event and one webhook, at one moment.
 *
 * @param firstKept the first event that is still kept
 * @param lastSeq the campaign's last event
 * @param event empty when its day is no longer kept, or it does not exist
 * @param fromSeq after which events of this type count; empty when the webhook is not subscribed to it
 * @param ended the last subscription to this type that began before this event and was ended
 * @param lane empty when the webhook was deleted
 * @param owed its row in {@code retries}
 * @param behind what is owed of an earlier event of its lead, for which it waits
 * @param attempts the latest, in order; a successful one is among them
 * @param attemptCount how many there are in all
 */
record Facts(
        Instant now,
        Webhook webhook,
        long seq,
        long firstKept,
        long lastSeq,
        Optional<Happening> event,
        Optional<Long> fromSeq,
        Optional<Ended> ended,
        Optional<LanesTable.Stored> lane,
        Optional<Owed> owed,
        Optional<Owed> behind,
        Optional<Gap> gap,
        List<Attempted> attempts,
        long attemptCount) {
    /** The webhook, deleted or not. */
    record Webhook(
            long id,
            long campaign,
            Instant createdAt,
            @Nullable Instant deletedAt,
            @Nullable Instant pausedAt,
            @Nullable Instant disabledAt) {}

    /** The event; erased when its body is gone. */
    record Happening(EventType type, Instant at, boolean erased) {}

    /** Why nobody will send it any more, and since when. */
    record Gap(String reason, Instant at) {}

    /** A subscription that an operator ended: it was for events up to that number. */
    record Ended(long lastSeq, Instant at) {}

    /** Whether the lane is done with it: delivered, owed, given up or passed over. */
    boolean settled() {
        return lane.map(stored -> stored.isSettled(seq)).orElse(false);
    }

    /** Whether it was for the webhook when it happened, by a subscription that was ended since. */
    boolean wasWanted() {
        return ended.filter(each -> seq <= each.lastSeq()).isPresent();
    }
}
