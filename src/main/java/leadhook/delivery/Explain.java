package leadhook.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import leadhook.delivery.Facts.Happening;
import leadhook.delivery.Facts.Webhook;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** Answers why an event, or each event of a lead, did or did not reach a webhook. */
public final class Explain {
    private final Database database;
    private final InstantSource clock;

    Explain(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Why an event did or did not reach a webhook.
     *
     * @param verdict one word for programs
     * @param sentence for people; names no lead and no secret
     * @param attempts the latest, in order; a successful one is among them
     */
    public record Answered(long webhook, long event, String verdict, String sentence, List<Attempted> attempts) {}

    /** One attempt; without a reason it was delivered. */
    public record Attempted(
            Instant at,
            int number,
            String trigger,
            @Nullable Integer status,
            @Nullable String reason) {
        boolean delivered() {
            return reason == null;
        }

        /** How it ended, for people. */
        String outcome() {
            if (status != null) {
                return "the receiver answered " + status;
            }
            return reason == null ? "delivered" : reason;
        }
    }

    /** Why this event did or did not reach it. @throws Refusal 404 when there is no such webhook */
    public Answered event(long webhook, long seq) {
        return atOneMoment(transaction -> explain(transaction, known(transaction, webhook), seq));
    }

    /** The same of each of the latest events of a lead, at most so many, in order. */
    public List<Answered> lead(long webhook, long lead, int most) {
        return atOneMoment(transaction -> {
            var known = known(transaction, webhook);
            return ExplainTable.eventsOf(transaction, known.webhook.campaign(), lead, most).stream()
                    .map(seq -> explain(transaction, known, seq))
                    .toList();
        });
    }

    /** The campaign of a webhook, deleted or not. */
    public Optional<Long> campaign(long webhook) {
        return database.transaction(
                transaction -> ExplainTable.webhook(transaction, webhook).map(Webhook::campaign));
    }

    /** An event that is settled while it is looked at must not seem to be lost. */
    private <T> T atOneMoment(Function<Transaction, T> work) {
        return database.transaction(transaction -> {
            transaction.update("set transaction isolation level repeatable read read only");
            return work.apply(transaction);
        });
    }

    /**
     * What is the same for all events.
     *
     * @param firstKept the first number of the log that is still kept
     * @param from after which event it gets each type that it gets
     */
    private record Known(
            Webhook webhook,
            long firstKept,
            long lastSeq,
            Map<EventType, Long> from,
            Optional<LanesTable.Stored> lane) {}

    private static Known known(Transaction transaction, long id) {
        var webhook = ExplainTable.webhook(transaction, id).orElseThrow(() -> Refusal.notFound("Webhook not found"));
        return new Known(
                webhook,
                ExplainTable.firstKept(transaction, webhook.campaign()),
                LanesTable.reach(transaction, webhook.campaign()).getFirst().lastSeq(),
                ExplainTable.from(transaction, id),
                LanesTable.find(transaction, id));
    }

    private Answered explain(Transaction transaction, Known known, long seq) {
        long webhook = known.webhook.id();
        var event = ExplainTable.event(transaction, known.webhook.campaign(), seq);
        var type = event.map(Happening::type);
        var owed = ExplainTable.owed(transaction, webhook, seq);
        var tried = ExplainTable.tried(transaction, webhook, seq, event.map(Happening::at));
        var facts = new Facts(
                clock.instant(),
                known.webhook,
                seq,
                known.firstKept,
                known.lastSeq,
                event,
                type.map(known.from::get),
                type.flatMap(each -> ExplainTable.ended(transaction, webhook, each, seq)),
                known.lane,
                owed,
                owed.filter(row -> row.attempts() == 0)
                        .flatMap(row -> ExplainTable.owedBefore(transaction, webhook, row)),
                ExplainTable.gap(transaction, webhook, seq),
                tried.latest(),
                tried.all());
        var explanation = Explanation.of(facts);
        return new Answered(webhook, seq, explanation.verdict(), explanation.sentence(), facts.attempts());
    }
}
