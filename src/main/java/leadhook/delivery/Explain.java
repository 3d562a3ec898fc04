package leadhook.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import leadhook.delivery.ExplainTable.Asked;
import leadhook.delivery.ExplainTable.Tried;
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
        return atOneMoment(transaction -> {
            var known = known(transaction, webhook);
            var event = ExplainTable.event(transaction, known.webhook.campaign(), seq);
            return explain(transaction, known, List.of(new Asked(seq, event))).getFirst();
        });
    }

    /** The same of each of the latest events of a lead, at most so many, in order. */
    public List<Answered> lead(long webhook, long lead, int most) {
        return atOneMoment(transaction -> {
            var known = known(transaction, webhook);
            return explain(
                    transaction, known, ExplainTable.eventsOf(transaction, known.webhook.campaign(), lead, most));
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

    /** As many questions for one event as for many. */
    private List<Answered> explain(Transaction transaction, Known known, List<Asked> events) {
        long webhook = known.webhook.id();
        var owed = ExplainTable.owed(transaction, webhook, events);
        var tried = ExplainTable.tried(transaction, webhook, events);
        var ended = ExplainTable.ended(transaction, webhook, events);
        var behind = ExplainTable.behind(transaction, webhook, owed.values());
        var gaps = ExplainTable.gaps(transaction, webhook, events);
        return events.stream()
                .map(asked -> {
                    var attempts = tried.getOrDefault(asked.seq(), Tried.NOTHING);
                    return answered(new Facts(
                            clock.instant(),
                            known.webhook,
                            asked.seq(),
                            known.firstKept,
                            known.lastSeq,
                            asked.event(),
                            asked.event().map(event -> known.from.get(event.type())),
                            Optional.ofNullable(ended.get(asked.seq())),
                            known.lane,
                            Optional.ofNullable(owed.get(asked.seq())),
                            Optional.ofNullable(behind.get(asked.seq())),
                            Optional.ofNullable(gaps.get(asked.seq())),
                            attempts.latest(),
                            attempts.all()));
                })
                .toList();
    }

    private static Answered answered(Facts facts) {
        var explanation = Explanation.of(facts);
        return new Answered(
                facts.webhook().id(), facts.seq(), explanation.verdict(), explanation.sentence(), facts.attempts());
    }
}
