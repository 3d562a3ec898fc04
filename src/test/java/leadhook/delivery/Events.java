package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Slice;
import org.jspecify.annotations.Nullable;

/** Events, lanes and debts of tests: one campaign, one webhook that wants new signups. */
final class Events {
    static final long CAMPAIGN = 7;
    static final Instant MORNING = Instant.parse("2026-03-02T09:15:44Z");
    static final LocalDate DAY = LocalDate.parse("2026-03-02");
    static final OutboundWebhook WEBHOOK = webhook(1);

    static final Judge JUDGE =
            new Judge(new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofMinutes(1))), 10, new Random(42));

    private Events() {}

    static OutboundWebhook webhook(long id) {
        return webhook(id, Order.RETRIES, false);
    }

    static OutboundWebhook webhook(long id, Order order, boolean paused) {
        return new OutboundWebhook(
                id,
                CAMPAIGN,
                new WebhookUrl("https://crm.example.org/"),
                TestShipments.SECRET,
                order,
                paused,
                Map.of(EventType.NEW_SIGNUP, 0L));
    }

    /** A lane of this webhook at its beginning. */
    static Lane lane(long webhook) {
        return lane(webhook(webhook), stored(webhook, 0, new byte[0], Health.NEW), Debts.Stored.NOTHING);
    }

    static Lane lane(OutboundWebhook webhook, LanesTable.Stored stored, Debts.Stored owed) {
        return new Lane(webhook, stored, owed, JUDGE, new ReadAhead(1L << 40));
    }

    /** How a receiver fares that asked for no rest. */
    static Health health(
            Health.Mode mode,
            int window,
            int failures,
            @Nullable Long failingSeq,
            @Nullable Instant failingSince,
            int probes,
            @Nullable Instant probeAt,
            boolean paused) {
        var reason = failures == 0 ? null : "it answered 500";
        return new Health(mode, window, failures, failingSeq, failingSince, reason, probes, probeAt, null, paused);
    }

    static LanesTable.Stored stored(long webhook, long position, byte[] ahead, Health health) {
        return new LanesTable.Stored(webhook, position, ahead, new LanesTable.Fence(0, 0), health);
    }

    static Event of(long seq, long lead) {
        return of(seq, lead, EventType.NEW_SIGNUP);
    }

    static Event of(long seq, long lead, EventType type) {
        return new Event(CAMPAIGN, seq, MORNING, type, lead, null, "{\"id\":" + lead + "}", seq, null);
    }

    /** Events of these numbers, each of a lead of its own. */
    static Slice slice(long first, long last) {
        return new Slice(
                LongStream.rangeClosed(first, last)
                        .mapToObj(seq -> of(seq, seq))
                        .toList(),
                last);
    }

    static Slice slice(Event... events) {
        return new Slice(List.of(events), events[events.length - 1].seq());
    }

    static Owed owed(long seq, long lead, Instant dueAt) {
        return new Owed(seq, DAY, lead, 1, dueAt);
    }
}
