package leadhook.log;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Transaction;

/** The logs of all campaigns: appended by writers, read by number. */
public final class Log {
    /** What memory may hold of the newest events. */
    public static final long MEMORY_BYTES = 64L << 20;

    private final Database reading;
    private final DayPartitions days;
    private final RecentEvents recent;
    private volatile Consumer<News> listener = _ -> {};
    private volatile BiConsumer<Transaction, Erasure> witness = (_, _) -> {};

    /** A log that keeps at most so many bytes of events in memory; with zero, all reading is from the table. */
    public Log(Database everyday, Database reading, long memoryBytes) {
        this.reading = reading;
        this.days = new DayPartitions(everyday, "events");
        this.recent = new RecentEvents(memoryBytes);
    }

    /** Who is told of growth, after each commit. */
    public void tell(Consumer<News> listener) {
        this.listener = listener;
    }

    /** Who keeps things about events elsewhere, and lets them go in the transaction in which the events are erased. */
    public void tellOfErasures(BiConsumer<Transaction, Erasure> witness) {
        this.witness = witness;
    }

    /** Makes room for the events of this day and the week after it. */
    public void prepare(LocalDate day) {
        days.ensure(day);
    }

    /** The days of which events are kept, in order. */
    public List<LocalDate> days() {
        return days.days();
    }

    /** Makes one step of dropping a day of all campaigns, while events come. Returns whether it is gone. */
    public boolean letGo(LocalDate day) {
        return days.letGo(day);
    }

    /** Keeps nothing of this day or before it in memory. */
    public void forgetThrough(LocalDate day) {
        recent.forgetThrough(day);
    }

    /** Keeps nothing of this campaign in memory: another node has changed what was written. */
    public void forget(long campaign) {
        recent.forget(campaign);
    }

    /** Keeps nothing in memory. */
    public void forget() {
        recent.forget();
    }

    /**
     * Appends events, numbered by the caller under the lock of their campaigns' state. Two statements in all. When a day
     * has no room yet, that is made and the transaction fails: the caller repeats it.
     */
    public void append(Transaction transaction, List<Event> events) {
        try {
            EventsTable.insert(transaction, events);
        } catch (DatabaseException e) {
            if (e.isMissingPartition()) {
                // Not today: a campaign whose clock once ran ahead stays on that day.
                events.stream().map(Event::day).distinct().forEach(this::prepare);
            }
            throw e;
        }
    }

    /**
     * Takes out of earlier events, and of what others keep about them, all that says who somebody was. Farewells are appended
     * in the same transaction.
     */
    public void erase(Transaction transaction, Erasure erasure) {
        EventsTable.erase(transaction, erasure);
        witness.accept(transaction, erasure);
    }

    /** How many events of these leads are kept; counted no further than to the limit. */
    public Map<Long, Long> count(Transaction transaction, long campaign, List<Long> leads, int limit) {
        return EventsTable.count(transaction, campaign, leads, limit);
    }

    /** Some events of a lead: how many, and the number of the last of them. */
    public record Part(long events, long through) {}

    /** The next events of a lead, at most so many; empty when there are no more. */
    public Optional<Part> part(Transaction transaction, long campaign, long lead, long after, int many) {
        return EventsTable.part(transaction, campaign, lead, after, many);
    }

    /** Lets the payload of a farewell go. */
    public void blank(Transaction transaction, Farewell farewell) {
        EventsTable.blank(transaction, farewell);
        recent.forget(farewell.campaign());
    }

    /** Called after the commit of an append: keeps the events in memory, then tells the listener. */
    public void committed(List<Event> events, List<News> news) {
        news.stream().filter(News::erased).forEach(each -> recent.forget(each.campaign()));
        recent.add(events);
        news.forEach(listener);
    }

    /**
     * The events of these types numbered from first to last, at most the limit, in order; others may be among them. What
     * was erased is passed over.
     */
    public Slice read(long campaign, long first, long last, List<EventType> types, int limit) {
        return recent.read(campaign, first, last, limit)
                .orElseGet(() -> EventsTable.read(reading, campaign, first, last, types, limit));
    }

    /** Events by number, in any order; those erased meanwhile are missing. */
    public List<Event> read(long campaign, Map<Long, LocalDate> daysBySeq) {
        return EventsTable.read(reading, daysBySeq, campaign);
    }

    /** Whether this very event is in the table, and not another one of its number. */
    public boolean has(Event event) {
        return EventsTable.has(reading, event);
    }
}
