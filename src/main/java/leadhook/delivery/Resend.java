package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import leadhook.delivery.Facts.Happening;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.SettleTables.WebhookEvent;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Log;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Transaction;
import leadhook.platform.secrets.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * Sends to a webhook by an operator's hand, now, whatever its lane is doing. How the receiver fares is judged by the lane
 * alone: what is sent here neither counts to a schedule nor disables.
 */
public final class Resend {
    static final int MOST_AT_ONCE = 16;

    private static final int TEST_BYTES = 12;
    private static final System.Logger LOG = System.getLogger(Resend.class.getName());

    private final Database database;
    private final OutboundWebhooks webhooks;
    private final Log log;
    private final Sender sender;
    private final DayPartitions days;
    private final Telling telling;
    private final InstantSource clock;
    private final Semaphore turns = new Semaphore(MOST_AT_ONCE);

    Resend(
            Database database,
            OutboundWebhooks webhooks,
            Log log,
            Sender sender,
            DayPartitions days,
            Telling telling,
            InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.log = log;
        this.sender = sender;
        this.days = days;
        this.telling = telling;
        this.clock = clock;
    }

    /**
     * How an exchange went.
     *
     * @param status what was answered; null when nothing was
     * @param reason why it is no delivery; null when it is one
     * @param excerpt the first 16 KiB of the answer
     */
    public record Result(
            boolean delivered,
            @Nullable Integer status,
            @Nullable String reason,
            long tookMillis,
            String excerpt) {
        private static Result of(Line line) {
            return new Result(
                    line.reason() == null,
                    line.status(),
                    line.reason(),
                    line.sent().took().toMillis(),
                    line.sent().excerpt());
        }
    }

    /**
     * Sends an event of the log under its {@code webhook-id}, be it of a type that the webhook did not ask for, and waits
     * for what comes of it. When it is accepted, the lane owes it no more and does not send it again; and a gap of
     * this event alone is none any more.
     *
     * @throws Refusal 404 when there is no such webhook or event; 409 when its payload is gone; 503 when many are sent so
     */
    public Result event(long campaign, long webhook, long seq) {
        return inTurn(() -> {
            var target = webhooks.existing(campaign, webhook);
            var event = event(campaign, seq);
            var at = clock.instant();
            var sent = send(Shipments.byHand(target, event.payload(), Shipments.messageId(event), at));
            return write(at, () -> settle(target, event, at, sent));
        });
    }

    /** Sends an example of an event of that type, which says {@code __test}. The lane knows nothing of it. */
    public Result test(long campaign, long webhook, EventType type) {
        return inTurn(() -> {
            var target = webhooks.existing(campaign, webhook);
            var at = clock.instant();
            var messageId = "test-" + webhook + "-" + Tokens.random(TEST_BYTES);
            var sent = send(Shipments.byHand(target, ExamplePayload.of(campaign, type), messageId, at));
            var line = new Line(campaign, webhook, 0, type, 0, 1, "test", at, sent);
            return write(at, () -> database.transaction(transaction -> tell(transaction, line)));
        });
    }

    private Result inTurn(Supplier<Line> work) {
        if (!turns.tryAcquire()) {
            throw Refusal.busy(MOST_AT_ONCE + " are being sent by hand already; try again");
        }
        try {
            var line = work.get();
            telling.tell(() -> List.of(line.told()));
            return Result.of(line);
        } finally {
            turns.release();
        }
    }

    private Event event(long campaign, long seq) {
        var day = database.transaction(transaction -> day(transaction, campaign, seq));
        return log.read(campaign, Map.of(seq, day)).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("The payload of event " + seq + " was erased"));
    }

    private static LocalDate day(Transaction transaction, long campaign, long seq) {
        if (seq > 0 && seq < ExplainTable.firstKept(transaction, campaign)) {
            throw Refusal.invalid("Event " + seq + " is no longer kept");
        }
        return ExplainTable.event(transaction, campaign, seq)
                .map(event -> LocalDate.ofInstant(event.at(), ZoneOffset.UTC))
                .orElseThrow(() -> Refusal.notFound("Event not found"));
    }

    /** Its deadline bounds it; no transaction is open meanwhile. */
    private Sent send(Shipment shipment) {
        try {
            return sender.send(shipment).join();
        } catch (CancellationException _) {
            throw Refusal.busy("This server cannot send now");
        }
    }

    // What came of it -------------------------------------------------------------------------------------------------

    private Line write(Instant at, Supplier<Line> work) {
        try {
            return withItsDay(at, work);
        } catch (DatabaseException e) {
            LOG.log(Level.ERROR, "what came of something sent by hand could not be written", e);
            // A 503 would say that nothing has happened.
            throw Refusal.of(500, "It was sent, but what came of it could not be written down");
        }
    }

    private Line withItsDay(Instant at, Supplier<Line> work) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            if (!e.isMissingPartition()) {
                throw e;
            }
            days.ensure(LocalDate.ofInstant(at, ZoneOffset.UTC));
            return work.get();
        }
    }

    private Line settle(OutboundWebhook webhook, Event event, Instant at, Sent sent) {
        // Once settled and not owed it is so for ever: then its lane, and what that has under way, is left alone.
        if (sent.outcome() instanceof Delivered
                && database.transaction(transaction -> awaits(transaction, webhook, event))) {
            var line = webhooks.change(webhook.campaign(), transaction -> {
                takeFromLane(transaction, webhook, event);
                SettleTables.closeGap(transaction, webhook.id(), event.seq());
                return tell(transaction, line(transaction, webhook, event, at, sent));
            });
            webhooks.awaitSeen(webhook.campaign());
            return line;
        }
        return database.transaction(transaction -> {
            if (sent.outcome() instanceof Delivered) {
                SettleTables.closeGap(transaction, webhook.id(), event.seq());
            }
            return tell(transaction, line(transaction, webhook, event, at, sent));
        });
    }

    /** Whether the lane is still to come to it or owes it; asked in this order, since the one may become the other meanwhile. */
    private static boolean awaits(Transaction transaction, OutboundWebhook webhook, Event event) {
        boolean unread = LanesTable.find(transaction, webhook.id())
                .filter(lane -> isUnread(lane, webhook, event))
                .isPresent();
        return unread || ExplainTable.isOwed(transaction, webhook.id(), event.seq());
    }

    private static boolean isUnread(LanesTable.Stored lane, OutboundWebhook webhook, Event event) {
        return webhook.wants(event) && lane.isUnread(event.seq());
    }

    /** Locks the lane's row first, as settling does: what it has under way of this event comes too late to move anything. */
    private static void takeFromLane(Transaction transaction, OutboundWebhook webhook, Event event) {
        LanesTable.lock(transaction, webhook.id()).ifPresent(lane -> {
            boolean owed = SettleTables.forgive(transaction, List.of(new WebhookEvent(webhook.id(), event.seq()))) > 0;
            if (isUnread(lane, webhook, event)) {
                LanesTable.moveOn(transaction, lane.settling(event.seq()));
            } else if (owed) {
                LanesTable.loadAnew(transaction, webhook.id());
            }
        });
    }

    private static Line line(Transaction transaction, OutboundWebhook webhook, Event event, Instant at, Sent sent) {
        // Whoever was deleted meanwhile is not to be quoted.
        boolean erased = ExplainTable.event(transaction, event.campaign(), event.seq())
                .filter(Happening::erased)
                .isPresent();
        long earlier = ExplainTable.attemptCount(transaction, webhook.id(), event.seq());
        return new Line(
                event.campaign(),
                webhook.id(),
                event.seq(),
                event.type(),
                event.lead(),
                (int) earlier + 1,
                "resend",
                at,
                erased ? sent.withoutExcerpt() : sent);
    }

    private static Line tell(Transaction transaction, Line line) {
        SettleTables.attempts(transaction, List.of(line));
        return line;
    }
}
