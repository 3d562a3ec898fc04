package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Settled.Ended;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of settling: where lanes stand, what they owe, and the diary of attempts; each statement once for all lanes. */
final class SettleTables {
    private SettleTables() {}

    /** What is written of a lane: what has become of some of its events, and where it stands with these. */
    record LaneUpdate(Lane lane, List<Settled> settled, Lane.Standing standing) {
        LaneUpdate {
            settled = List.copyOf(settled);
        }

        long delivered() {
            return settled.stream().filter(LaneUpdate::isDelivered).count();
        }

        long failed() {
            return settled.stream().filter(Ended.class::isInstance).count() - delivered();
        }

        private static boolean isDelivered(Settled settled) {
            return settled instanceof Ended ended && ended.sent().outcome() instanceof Delivered;
        }

        long webhook() {
            return lane.id();
        }

        private Health health() {
            return standing.health();
        }
    }

    /**
     * Which lanes were moved by a transaction, and its number. Lanes and not webhooks: one that was loaded anew may be
     * written together with what the one before it still had to tell.
     */
    record Moved(String transaction, Set<Lane> lanes) {}

    /**
     * Written first: it locks the rows of the lanes, so that a webhook deleted meanwhile owes nothing afterwards. A lane
     * that somebody else has loaded since, or that is gone, is not moved.
     */
    static Moved lanes(Transaction transaction, List<LaneUpdate> updates) {
        return transaction
                .first(
                        """
                        with moved as (
                            update lanes l set position = u.position, ahead = u.ahead,
                                delivered = l.delivered + u.delivered, failed = l.failed + u.failed,
                                state = u.state, failures = u.failures, failing_seq = u.failing_seq,
                                failing_since = u.failing_since, failing_reason = u.failing_reason,
                                probes = u.probes, probe_at = u.probe_at,
                                wait_until = u.wait_until
                            from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::bigint[],
                                ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::text[],
                                ?::bigint[], ?::timestamptz[], ?::timestamptz[])
                                with ordinality
                                as u (webhook_id, epoch, version, position, ahead, delivered, failed, state, failures,
                                    failing_seq, failing_since, failing_reason, probes, probe_at, wait_until, place)
                            where l.webhook_id = u.webhook_id and l.epoch = u.epoch and l.version = u.version
                            returning u.place
                        )
                        select pg_current_xact_id()::text, array(select place from moved)
                        """,
                        row -> new Moved(
                                row.getString(1),
                                Stream.of((Long[]) row.getArray(2).getArray())
                                        .map(place -> updates.get(place.intValue() - 1)
                                                .lane())
                                        .collect(Collectors.toUnmodifiableSet())),
                        numbers(updates, LaneUpdate::webhook),
                        numbers(updates, update -> update.lane().fence().epoch()),
                        numbers(updates, update -> update.lane().fence().version()),
                        numbers(updates, update -> update.standing().position()),
                        updates.stream()
                                .map(update -> update.standing().ahead())
                                .toArray(byte[][]::new),
                        numbers(updates, LaneUpdate::delivered),
                        numbers(updates, LaneUpdate::failed),
                        updates.stream()
                                .map(update -> update.health().mode().text())
                                .toArray(String[]::new),
                        numbers(updates, update -> update.health().failures()),
                        updates.stream()
                                .map(update -> update.health().failingSeq())
                                .toArray(Long[]::new),
                        instants(updates, Health::failingSince),
                        updates.stream()
                                .map(update -> update.health().failingReason())
                                .toArray(String[]::new),
                        numbers(updates, update -> update.health().probes()),
                        instants(updates, Health::probeAt),
                        instants(updates, Health::waitUntil))
                .orElseThrow();
    }

    private static @Nullable Instant[] instants(List<LaneUpdate> updates, Function<Health, @Nullable Instant> column) {
        return updates.stream().map(update -> column.apply(update.health())).toArray(Instant[]::new);
    }

    private static <T> Long[] numbers(List<T> rows, ToLongFunction<T> column) {
        return rows.stream().map(column::applyAsLong).toArray(Long[]::new);
    }

    /** The diary of attempts. */
    static void attempts(Transaction transaction, List<Line> lines) {
        transaction.update(
                """
                insert into attempts (webhook_id, campaign_id, seq, number, trigger, at, day, took_millis, status, reason,
                    excerpt)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::text[], ?::timestamptz[],
                    ?::date[], ?::int[], ?::int[], ?::text[], ?::text[])
                """,
                numbers(lines, Line::webhook),
                numbers(lines, Line::campaign),
                numbers(lines, Line::seq),
                numbers(lines, Line::number),
                lines.stream().map(Line::trigger).toArray(String[]::new),
                lines.stream().map(Line::at).toArray(Instant[]::new),
                lines.stream().map(Line::day).toArray(LocalDate[]::new),
                numbers(lines, line -> line.sent().took().toMillis()),
                statuses(lines),
                reasons(lines),
                lines.stream().map(line -> line.sent().excerpt()).toArray(String[]::new));
    }

    private static @Nullable Long[] statuses(List<Line> lines) {
        var statuses = new @Nullable Long[lines.size()];
        for (int i = 0; i < statuses.length; i++) {
            var status = lines.get(i).status();
            statuses[i] = status == null ? null : Long.valueOf(status);
        }
        return statuses;
    }

    private static @Nullable String[] reasons(List<Line> lines) {
        var reasons = new @Nullable String[lines.size()];
        for (int i = 0; i < reasons.length; i++) {
            reasons[i] = lines.get(i).reason();
        }
        return reasons;
    }

    /** Whether the diary has this attempt. */
    static boolean isTold(Database database, Ended ended) {
        var attempt = ended.attempt();
        return database.first(
                        """
                        select exists (select from attempts
                            where webhook_id = ? and seq = ? and number = ? and at = ? and day = ?)
                        """,
                        row -> row.getBoolean(1),
                        ended.lane().id(),
                        attempt.event().seq(),
                        attempt.number(),
                        attempt.startedAt(),
                        attempt.day())
                .orElseThrow();
    }

    /** A row of {@code retries} with its webhook. */
    record Debt(long webhook, Owed owed) {}

    /** Owed rows made or moved on. */
    static void owe(Transaction transaction, List<Debt> debts) {
        transaction.update(
                """
                insert into retries (webhook_id, seq, day, lead_id, attempt, due_at)
                select * from unnest(?::bigint[], ?::bigint[], ?::date[], ?::bigint[], ?::int[], ?::timestamptz[])
                on conflict (webhook_id, seq) do update set attempt = excluded.attempt, due_at = excluded.due_at
                """,
                numbers(debts, Debt::webhook),
                numbers(debts, debt -> debt.owed().seq()),
                debts.stream().map(debt -> debt.owed().day()).toArray(LocalDate[]::new),
                numbers(debts, debt -> debt.owed().lead()),
                numbers(debts, debt -> debt.owed().attempts()),
                debts.stream().map(debt -> debt.owed().dueAt()).toArray(Instant[]::new));
    }

    /** An event of a webhook. */
    record WebhookEvent(long webhook, long seq) {}

    /** Owed rows that are done with: delivered after all, or given up. Returns how many there were. */
    static int forgive(Transaction transaction, List<WebhookEvent> keys) {
        return transaction.update("""
                delete from retries r using unnest(?::bigint[], ?::bigint[]) as k (webhook_id, seq)
                where r.webhook_id = k.webhook_id and r.seq = k.seq
                """, numbers(keys, WebhookEvent::webhook), numbers(keys, WebhookEvent::seq));
    }

    /** An event that nobody will send any more, and why. */
    record Gap(WebhookEvent event, String reason) {}

    /** This event was delivered after all. */
    static void closeGap(Transaction transaction, long webhook, long seq) {
        transaction.update("delete from gaps where webhook_id = ? and from_seq = ? and to_seq = ?", webhook, seq, seq);
    }

    static void gaps(Transaction transaction, List<Gap> gaps, Instant at) {
        transaction.update(
                """
                insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                select g.webhook_id, g.seq, g.seq, g.reason, ?
                from unnest(?::bigint[], ?::bigint[], ?::text[]) as g (webhook_id, seq, reason)
                on conflict do nothing
                """,
                at,
                numbers(gaps, gap -> gap.event().webhook()),
                numbers(gaps, gap -> gap.event().seq()),
                gaps.stream().map(Gap::reason).toArray(String[]::new));
    }

    /** Lanes that nothing is sent to any more until somebody enables them. */
    static void disabled(Transaction transaction, List<LaneUpdate> lanes, Instant at) {
        transaction.update(
                """
                insert into webhook_changes (campaign_id, webhook_id, at, change, detail)
                select d.campaign_id, d.webhook_id, ?, 'disabled', 'failing since ' || to_char(
                    d.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                from unnest(?::bigint[], ?::bigint[], ?::timestamptz[]) as d (campaign_id, webhook_id, since)
                """,
                at,
                numbers(lanes, update -> update.lane().webhook().campaign()),
                numbers(lanes, LaneUpdate::webhook),
                instants(lanes, Health::failingSince));
    }
}
