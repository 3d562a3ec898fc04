package leadhook.leads;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leadhook.leads.Batch.Result.Reply;
import leadhook.leads.Book.Shown;
import leadhook.log.Event;
import leadhook.platform.Refusal;

/** What the commands of a batch came to, in their order: answers and numbered events, as soon as leads are rendered. */
final class Decided {
    private final List<Command> left = new ArrayList<>();
    private final List<Command> collided = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();
    private final List<Answered> answered = new ArrayList<>();
    private final List<Raised> raised = new ArrayList<>();

    private Decided() {}

    private record Answered(Command command, boolean created, int shown, Optional<Refusal> refusal) {}

    private record Raised(Book book, long seq, Happened event, int shown, long bodySeq) {}

    /** Decides the commands whose campaign there is a book of, and changes the books accordingly. */
    static Decided of(List<Command> commands, Map<Long, Book> books) {
        var decided = new Decided();
        for (var command : commands) {
            var book = books.get(command.campaign());
            if (book == null) {
                decided.left.add(command);
            } else if (book.hadAtStart(command.newId())) {
                decided.collided.add(command);
            } else {
                decided.decide(command, book);
            }
        }
        return decided;
    }

    private void decide(Command command, Book book) {
        try {
            var decision = Decision.of(command, book, book.rules());
            decision.changes().forEach(book::apply);
            var places = new HashMap<Long, Integer>();
            answered.add(
                    new Answered(command, decision.created(), show(decision.lead(), book, places), Optional.empty()));
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
        return each.refusal.isPresent()
                ? new Reply(each.command, Optional.empty(), each.refusal)
                : new Reply(
                        each.command,
                        Optional.of(new Registered(
                                each.created, payloads.get(each.shown).bytes())),
                        Optional.empty());
    }
}
