package leadhook.delivery;

import java.util.List;
import java.util.Map;
import leadhook.log.Event;
import leadhook.log.EventType;

/**
 * A subscribed URL as it is now.
 *
 * @param secret what its deliveries are signed with
 * @param paused by an operator: nothing is started
 * @param fromSeq per subscribed type, in the order asked for, the number after which events count
 */
record OutboundWebhook(
        long id,
        long campaign,
        WebhookUrl url,
        String secret,
        Order order,
        boolean paused,
        Map<EventType, Long> fromSeq) {
    /** Whether this event is for it: of a type it subscribed to, and not from before that. */
    boolean wants(Event event) {
        var from = fromSeq.get(event.type());
        return from != null && event.seq() > from;
    }

    List<EventType> types() {
        return List.copyOf(fromSeq.keySet());
    }
}
