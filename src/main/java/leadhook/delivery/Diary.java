package leadhook.delivery;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import org.jspecify.annotations.Nullable;

/** What was sent to webhooks and what came of it, attempt by attempt, read in pages. */
public final class Diary {
    /** One page looks at no more lines than that, whatever it looks for. */
    static final int LOOKED_AT = 1_000;

    private final Database database;

    Diary(Database database) {
        this.database = database;
    }

    /** Which attempts are shown. */
    public enum Outcomes {
        /** All of them, the newest events first. */
        ALL,
        /** Those that are no delivery, the newest first. */
        FAILED,
        /** Those that are one, the newest events first. */
        DELIVERED
    }

    /**
     * One attempt; without a reason it was delivered.
     *
     * @param seq the number of its event; 0 for a test
     * @param excerpt the first 16 KiB of the answer; null when that was erased with a lead
     */
    public record Entry(
            long id,
            long seq,
            int number,
            String trigger,
            Instant at,
            long tookMillis,
            @Nullable Integer status,
            @Nullable String reason,
            @Nullable String excerpt) {
        private static final Row<Entry> ROW = row -> new Entry(
                row.getLong("id"),
                row.getLong("seq"),
                row.getInt("number"),
                row.getString("trigger"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getLong("took_millis"),
                row.getObject("status", Integer.class),
                row.getString("reason"),
                row.getString("excerpt"));
    }

    /**
     * Some attempts in order; perhaps none, although there are more.
     *
     * @param next where to go on; null at the end
     */
    public record Page(List<Entry> entries, @Nullable String next) {}

    /** The attempts of a webhook, deleted or not, at most so many, after the place where another page ended. */
    public Page page(long campaign, long webhook, Outcomes outcomes, @Nullable String after, int limit) {
        requireOf(campaign, webhook);
        return switch (outcomes) {
            case ALL -> byEvent(webhook, Cursor.read(after), limit, false);
            case DELIVERED -> byEvent(webhook, Cursor.read(after), limit, true);
            case FAILED -> failed(webhook, after, limit);
        };
    }

    /** The latest tests of a webhook, which are of no event: by events, they come last of all. */
    public List<Entry> tests(long campaign, long webhook, int limit) {
        requireOf(campaign, webhook);
        return database.list("""
                select id, seq, number, trigger, at, took_millis, status, reason, excerpt from attempts
                where webhook_id = ? and seq = 0 order by id desc limit ?
                """, Entry.ROW, webhook, limit);
    }

    private void requireOf(long campaign, long webhook) {
        var found = database.first(
                "select id from outbound_webhooks where campaign_id = ? and id = ?",
                row -> row.getLong(1),
                campaign,
                webhook);
        if (found.isEmpty()) {
            throw Refusal.notFound("Webhook not found");
        }
    }

    // The newest events first -----------------------------------------------------------------------------------------

    /** The place of an attempt among all of its webhook. */
    private record Cursor(long seq, long id) {
        private static final Cursor BEGINNING = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);

        static Cursor read(@Nullable String text) {
            if (text == null) {
                return BEGINNING;
            }
            if (!text.matches("[0-9]{1,18}-[0-9]{1,18}")) {
                throw unknownPlace();
            }
            var parts = text.split("-", 2);
            return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }

        static String after(Entry entry) {
            return entry.seq() + "-" + entry.id();
        }
    }

    private static Refusal unknownPlace() {
        return Refusal.invalid("after is the next of another page");
    }

    /** An attempt that was looked at, and its place among these. */
    private record Looked(Entry entry, long place) {
        static final Row<Looked> ROW = row -> new Looked(Entry.ROW.read(row), row.getLong("place"));
    }

    private Page byEvent(long webhook, Cursor after, int limit, boolean onlyDelivered) {
        int most = onlyDelivered ? LOOKED_AT : limit + 1;
        var looked = looked(webhook, after, most, onlyDelivered, limit);
        var wanted = looked.stream()
                .map(Looked::entry)
                .filter(entry -> !onlyDelivered || entry.reason() == null)
                .toList();
        if (wanted.size() > limit) {
            return new Page(wanted.subList(0, limit), Cursor.after(wanted.get(limit - 1)));
        }
        boolean more = !looked.isEmpty() && looked.getLast().place() == most;
        return new Page(wanted, more ? Cursor.after(looked.getLast().entry()) : null);
    }

    /** The last that is looked at comes along, wanted or not: there the next page goes on. */
    private List<Looked> looked(long webhook, Cursor after, int most, boolean onlyDelivered, int limit) {
        return database.list(
                """
                select * from (
                    select looked.*, row_number() over (order by seq desc, id desc) as place
                    from (
                        select id, seq, number, trigger, at, took_millis, status, reason, excerpt from attempts
                        where webhook_id = ? and seq <= ? and (seq, id) < (?, ?)
                        order by seq desc, id desc limit ?
                    ) looked
                ) placed
                where not ? or reason is null or place = ?
                order by place limit ?
                """, Looked.ROW, webhook, after.seq(), after.seq(), after.id(), most, onlyDelivered, most, limit + 2);
    }

    // The newest failures first ---------------------------------------------------------------------------------------

    /** By the index attempts_failed, which has nothing else in it. */
    private Page failed(long webhook, @Nullable String after, int limit) {
        if (after != null && !after.matches("[0-9]{1,18}")) {
            throw unknownPlace();
        }
        var found = database.list(
                """
                select id, seq, number, trigger, at, took_millis, status, reason, excerpt from attempts
                where webhook_id = ? and reason is not null and id < ?
                order by id desc limit ?
                """, Entry.ROW, webhook, after == null ? Long.MAX_VALUE : Long.parseLong(after), limit + 1);
        boolean more = found.size() > limit;
        var entries = more ? found.subList(0, limit) : found;
        return new Page(entries, more ? Long.toString(entries.getLast().id()) : null);
    }
}
