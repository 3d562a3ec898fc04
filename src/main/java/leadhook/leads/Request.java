package leadhook.leads;

import java.util.List;
import java.util.Optional;
import leadhook.leads.Leads.Name;
import org.jspecify.annotations.Nullable;

/** What somebody wants to happen to leads of a campaign. */
sealed interface Request {
    /**
     * A lead made, or updated if there is one.
     *
     * @param tag the id of a tag that it gets if the campaign has it
     */
    record SignUp(Signup signup, Optional<Long> tag) implements Request {}

    /**
     * A tag put on a lead, which is made if it is not there (contract 2.11).
     *
     * @param signup what it is made from; empty when nobody said how to reach it
     */
    record TagOne(Name name, Optional<Signup> signup, long tag) implements Request {}

    /** A tag put on whoever referred a lead (contract 2.12). */
    record TagReferrer(Name name, long tag) implements Request {}

    /**
     * The same done to many leads (contract 2.4).
     *
     * @param tag which one, for {@link Treatment#TAG}
     */
    record Treat(
            List<Name> names, Treatment treatment, @Nullable Long tag) implements Request {}

    /** Points given or taken (contract 2.6). */
    record AddPoints(
            List<Name> names, long points, @Nullable String message) implements Request {}

    /** An action completed by a lead, or in the name of its referrer (contract 2.8, 2.9). */
    record Complete(Name name, long action, boolean byReferrer) implements Request {}

    /**
     * Leads deleted with everything about them (contract 2.3).
     *
     * @param erasedThrough up to this event a job has erased what says who they were; null when none has, and then a lead that
     *     leaves much is put off to one
     */
    record Delete(List<Name> names, @Nullable Long erasedThrough) implements Request {}

    /** Leads judged and scored anew by the rules of now. */
    record Review(List<Name> names) implements Request {}

    /** The leads that it names. */
    default List<Name> named() {
        return switch (this) {
            case SignUp request -> request.signup.names();
            case TagOne request -> request.signup.map(Signup::names).orElseGet(() -> List.of(request.name));
            case TagReferrer request -> List.of(request.name);
            case Treat request -> request.names;
            case AddPoints request -> request.names;
            case Complete request -> List.of(request.name);
            case Delete request -> request.names;
            case Review request -> request.names;
        };
    }

    /** What a lead is made from, if it may make one. */
    default Optional<Signup> made() {
        return switch (this) {
            case SignUp request -> Optional.of(request.signup);
            case TagOne request -> request.signup;
            case TagReferrer _, Treat _, AddPoints _, Complete _, Delete _, Review _ -> Optional.empty();
        };
    }

    /** Whether it has its campaign's batch for itself: a deletion erases what was written before. */
    default boolean standsAlone() {
        return this instanceof Delete;
    }
}
