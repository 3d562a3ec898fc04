package leadhook.log;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a campaign's log. {@code body} is the payload of the lead as its request left it, a JSON object as text,
 * shared by all events of that lead in that request and stored by the one numbered {@code bodySeq}; {@code extra} is the event's own member, such as
 * {@code "__referral":{…}}, or null; {@code other} is the lead inside it.
 */
public record Event(
        long campaign,
        long seq,
        Instant at,
        EventType type,
        long lead,
        @Nullable Long other,
        String body,
        long bodySeq,
        @Nullable String extra) {
    /** The day whose partition holds it, in UTC. */
    public LocalDate day() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    boolean holdsBody() {
        return bodySeq == seq;
    }

    /** The payload as it is sent: {@code __event} first, the lead, then the event's own key (contract 6.5). */
    public String payload() {
        var payload = new StringBuilder(body.length() + 64 + (extra == null ? 0 : extra.length()));
        payload.append("{\"__event\":\"").append(type.eventName()).append("\",");
        payload.append(body, 1, body.length() - 1);
        if (extra != null) {
            payload.append(',').append(extra);
        }
        return payload.append('}').toString();
    }

    /** An estimate of the memory it holds, in bytes; a shared body is counted each time. */
    int weight() {
        return 200 + body.length() + (extra == null ? 0 : extra.length());
    }
}
