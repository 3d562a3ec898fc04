package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import leadhook.delivery.Attempt.Ended;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of settling: where lanes stand, what they owe, and the diary of attempts; each statement once for all lanes. */
final class SettleTables {
    private SettleTables() {}

    /** A lane's new row: where it stands and what it has counted since. */
    record LaneUpdate(Lane lane, Lane.Standing standing, long delivered, long failed) {
        long webhook() {
            return lane.webhook().id();
        }
    }

    /**
     * Written first: it locks the rows of the lanes, so that a webhook deleted meanwhile owes nothing afterwards. Returns
     * the number of the transaction, unless there was nothing to write.
     */
    static Optional<String> lanes(Transaction transaction, List<LaneUpdate> updates) {
        return transaction.first(
                """
                update lanes l set position = u.position, ahead = u.ahead,
                    delivered = l.delivered + u.delivered, failed = l.failed + u.failed
                from unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[])
                    as u (webhook_id, position, ahead, delivered, failed)
                where l.webhook_id = u.webhook_id
                returning pg_current_xact_id()::text
                """,
                row -> row.getString(1),
                updates.stream().map(LaneUpdate::webhook).toArray(Long[]::new),
                updates.stream().map(update -> update.standing().position()).toArray(Long[]::new),
                updates.stream().map(update -> update.standing().ahead()).toArray(byte[][]::new),
                updates.stream().map(LaneUpdate::delivered).toArray(Long[]::new),
                updates.stream().map(LaneUpdate::failed).toArray(Long[]::new));
    }

    static void attempts(Transaction transaction, List<Ended> ended) {
        int size = ended.size();
        var statuses = new @Nullable Long[size];
        var reasons = new @Nullable String[size];
        for (int i = 0; i < size; i++) {
            var outcome = ended.get(i).sent().outcome();
            statuses[i] = status(outcome);
            reasons[i] = reason(outcome);
        }
        transaction.update(
                """
                insert into attempts (webhook_id, campaign_id, seq, number, trigger, at, day, took_millis, status, reason,
                    excerpt)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::text[], ?::timestamptz[],
                    ?::date[], ?::int[], ?::int[], ?::text[], ?::text[])
                """,
                numbers(ended, each -> each.attempt().lane().webhook().id()),
                numbers(ended, each -> each.attempt().event().campaign()),
                numbers(ended, each -> each.attempt().event().seq()),
                numbers(ended, each -> each.attempt().number()),
                ended.stream().map(each -> each.attempt().trigger()).toArray(String[]::new),
                ended.stream().map(each -> each.attempt().startedAt()).toArray(Instant[]::new),
                ended.stream()
                        .map(each -> LocalDate.ofInstant(each.attempt().startedAt(), ZoneOffset.UTC))
                        .toArray(LocalDate[]::new),
                numbers(ended, each -> each.sent().took().toMillis()),
                statuses,
                reasons,
                ended.stream().map(each -> each.sent().excerpt()).toArray(String[]::new));
    }

    private static Long[] numbers(List<Ended> ended, ToLongFunction<Ended> column) {
        return ended.stream().map(column::applyAsLong).toArray(Long[]::new);
    }

    private static @Nullable Long status(Outcome outcome) {
        return switch (outcome) {
            case Delivered(var status) -> (long) status;
            case Refused refused -> (long) refused.status();
            case Unreachable _, Unsafe _ -> null;
        };
    }

    private static @Nullable String reason(Outcome outcome) {
        return switch (outcome) {
            case Delivered _ -> null;
            case Refused _ -> "refused";
            case Unreachable(var reason) -> reason;
            case Unsafe unsafe -> unsafe.reason();
        };
    }

    /** A row of {@code retries} with its webhook. */
    record Debt(long webhook, Owed owed) {}

    /** Owed rows made or moved on; none for a webhook that was deleted meanwhile. */
    static void owe(Transaction transaction, List<Debt> debts) {
        transaction.update(
                """
                insert into retries (webhook_id, seq, day, lead_id, attempt, due_at)
                select d.* from unnest(?::bigint[], ?::bigint[], ?::date[], ?::bigint[], ?::int[], ?::timestamptz[])
                    as d (webhook_id, seq, day, lead_id, attempt, due_at)
                join lanes l on l.webhook_id = d.webhook_id
                on conflict (webhook_id, seq) do update set attempt = excluded.attempt, due_at = excluded.due_at
                """,
                debts.stream().map(Debt::webhook).toArray(Long[]::new),
                debts.stream().map(debt -> debt.owed().seq()).toArray(Long[]::new),
                debts.stream().map(debt -> debt.owed().day()).toArray(LocalDate[]::new),
                debts.stream().map(debt -> debt.owed().lead()).toArray(Long[]::new),
                debts.stream().map(debt -> (long) debt.owed().attempts()).toArray(Long[]::new),
                debts.stream().map(debt -> debt.owed().dueAt()).toArray(Instant[]::new));
    }

    /** An event of a webhook. */
    record WebhookEvent(long webhook, long seq) {}

    /** Owed rows that are done with: delivered after all, or given up. */
    static void forgive(Transaction transaction, List<WebhookEvent> keys) {
        transaction.update(
                """
                delete from retries r using unnest(?::bigint[], ?::bigint[]) as k (webhook_id, seq)
                where r.webhook_id = k.webhook_id and r.seq = k.seq
                """,
                keys.stream().map(WebhookEvent::webhook).toArray(Long[]::new),
                keys.stream().map(WebhookEvent::seq).toArray(Long[]::new));
    }

    /** What nobody will send any more, and why. */
    static void gaps(Transaction transaction, List<WebhookEvent> keys, String reason, Instant at) {
        transaction.update(
                """
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select k.webhook_id, k.seq, k.seq, ?, ? from unnest(?::bigint[], ?::bigint[]) as k (webhook_id, seq)
                """,
                reason,
                at,
                keys.stream().map(WebhookEvent::webhook).toArray(Long[]::new),
                keys.stream().map(WebhookEvent::seq).toArray(Long[]::new));
    }
}
