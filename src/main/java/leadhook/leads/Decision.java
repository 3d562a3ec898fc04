package leadhook.leads;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import leadhook.platform.Refusal;

/**
 * What a command does to its campaign: a pure function of what is known and what is asked. Its events come in the order of
 * contract 6.4.
 */
record Decision(Told told, List<Change> changes, List<Happened> events) {
    /** What whoever asked is told. */
    sealed interface Told {
        /** A lead as the request left it. */
        record OfLead(long lead, boolean created) implements Told {}

        /** What was done, in words and numbers. */
        record InWords(int status, ObjectNode message) implements Told {}

        /** The lead whose payload the answer is. */
        default Optional<Long> shown() {
            return this instanceof OfLead shown ? Optional.of(shown.lead()) : Optional.empty();
        }
    }

    /** Decides one command. @throws Refusal when it cannot be, and then nothing happens */
    static Decision of(Command command, Book book, FraudCheck fraud) {
        var draft = new Draft(book);
        var told = switch (command.request()) {
            case Request.SignUp(var signup, var tag) -> new Arrival(draft, fraud).signUp(command, signup, tag);
            case Request.TagOne request -> new Arrival(draft, fraud).tag(command, request);
            case Request.TagReferrer request -> Tagging.referrer(draft, request);
            case Request.Treat request -> Treating.all(draft, request);
            case Request.AddPoints request -> Earning.points(draft, request);
            case Request.Complete request -> Earning.action(draft, request);
            case Request.Delete request -> Deletion.all(draft, request);
            case Request.Review request -> Reviewing.all(draft, request, fraud);
        };
        return new Decision(told, draft.changes(), draft.events());
    }

    static Refusal noLead() {
        return Refusal.notFound("No lead found");
    }
}
