package leadhook.leads;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import leadhook.campaigns.Campaigns;
import leadhook.leads.CountsTables.Entry;
import leadhook.leads.CountsTables.Sender;
import leadhook.leads.Standings.Score;
import leadhook.log.Erasure;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Log;
import leadhook.log.News;
import leadhook.platform.Refusal;
import leadhook.platform.database.Transaction;
import leadhook.platform.idempotency.FirstAnswers;
import leadhook.platform.idempotency.FirstAnswers.Given;
import leadhook.platform.idempotency.FirstAnswers.Slot;
import leadhook.platform.jobs.Jobs;

/**
 * One transaction over many campaigns: lock, load, decide in plain Java, write each table once for all. The number of
 * statements does not grow with the number of commands or campaigns.
 */
final class Batch {
    private final Campaigns campaigns;
    private final Log log;
    private final Views views;
    private final FraudCheck fraud;
    private final InstantSource clock;

    Batch(Campaigns campaigns, Log log, Views views, FraudCheck fraud, InstantSource clock) {
        this.fraud = fraud;
        this.campaigns = campaigns;
        this.log = log;
        this.views = views;
        this.clock = clock;
    }

    /**
     * What came of a batch, to be told once it is committed.
     *
     * @param left commands whose campaign was not to be had: locked by another node, or it does not exist
     * @param later commands that wait for the next batch, since one of their campaign stands alone
     * @param collided commands whose new lead got an id that is taken
     */
    record Result(
            List<Reply> replies,
            List<Command> left,
            List<Command> later,
            List<Command> collided,
            List<Event> events,
            List<News> news) {
        /** What a command is told. */
        record Reply(Command command, Optional<Done> done, Optional<Refusal> refusal) {}
    }

    /** Runs the batch inside a transaction; {@code began} is told the transaction's number as soon as it has one. */
    Result run(Transaction transaction, List<Command> commands, boolean waiting, Consumer<String> began) {
        var ids = new TreeSet<>(commands.stream().map(Command::campaign).toList());
        var loaded = LeadsTable.lockAndLoad(transaction, ids.toArray(Long[]::new), waiting, Wanted.of(commands));
        loaded.first().stream().findFirst().ifPresent(locked -> began.accept(locked.transaction()));
        var books = books(transaction, loaded.first());
        loaded.second()
                .forEach(profile -> Optional.ofNullable(books.get(profile.lead().campaignId()))
                        .ifPresent(book -> book.know(profile)));
        countSenders(transaction, commands, books);
        countEvents(transaction, commands, books);
        var decided = Decided.of(commands, books, answered(transaction, commands), fraud);
        var changed = books.values().stream().filter(Book::changed).toList();
        var moved = moved(changed);
        var standings = Standings.of(
                transaction,
                Stream.concat(moved.keySet().stream(), Views.scores(decided.shown()))
                        .toList());
        var payloads = views.render(standings, decided.shown());
        var events = decided.events(payloads);
        write(transaction, changed, events, commands);
        unlessEmpty(moved.keySet(), _ -> standings.write(transaction, moved));
        unlessEmpty(
                decided.firstAnswers(payloads, clock.instant()), answers -> FirstAnswers.keep(transaction, answers));
        return new Result(
                decided.replies(payloads), decided.left(), decided.later(), decided.collided(), events, news(books));
    }

    /** How many signups came from where these come from; no statement when none of them is to be counted. */
    private void countSenders(Transaction transaction, List<Command> commands, Map<Long, Book> books) {
        var senders = new LinkedHashSet<Sender>();
        for (var command : commands) {
            var book = books.get(command.campaign());
            if (book != null) {
                command.request()
                        .made()
                        .map(signup -> fraud.address(signup, book.rules()))
                        .ifPresent(address -> senders.add(new Sender(
                                command.campaign(),
                                address,
                                book.rules().fraud().signupsPerAddress())));
            }
        }
        if (!senders.isEmpty()) {
            CountsTables.signups(
                    transaction,
                    senders,
                    (sender, count) ->
                            Objects.requireNonNull(books.get(sender.campaign())).know(sender.address(), count));
        }
    }

    /** How much those leave who are to be deleted; no statement when nobody is. */
    private void countEvents(Transaction transaction, List<Command> commands, Map<Long, Book> books) {
        for (var command : commands) {
            var book = books.get(command.campaign());
            if (book != null
                    && command.request() instanceof Request.Delete deletion
                    && deletion.erasedThrough() == null) {
                var leads = deletion.names().stream()
                        .flatMap(name -> book.find(name).stream())
                        .map(Profile::id)
                        .toList();
                log.count(transaction, command.campaign(), leads, Deletion.MOST_EVENTS + 1)
                        .forEach(book::knowEvents);
            }
        }
    }

    /** What was answered before to keys that come again; no statement when none comes. */
    private Map<Slot, Given> answered(Transaction transaction, List<Command> commands) {
        var slots = commands.stream()
                .flatMap(command -> command.once().stream().map(key -> new Slot(command.campaign(), key.hash())))
                .distinct()
                .toList();
        return slots.isEmpty() ? Map.of() : FirstAnswers.find(transaction, slots, clock.instant());
    }

    private Map<Long, Book> books(Transaction transaction, List<LeadsTable.Locked> locked) {
        var versions = new HashMap<Long, Long>();
        locked.forEach(
                each -> versions.put(each.state().campaign(), each.state().configVersion()));
        var rules = campaigns.rulesAt(transaction, versions);
        var now = clock.instant();
        var books = new TreeMap<Long, Book>();
        for (var each : locked) {
            var rulesOfCampaign = rules.get(each.state().campaign());
            if (rulesOfCampaign != null) {
                books.put(each.state().campaign(), new Book(each.state(), rulesOfCampaign, now));
            }
        }
        return books;
    }

    /** By how much the number of leads changes at which scores. */
    private static Map<Score, Long> moved(List<Book> books) {
        var moved = new HashMap<Score, Long>();
        for (var book : books) {
            book.moves()
                    .standingChanges()
                    .forEach((score, change) -> moved.put(new Score(book.campaign(), score), change));
        }
        return moved;
    }

    private void write(Transaction transaction, List<Book> books, List<Event> events, List<Command> commands) {
        if (books.isEmpty()) {
            return;
        }
        var added = new ArrayList<Profile>();
        var updated = new ArrayList<Profile>();
        var counted = new ArrayList<Profile>();
        var removed = new ArrayList<Profile>();
        var tagged = new ArrayList<Entry<Change.Tagged>>();
        var completed = new ArrayList<Entry<Change.Completed>>();
        var rewarded = new ArrayList<Entry<Change.Rewarded>>();
        var ledger = new ArrayList<Entry<Change.Scored>>();
        for (var book : books) {
            added.addAll(book.added());
            updated.addAll(book.updated());
            counted.addAll(book.counted());
            removed.addAll(book.removed());
            tagged.addAll(Entry.of(book, book.tagged()));
            completed.addAll(Entry.of(book, book.completed()));
            rewarded.addAll(Entry.of(book, book.rewarded()));
            ledger.addAll(Entry.of(book, book.ledger()));
        }
        // First, for a new lead may have the phone number that an old one has just given up.
        unlessEmpty(removed, rows -> LeadsTable.delete(transaction, rows));
        unlessEmpty(removed, rows -> CountsTables.delete(transaction, rows));
        unlessEmpty(updated, rows -> LeadsTable.update(transaction, rows));
        unlessEmpty(added, rows -> LeadsTable.insert(transaction, rows));
        unlessEmpty(counted, rows -> CountsTables.tallies(transaction, rows));
        unlessEmpty(tagged, rows -> CountsTables.tags(transaction, rows));
        unlessEmpty(completed, rows -> CountsTables.actions(transaction, rows));
        unlessEmpty(rewarded, rows -> CountsTables.levels(transaction, rows));
        unlessEmpty(ledger, rows -> CountsTables.points(transaction, rows));
        unlessEmpty(events, rows -> log.append(transaction, rows));
        books.stream()
                .filter(book -> !book.removed().isEmpty())
                .forEach(book -> log.erase(transaction, erasure(book, events, erasedThrough(commands, book))));
        for (var book : books) {
            book.putOff()
                    .forEach(lead ->
                            Jobs.add(transaction, GreatDeletion.KIND, book.campaign(), Long.toString(lead), book.at()));
        }
        unlessEmpty(books.stream().filter(Book::beginsHour).toList(), begun -> CountsTables.hours(transaction, begun));
        CountsTables.states(transaction, books.stream().map(Book::end).toList());
    }

    /** A deletion has the batch of its campaign for itself: there is one. */
    private static long erasedThrough(List<Command> commands, Book book) {
        return commands.stream()
                .filter(command -> command.campaign() == book.campaign())
                .map(Command::request)
                .filter(Request.Delete.class::isInstance)
                .map(Request.Delete.class::cast)
                .findFirst()
                .map(Request.Delete::erasedThrough)
                .orElse(0L);
    }

    /** Of what was written before this batch, nothing of these leads stays; inside the events of others, only who it was. */
    private static Erasure erasure(Book book, List<Event> events, long after) {
        var leads = book.removed().stream().map(Profile::id).toList();
        return new Erasure(
                book.campaign(),
                leads,
                leads.stream().map(Happened::erasedReferral).toList(),
                after,
                book.start().lastSeq(),
                events.stream()
                        .filter(event -> event.campaign() == book.campaign() && event.type() == EventType.DELETED)
                        .toList());
    }

    private static <C extends Collection<?>> void unlessEmpty(C rows, Consumer<C> statement) {
        if (!rows.isEmpty()) {
            statement.accept(rows);
        }
    }

    private static List<News> news(Map<Long, Book> books) {
        return books.values().stream()
                .filter(Book::hasNews)
                .map(book -> new News(
                        book.campaign(),
                        book.start().lastSeq() + 1,
                        book.end().lastSeq(),
                        book.start().configVersion(),
                        !book.removed().isEmpty()))
                .toList();
    }
}
