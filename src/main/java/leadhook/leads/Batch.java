package leadhook.leads;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import leadhook.campaigns.Campaigns;
import leadhook.leads.Book.Shown;
import leadhook.leads.CountsTables.Entry;
import leadhook.leads.CountsTables.Score;
import leadhook.leads.LeadsTable.Wanted;
import leadhook.log.Event;
import leadhook.log.Log;
import leadhook.log.News;
import leadhook.platform.Refusal;
import leadhook.platform.database.Transaction;

/**
 * One transaction over many campaigns: lock, load, decide in plain Java, write each table once for all. The number of
 * statements does not grow with the number of commands or campaigns.
 */
final class Batch {
    private final Campaigns campaigns;
    private final Log log;
    private final Views views;
    private final InstantSource clock;

    Batch(Campaigns campaigns, Log log, Views views, InstantSource clock) {
        this.campaigns = campaigns;
        this.log = log;
        this.views = views;
        this.clock = clock;
    }

    /**
     * What came of a batch, to be told once it is committed.
     *
     * @param left commands whose campaign was not to be had: locked by another node, or it does not exist
     * @param collided commands whose new lead got an id that is taken
     */
    record Result(
            List<Reply> replies, List<Command> left, List<Command> collided, List<Event> events, List<News> news) {
        /** What a command is told. */
        record Reply(Command command, Optional<Registered> registered, Optional<Refusal> refusal) {}
    }

    /** Runs the batch inside a transaction; {@code began} is told the transaction's number as soon as it has one. */
    Result run(Transaction transaction, List<Command> commands, boolean waiting, Consumer<String> began) {
        var wanted = wanted(commands);
        var ids = new TreeSet<>(commands.stream().map(Command::campaign).toList());
        var loaded = LeadsTable.lockAndLoad(transaction, ids.toArray(Long[]::new), waiting, wanted);
        loaded.first().stream().findFirst().ifPresent(locked -> began.accept(locked.transaction()));
        var books = books(transaction, loaded.first());
        var taken = new HashSet<Taken>();
        for (var profile : loaded.second()) {
            var book = books.get(profile.lead().campaignId());
            if (book != null) {
                book.know(profile);
                taken.add(new Taken(profile.lead().campaignId(), profile.lead().id()));
            }
        }
        var decided = decide(commands, books, taken);
        var payloads = views.render(transaction, decided.shown);
        var events = decided.events(payloads);
        write(transaction, books.values().stream().filter(Book::changed).toList(), events);
        return new Result(decided.replies(payloads), decided.left, decided.collided, events, news(books));
    }

    private record Taken(long campaign, long id) {}

    private static Wanted wanted(List<Command> commands) {
        var emails = new TreeMap<String, Command>();
        var phones = new TreeMap<String, Command>();
        var ids = new LinkedHashMap<Taken, Long>();
        for (var command : commands) {
            var contact = command.signup().contact();
            // Keys of one campaign side by side: neighbours in the index.
            if (contact.email() != null) {
                emails.put(command.campaign() + " " + contact.email(), command);
            }
            if (contact.phoneNumber() != null) {
                phones.put(command.campaign() + " " + contact.phoneNumber(), command);
            }
            ids.put(new Taken(command.campaign(), command.newId()), command.newId());
            var referrer = command.signup().referrerId();
            if (referrer != null) {
                ids.put(new Taken(command.campaign(), referrer), referrer);
            }
        }
        return new Wanted(
                emails.values().stream().map(Command::campaign).toArray(Long[]::new),
                emails.values().stream()
                        .map(command -> command.signup().contact().email())
                        .toArray(String[]::new),
                phones.values().stream().map(Command::campaign).toArray(Long[]::new),
                phones.values().stream()
                        .map(command -> command.signup().contact().phoneNumber())
                        .toArray(String[]::new),
                ids.keySet().stream().map(Taken::campaign).toArray(Long[]::new),
                ids.values().toArray(Long[]::new));
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

    private static Decided decide(List<Command> commands, Map<Long, Book> books, Set<Taken> taken) {
        var decided = new Decided();
        for (var command : commands) {
            var book = books.get(command.campaign());
            if (book == null) {
                decided.left.add(command);
            } else if (taken.contains(new Taken(command.campaign(), command.newId()))) {
                decided.collided.add(command);
            } else {
                decided.decide(command, book);
            }
        }
        return decided;
    }

    /** What the commands of a batch came to, in their order. */
    private static final class Decided {
        final List<Command> left = new ArrayList<>();
        final List<Command> collided = new ArrayList<>();
        final List<Shown> shown = new ArrayList<>();
        private final List<Answered> answered = new ArrayList<>();
        private final List<Raised> raised = new ArrayList<>();

        private record Answered(Command command, boolean created, int shown, Optional<Refusal> refusal) {}

        private record Raised(Book book, long seq, Happened event, int shown, long bodySeq) {}

        void decide(Command command, Book book) {
            try {
                var decision = Decision.of(command, book, book.rules());
                decision.changes().forEach(book::apply);
                var places = new HashMap<Long, Integer>();
                answered.add(new Answered(
                        command, decision.created(), show(decision.lead(), book, places), Optional.empty()));
                raise(decision.events(), book, places);
            } catch (Refusal refusal) {
                answered.add(new Answered(command, false, -1, Optional.of(refusal)));
            }
        }

        /** All events of a request show a lead as the request left it: after its last change. */
        private void raise(List<Happened> events, Book book, Map<Long, Integer> places) {
            var holders = new HashMap<Long, Long>();
            for (var event : events) {
                long seq = book.nextSeq();
                var holder = holders.putIfAbsent(event.lead(), seq);
                raised.add(
                        new Raised(book, seq, event, show(event.lead(), book, places), holder == null ? seq : holder));
            }
        }

        private int show(long lead, Book book, Map<Long, Integer> places) {
            return places.computeIfAbsent(lead, id -> {
                shown.add(book.show(id));
                return shown.size() - 1;
            });
        }

        List<Event> events(List<Views.Payload> payloads) {
            return raised.stream()
                    .map(each -> new Event(
                            each.book.campaign(),
                            each.seq,
                            each.book.at(),
                            each.event.type(),
                            each.event.lead(),
                            each.event.other(),
                            payloads.get(each.shown).text(),
                            each.bodySeq,
                            each.event.extra()))
                    .toList();
        }

        List<Result.Reply> replies(List<Views.Payload> payloads) {
            return answered.stream()
                    .map(each -> new Result.Reply(
                            each.command,
                            each.refusal.isPresent()
                                    ? Optional.empty()
                                    : Optional.of(new Registered(
                                            each.created,
                                            payloads.get(each.shown).bytes())),
                            each.refusal))
                    .toList();
        }
    }

    private void write(Transaction transaction, List<Book> books, List<Event> events) {
        if (books.isEmpty()) {
            return;
        }
        var added = new ArrayList<Profile>();
        var updated = new ArrayList<Profile>();
        var counted = new ArrayList<Profile>();
        var tagged = new ArrayList<Entry<Change.Tagged>>();
        var ledger = new ArrayList<Entry<Change.Scored>>();
        var standings = new LinkedHashMap<Score, Long>();
        for (var book : books) {
            added.addAll(book.added());
            updated.addAll(book.updated());
            counted.addAll(book.counted());
            tagged.addAll(Entry.of(book, book.tagged()));
            ledger.addAll(Entry.of(book, book.ledger()));
            book.standingChanges().forEach((score, change) -> standings.put(new Score(book.campaign(), score), change));
        }
        unlessEmpty(added, () -> LeadsTable.insert(transaction, added));
        unlessEmpty(updated, () -> LeadsTable.update(transaction, updated));
        unlessEmpty(counted, () -> CountsTables.tallies(transaction, counted));
        unlessEmpty(tagged, () -> CountsTables.tags(transaction, tagged));
        unlessEmpty(ledger, () -> CountsTables.points(transaction, ledger));
        unlessEmpty(standings.keySet(), () -> CountsTables.standings(transaction, standings));
        log.append(transaction, events);
        CountsTables.states(transaction, books.stream().map(Book::end).toList());
    }

    private static void unlessEmpty(Collection<?> rows, Runnable statement) {
        if (!rows.isEmpty()) {
            statement.run();
        }
    }

    private static List<News> news(Map<Long, Book> books) {
        return books.values().stream()
                .filter(Book::changed)
                .map(book -> new News(
                        book.campaign(),
                        book.start().lastSeq() + 1,
                        book.end().lastSeq(),
                        book.start().configVersion()))
                .toList();
    }
}
