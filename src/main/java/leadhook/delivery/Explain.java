package leadhook.delivery;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import leadhook.delivery.Facts.Happening;
import leadhook.delivery.Facts.Webhook;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;

/** Answers why an event, or each event of a lead, did or did not reach a webhook. */
final class Explain {
    private final Database database;
    private final InstantSource clock;

    Explain(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An answer and what it is drawn from. */
    record Answered(Explanation explanation, Facts facts) {}

    Answered event(long webhook, long seq) {
        return atOneMoment(transaction -> explain(transaction, known(transaction, webhook), seq));
    }

    /** The same of each of the latest events of a lead, in order. */
    List<Answered> lead(long webhook, long lead) {
        return atOneMoment(transaction -> {
            var known = known(transaction, webhook);
            return ExplainTable.eventsOf(transaction, known.campaign(), lead).stream()
                    .map(seq -> explain(transaction, known, seq))
                    .toList();
        });
    }

    /** The campaign of a webhook, deleted or not. */
    Optional<Long> campaign(long webhook) {
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

    private static Webhook known(Transaction transaction, long webhook) {
        return ExplainTable.webhook(transaction, webhook).orElseThrow(() -> Refusal.notFound("Webhook not found"));
    }

    private Answered explain(Transaction transaction, Webhook webhook, long seq) {
        var event = ExplainTable.event(transaction, webhook.campaign(), seq);
        var owed = ExplainTable.owed(transaction, webhook.id(), seq);
        var facts = new Facts(
                clock.instant(),
                webhook,
                seq,
                ExplainTable.firstKept(transaction, webhook.campaign()),
                LanesTable.reach(transaction, webhook.campaign()).getFirst().lastSeq(),
                event,
                event.map(Happening::type).flatMap(type -> ExplainTable.fromSeq(transaction, webhook.id(), type)),
                LanesTable.find(transaction, webhook.id()),
                owed,
                owed.filter(row -> row.attempts() == 0)
                        .flatMap(row -> ExplainTable.owedBefore(transaction, webhook.id(), row)),
                ExplainTable.gap(transaction, webhook.id(), seq),
                ExplainTable.attempts(transaction, webhook.id(), seq),
                ExplainTable.attemptCount(transaction, webhook.id(), seq));
        return new Answered(Explanation.of(facts), facts);
    }
}
