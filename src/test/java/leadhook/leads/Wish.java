package leadhook.leads;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * One signup of a random story: few people, so that they meet again.
 *
 * @param referrer a place in the order of signups, whose lead may not be there
 * @param tag a tag of {@link CampaignInMemory}, or one that it does not have
 */
record Wish(
        @Nullable String email,
        @Nullable String phone,
        int referrer,
        @Nullable Long tag,
        boolean lastOfBatch) {
    static Arbitrary<List<Wish>> some(int most) {
        var emails = Arbitraries.of("ada@x.org", "bob@x.org", "cid@x.org", "dan@x.org", "\"eva\\\"@x.org")
                .injectNull(0.3);
        var phones = Arbitraries.of("+420777000001", "+420777000002", "+420777000003")
                .injectNull(0.5);
        var tags = Arbitraries.of(1L, 2L, 3L, 99L).injectNull(0.5);
        return Combinators.combine(
                        emails, phones, Arbitraries.integers().between(-3, 12), tags, Arbitraries.of(true, false))
                .as(Wish::new)
                .filter(wish -> wish.email != null || wish.phone != null)
                .list()
                .ofMaxSize(most);
    }

    /** The id of the lead that the signup at this place makes, if it makes one. */
    static long id(int place) {
        return 1_000L + place;
    }

    Commands command(long campaign, int place) {
        return Commands.of(campaign, id(place))
                .email(email)
                .phone(phone)
                .referredBy(referrer < 0 ? null : id(referrer))
                .tagged(tag);
    }
}
