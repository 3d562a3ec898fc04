package leadhook.leads;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One request of a random story about few people, so that they meet again.
 *
 * @param who a place in a list of people
 * @param other another place there
 * @param what which tag, action, treatment or address, as far as the kind of request has one
 */
record Doing(Kind kind, int who, int other, int what, boolean lastOfBatch) {
    static final String BLOCKED = "bad.example";

    private static final List<String> PEOPLE = List.of(
            "ada@x.org", "bob@x.org", "cid@x.org", "dan@x.org", "eva@x.org", "fay@" + BLOCKED, "gus@" + BLOCKED);
    private static final List<Treatment> TREATMENTS = List.of(
            Treatment.APPROVE,
            Treatment.BLOCK,
            Treatment.VERIFY,
            Treatment.OPT_OUT,
            Treatment.SMS_OPT_OUT,
            Treatment.WAITLIST,
            Treatment.UNWAITLIST,
            Treatment.VERIFY_EMAIL);

    enum Kind {
        SIGN_UP,
        TREAT,
        TAG,
        GIVE,
        TAKE,
        COMPLETE,
        REVIEW;

        private boolean takes() {
            return this == TAKE;
        }
    }

    static Arbitrary<List<Doing>> some(int most) {
        var places = Arbitraries.integers().between(0, PEOPLE.size() - 1);
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(5, Arbitraries.just(Kind.SIGN_UP)),
                                Tuple.of(4, Arbitraries.just(Kind.TREAT)),
                                Tuple.of(3, Arbitraries.of(Kind.class))),
                        places,
                        places,
                        Arbitraries.integers().between(0, TREATMENTS.size() - 1),
                        Arbitraries.of(true, false))
                .as(Doing::new)
                .list()
                .ofMaxSize(most);
    }

    /** Whether it may take points away. */
    boolean takes() {
        return kind.takes() || (kind == Kind.TAG && tag() == 2);
    }

    private long tag() {
        return 1L + what % 3;
    }

    private static long id(int place) {
        return 1_000L + place;
    }

    /**
     * As a command.
     *
     * @param place that in the story: the id of the lead, if one is made
     */
    Command command(int place) {
        var names = List.of(Leads.Name.ofEmail(PEOPLE.get(who)), Leads.Name.ofEmail(PEOPLE.get(other)));
        return switch (kind) {
            case SIGN_UP ->
                Commands.of(CampaignInMemory.ID, id(place))
                        .email(PEOPLE.get(who))
                        .referredBy(other == 0 ? null : id(place - other))
                        .from("203.0.113." + what % 3)
                        .by(what == 0 ? "API" : "embed")
                        .command();
            case TREAT -> about(new Request.Treat(names, TREATMENTS.get(what), null));
            case TAG -> about(new Request.Treat(names, Treatment.TAG, tag()));
            case GIVE -> about(new Request.AddPoints(names, 1L + what, null));
            case TAKE -> about(new Request.AddPoints(names, -1L - what, null));
            case COMPLETE -> about(new Request.Complete(names.getFirst(), 21L + what % 2, false));
            case REVIEW -> about(new Request.Review(names));
        };
    }

    private static Command about(Request request) {
        return Command.of(CampaignInMemory.ID, 0, request, Optional.empty());
    }
}
