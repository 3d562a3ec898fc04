package leadhook.leads;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import leadhook.leads.Batch.Result.Reply;
import leadhook.leads.Book.Shown;
import leadhook.leads.Decision.Told;
import leadhook.log.Event;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.idempotency.FirstAnswers.Given;
import leadhook.platform.idempotency.FirstAnswers.Slot;

/** What the commands of a batch came to, in their order: answers and numbered events, as soon as leads are rendered. */
final class Decided {
    private final List<Command> left = new ArrayList<>();
    private final List<Command> collided = new ArrayList<>();
    private final List<Command> later = new ArrayList<>();
    private final Set<Long> served = new HashSet<>();
    private final List<Shown> shown = new ArrayList<>();
    private final List<Answered> answered = new ArrayList<>();
    private final List<Raised> raised = new ArrayList<>();

    private final Map<Slot, Given> givenBefore;
    private final Map<Slot, Answered> givenNow = new LinkedHashMap<>();

    private final FraudCheck fraud;

    private Decided(Map<Slot, Given> givenBefore, FraudCheck fraud) {
        this.givenBefore = givenBefore;
        this.fraud = fraud;
    }

    /** What a command is told: what was decided, with its place among what is shown; or what was told before; or why not. */
    private record Answered(
            Command command, Optional<Told> told, int shown, Optional<Given> before, Optional<Refusal> refusal) {
        Answered to(Command repeated) {
            return new Answered(repeated, told, shown, before, refusal);
        }

        Optional<Done> done(List<Views.Payload> payloads) {
            return before.map(given -> new Done(given.status(), given.answer().getBytes(StandardCharsets.UTF_8)))
                    .or(() -> told.map(each -> switch (each) {
                        case Told.OfLead lead ->
                            new Done(
                                    lead.created() ? Done.CREATED : Done.KNOWN,
                                    payloads.get(shown).bytes());
                        case Told.InWords(var status, var message) -> new Done(status, Json.bytes(message));
                    }));
        }
    }

    private static final int NOTHING = -1;

    private record Raised(Book book, long seq, Happened event, int shown, long bodySeq) {}

    /**
     * Decides the commands whose campaign there is a book of, and changes the books accordingly.
     *
     * @param givenBefore answers to keys of these commands: those are not decided again
     */
    static Decided of(List<Command> commands, Map<Long, Book> books, Map<Slot, Given> givenBefore, FraudCheck fraud) {
        var decided = new Decided(givenBefore, fraud);
        var alone = new HashSet<Long>();
        for (var command : commands) {
            var book = books.get(command.campaign());
            if (book == null) {
                decided.left.add(command);
            } else if (alone.contains(command.campaign())
                    || (command.request().standsAlone() && decided.served.contains(command.campaign()))) {
                // It has this campaign's batch for itself: all that comes later waits for the next.
                alone.add(command.campaign());
                decided.later.add(command);
            } else if (command.request().made().isPresent() && book.hadAtStart(command.newId())) {
                decided.collided.add(command);
            } else {
                if (command.request().standsAlone()) {
                    alone.add(command.campaign());
                }
                decided.served.add(command.campaign());
                decided.decide(command, book);
            }
        }
        return decided;
    }

    private void decide(Command command, Book book) {
        try {
            answered.add(repeated(command).orElseGet(() -> decideFirst(command, book)));
        } catch (Refusal refusal) {
            answered.add(new Answered(command, Optional.empty(), NOTHING, Optional.empty(), Optional.of(refusal)));
        }
    }

    private Answered decideFirst(Command command, Book book) {
        var decision = Decision.of(command, book, fraud);
        decision.changes().forEach(book::apply);
        var places = new HashMap<Long, Integer>();
        var first = new Answered(
                command,
                Optional.of(decision.told()),
                decision.told().shown().map(lead -> show(lead, book, places)).orElse(NOTHING),
                Optional.empty(),
                Optional.empty());
        raise(decision.events(), book, places);
        slot(command).ifPresent(slot -> givenNow.put(slot, first));
        return first;
    }

    /** The answer to a key that was used before, in an earlier batch or in this one. */
    private Optional<Answered> repeated(Command command) {
        return command.once().flatMap(key -> {
            var slot = new Slot(command.campaign(), key.hash());
            var before = givenBefore.get(slot);
            if (before != null) {
                key.requireSame(before.request());
                return Optional.of(
                        new Answered(command, Optional.empty(), NOTHING, Optional.of(before), Optional.empty()));
            }
            var now = givenNow.get(slot);
            if (now != null) {
                now.command.once().ifPresent(first -> key.requireSame(first.request()));
                return Optional.of(now.to(command));
            }
            return Optional.empty();
        });
    }

    private static Optional<Slot> slot(Command command) {
        return command.once().map(key -> new Slot(command.campaign(), key.hash()));
    }

    /** The answers to keys that came for the first time, given the payloads of what is shown. */
    List<Given> firstAnswers(List<Views.Payload> payloads, Instant at) {
        var answers = new ArrayList<Given>();
        givenNow.forEach((slot, each) -> each.command
                .once()
                .ifPresent(key -> each.done(payloads)
                        .ifPresent(done -> answers.add(new Given(
                                slot,
                                key.request(),
                                each.told.flatMap(Told::shown).orElse(null),
                                done.status(),
                                new String(done.json(), StandardCharsets.UTF_8),
                                at)))));
        return answers;
    }

    /** All events of a request show a lead as the request left it: after its last change. */
    private void raise(List<Happened> events, Book book, Map<Long, Integer> places) {
        var holders = new HashMap<Long, Long>();
        for (var event : events) {
            long seq = book.nextSeq();
            var holder = holders.putIfAbsent(event.lead(), seq);
            raised.add(new Raised(book, seq, event, show(event.lead(), book, places), holder == null ? seq : holder));
        }
    }

    private int show(long lead, Book book, Map<Long, Integer> places) {
        return places.computeIfAbsent(lead, id -> {
            shown.add(book.show(id));
            return shown.size() - 1;
        });
    }

    /** Commands whose campaign was not to be had. */
    List<Command> left() {
        return left;
    }

    /** Commands that wait for the next batch, since one stands alone. */
    List<Command> later() {
        return later;
    }

    /** Commands whose new lead got an id that is taken. */
    List<Command> collided() {
        return collided;
    }

    /** The leads to be rendered, each at its moment. */
    List<Shown> shown() {
        return shown;
    }

    /** The events, given the payloads of what is shown. */
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

    /** The answers, given the payloads of what is shown. */
    List<Reply> replies(List<Views.Payload> payloads) {
        return answered.stream().map(each -> reply(each, payloads)).toList();
    }

    private static Reply reply(Answered each, List<Views.Payload> payloads) {
        return new Reply(each.command, each.refusal.isPresent() ? Optional.empty() : each.done(payloads), each.refusal);
    }
}
