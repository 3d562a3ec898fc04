package leadhook.platform.idempotency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import leadhook.platform.database.Transaction;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** The answers that are given again, and the SQL of {@code first_answers}. */
public final class FirstAnswers {
    /** For how long the same key gets the first answer (contract Q60). */
    public static final Duration KEPT = Duration.ofHours(24);

    private static final int OF_ONE_STEP = 10_000;

    private FirstAnswers() {}

    /** A key of a campaign. */
    public record Slot(long campaign, String hash) {}

    /**
     * One answer.
     *
     * @param lead whose payload it is; null when it shows none
     */
    public record Given(Slot slot, String request, @Nullable Long lead, int status, String answer, Instant at) {}

    /** The answers of these keys that still count. Whoever asks holds the lock of the campaigns. */
    public static Map<Slot, Given> find(Transaction transaction, Collection<Slot> slots, Instant now) {
        var found = new HashMap<Slot, Given>();
        transaction.list(
                """
                select a.campaign_id, a.key, a.request, a.lead_id, a.status, a.answer, a.at
                from unnest(?::bigint[], ?::text[]) as k (campaign_id, key) join first_answers a using (campaign_id, key)
                where a.at > ?
                """,
                row -> {
                    var given = new Given(
                            new Slot(row.getLong("campaign_id"), row.getString("key")),
                            row.getString("request"),
                            row.getObject("lead_id", Long.class),
                            row.getInt("status"),
                            row.getString("answer"),
                            row.getObject("at", OffsetDateTime.class).toInstant());
                    found.put(given.slot(), given);
                    return given;
                },
                slots.stream().map(Slot::campaign).toArray(Long[]::new),
                slots.stream().map(Slot::hash).toArray(String[]::new),
                now.minus(KEPT));
        return found;
    }

    /** Keeps answers, in place of older ones that count no more. */
    public static void keep(Transaction transaction, List<Given> answers) {
        transaction.update(
                """
                insert into first_answers (campaign_id, key, request, lead_id, status, answer, at)
                select * from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::int[], ?::text[], ?::timestamptz[])
                on conflict (campaign_id, key) do update set request = excluded.request, lead_id = excluded.lead_id,
                    status = excluded.status, answer = excluded.answer, at = excluded.at
                """,
                answers.stream().map(each -> each.slot.campaign).toArray(Long[]::new),
                answers.stream().map(each -> each.slot.hash).toArray(String[]::new),
                answers.stream().map(Given::request).toArray(String[]::new),
                answers.stream().map(Given::lead).toArray(Long[]::new),
                answers.stream().map(Given::status).toArray(Integer[]::new),
                answers.stream().map(Given::answer).toArray(String[]::new),
                answers.stream().map(Given::at).toArray(Instant[]::new));
    }

    /**
     * Does the work of a call once: later ones with its key get what it was answered. With a key, whoever asks holds the
     * lock of the campaign, so that of two at the same moment the later waits for the end of the first.
     *
     * @param work in the same transaction; when it throws, nothing is kept and the call may be made again
     */
    public static Answer once(
            Transaction transaction, long campaign, Optional<IdempotencyKey> key, Instant now, Supplier<Answer> work) {
        if (key.isEmpty()) {
            return work.get();
        }
        var slot = new Slot(campaign, key.get().hash());
        var before = before(transaction, campaign, key, now);
        if (before.isPresent()) {
            return before.get();
        }
        var answer = work.get();
        keep(
                transaction,
                List.of(new Given(
                        slot,
                        key.get().request(),
                        null,
                        answer.status(),
                        new String(answer.body(), StandardCharsets.UTF_8),
                        now)));
        return answer;
    }

    /** What was answered to this key; empty when nothing was, or there is no key. */
    public static Optional<Answer> before(
            Transaction transaction, long campaign, Optional<IdempotencyKey> key, Instant now) {
        return key.flatMap(each -> {
            var slot = new Slot(campaign, each.hash());
            var given =
                    Optional.ofNullable(find(transaction, List.of(slot), now).get(slot));
            given.ifPresent(before -> each.requireSame(before.request));
            return given.map(before -> Answer.json(before.status, before.answer.getBytes(StandardCharsets.UTF_8)));
        });
    }

    /** Lets some of those go that count no more. Returns whether there may be others. */
    public static boolean forgetSome(Transaction transaction, Instant now) {
        return transaction.update("""
                        delete from first_answers where ctid = any(array(
                            select ctid from first_answers where at <= ? order by at limit ? for update skip locked))
                        """, now.minus(KEPT), OF_ONE_STEP) == OF_ONE_STEP;
    }
}
