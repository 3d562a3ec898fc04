package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import leadhook.delivery.LanesTable.Stored;
import leadhook.platform.database.Database;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Transaction;

/**
 * What becomes of deliveries when the events they are of grow old: what was not delivered is named in {@code gaps} before
 * its day goes, and the diary goes by days. Each call is one short transaction.
 */
public final class Expiry {
    /** Numbers of a log that one step looks at, events that it names, rows that it moves. */
    private static final int NUMBERS = 100_000;

    private static final int EVENTS = 10_000;
    private static final int ROWS = 1_000;
    private static final int WEBHOOKS = 200;

    private final Database database;
    private final OutboundWebhooks webhooks;
    private final DayPartitions diary;
    private final DeliveryMeters meters;

    Expiry(Database database, OutboundWebhooks webhooks, DayPartitions diary, DeliveryMeters meters) {
        this.database = database;
        this.webhooks = webhooks;
        this.diary = diary;
        this.meters = meters;
    }

    /** A lane that has not settled everything up to the number that is the last of a day. */
    public record Behind(long webhook, long campaign, long through) {}

    /** The lanes after this webhook that have something unread or owed in this day or before it. */
    public List<Behind> behind(LocalDate day, long afterWebhook, int limit) {
        return database.transaction(transaction -> ExpiryTables.behind(transaction, day, null, afterWebhook, limit));
    }

    /** Whether there are such lanes of these campaigns, as this transaction sees it. */
    public boolean isAnyBehind(Transaction transaction, LocalDate day, List<Long> campaigns) {
        return !ExpiryTables.behind(transaction, day, campaigns.toArray(Long[]::new), 0, 1)
                .isEmpty();
    }

    /**
     * Events that nobody will send any more.
     *
     * @param unread how many the lane had not come to
     * @param owed how many had been tried, or had waited behind such
     * @param all whether that was all the lane had
     */
    public record Expired(long unread, long owed, boolean all) {
        /** How many in all. */
        public long events() {
            return unread + owed;
        }
    }

    /** What a step has let expire, and what came of what was written alongside. */
    public record Step<T>(Expired expired, T alongside) {}

    /**
     * Names in {@code gaps} what a lane has not delivered, in order, as much as fits into a short transaction, and moves the
     * lane on. Whoever serves it loads it anew, and what its exchanges still bring moves nothing.
     *
     * @param alongside what is written in the same transaction
     */
    public <T> Step<T> expire(Behind lane, Instant at, BiFunction<Transaction, Expired, T> alongside) {
        // Looked up before anything is locked, for signups wait for this campaign's row meanwhile. Events of these days
        // become no more, and no subscription reaches back to them.
        var page = database.transaction(transaction -> page(transaction, lane));
        var step = webhooks.change(lane.campaign(), transaction -> {
            var expired = LanesTable.lock(transaction, lane.webhook())
                    .map(stored -> expire(transaction, lane, stored, page, at))
                    // Deleted meanwhile.
                    .orElse(new Expired(0, 0, true));
            return new Step<>(expired, alongside.apply(transaction, expired));
        });
        meters.expired(step.expired().events());
        return step;
    }

    private record Page(List<Long> wanted, long through) {}

    private static Page page(Transaction transaction, Behind lane) {
        long position = LanesTable.find(transaction, lane.webhook())
                .map(Stored::position)
                .orElse(lane.through());
        if (position >= lane.through()) {
            return new Page(List.of(), lane.through());
        }
        long end = Math.min(lane.through(), position + NUMBERS);
        var wanted = ExpiryTables.wanted(transaction, lane, position, end, EVENTS);
        return new Page(wanted, wanted.size() == EVENTS ? wanted.getLast() : end);
    }

    private static Expired expire(Transaction transaction, Behind lane, Stored stored, Page page, Instant at) {
        var unread = Stretch.unsettled(page.wanted(), stored::isSettled);
        var owed = Stretch.exactly(
                ExpiryTables.forgive(transaction, lane.webhook(), Math.min(page.through(), lane.through()), ROWS));
        ExpiryTables.gaps(transaction, lane.webhook(), unread, "expired", at);
        ExpiryTables.gaps(transaction, lane.webhook(), owed, "expired", at);
        LanesTable.moveOn(transaction, stored.through(page.through()));
        boolean all = page.through() >= lane.through() && Stretch.events(owed) < ROWS;
        return new Expired(Stretch.events(unread), Stretch.events(owed), all);
    }

    /** What would expire of a lane if its days went now, as far as one step would come: the rest is not counted. */
    public Expired outlook(Behind lane) {
        return database.transaction(transaction -> {
            var page = page(transaction, lane);
            var stored = LanesTable.find(transaction, lane.webhook());
            long unread = stored.map(each -> Stretch.events(Stretch.unsettled(page.wanted(), each::isSettled)))
                    .orElse(0L);
            return new Expired(unread, ExpiryTables.owed(transaction, lane), page.through() >= lane.through());
        });
    }

    // The diary -------------------------------------------------------------------------------------------------------

    /** The days of which attempts are kept, in order. */
    public List<LocalDate> days() {
        return diary.days();
    }

    /** Makes room for attempts of this day and the week after it. */
    public void prepare(LocalDate day) {
        diary.ensure(day);
    }

    /** Makes one step of dropping a day of the diary, while it is written. Returns whether it is gone. */
    public boolean letGo(LocalDate day) {
        return diary.letGo(day);
    }

    /**
     * Where a step over all webhooks has come to.
     *
     * @param webhook everything up to this one is done
     */
    public record Reached(long webhook, boolean end) {}

    /**
     * Attempts of a day that tell of events that are still kept, as of a campaign whose clock once ran ahead, go on in
     * another day: without them nobody could say what became of these events.
     */
    public Reached carry(Transaction transaction, LocalDate from, LocalDate to, long afterWebhook) {
        var last = last(transaction, afterWebhook);
        if (last.isEmpty()) {
            return new Reached(afterWebhook, true);
        }
        int moved = ExpiryTables.carry(transaction, from, to, afterWebhook, last.get(), ROWS);
        return new Reached(moved < ROWS ? last.get() : afterWebhook, false);
    }

    private static Optional<Long> last(Transaction transaction, long afterWebhook) {
        return ExpiryTables.lastOfNext(transaction, afterWebhook, WEBHOOKS);
    }

    /**
     * Forgets what is older than that of some webhooks: gaps of events that are gone, what was done to them, subscriptions
     * that ended with such events, and of those that were deleted everything.
     */
    public Reached tidy(Transaction transaction, Instant before, long afterWebhook) {
        var last = last(transaction, afterWebhook);
        if (last.isEmpty()) {
            return new Reached(afterWebhook, true);
        }
        int gaps = ExpiryTables.forgetGaps(transaction, before, afterWebhook, last.get(), ROWS);
        int changes = ExpiryTables.forgetChanges(transaction, before, afterWebhook, last.get(), ROWS);
        ExpiryTables.forgetSubscriptions(transaction, afterWebhook, last.get());
        ExpiryTables.forgetWebhooks(transaction, before, afterWebhook, last.get());
        return new Reached(gaps < ROWS && changes < ROWS ? last.get() : afterWebhook, false);
    }
}
