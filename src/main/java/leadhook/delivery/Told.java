package leadhook.delivery;

import java.time.Instant;
import leadhook.log.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What was written of one exchange.
 *
 * @param seq the number of its event; 0 for a test
 * @param lead whom the event is of; 0 for a test
 * @param number 1 is the first attempt of the event
 * @param trigger first, retry, probe, late, resend or test
 * @param status what was answered; null when nothing was
 * @param reason why it is no delivery; null when it is one
 */
public record Told(
        long campaign,
        long webhook,
        long seq,
        EventType type,
        long lead,
        int number,
        String trigger,
        Instant at,
        long tookMillis,
        @Nullable Integer status,
        @Nullable String reason) {}
