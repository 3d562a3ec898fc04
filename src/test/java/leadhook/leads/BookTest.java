package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import leadhook.leads.CampaignInMemory.Shown;
import leadhook.leads.Tally.Influence;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** However signups fall into batches, a campaign ends as if each had been counted by hand. */
class BookTest {
    /** One signup; the referrer is a place in the order of signups, whose lead may not be there. */
    record Wish(
            @Nullable String email,
            @Nullable String phone,
            int referrer,
            @Nullable Long tag,
            boolean lastOfBatch) {}

    @Provide
    Arbitrary<List<Wish>> wishes() {
        var emails = Arbitraries.of("ada@x.org", "bob@x.org", "cid@x.org", "dan@x.org")
                .injectNull(0.3);
        var phones = Arbitraries.of("+420777000001", "+420777000002", "+420777000003")
                .injectNull(0.5);
        var tags = Arbitraries.of(1L, 2L, 3L, 99L).injectNull(0.5);
        return Combinators.combine(
                        emails, phones, Arbitraries.integers().between(-3, 12), tags, Arbitraries.of(true, false))
                .as(Wish::new)
                .filter(wish -> wish.email != null || wish.phone != null)
                .list()
                .ofMaxSize(30);
    }

    @Property
    void the_end_is_that_of_counting_each_signup_by_hand(@ForAll("wishes") List<Wish> wishes) {
        var campaign = new CampaignInMemory();
        var byHand = new ByHand();
        var batch = new ArrayList<Command>();
        for (int i = 0; i < wishes.size(); i++) {
            var wish = wishes.get(i);
            batch.add(command(i, wish));
            byHand.signUp(i, wish);
            if (wish.lastOfBatch) {
                campaign.batch(batch);
                batch.clear();
            }
        }
        campaign.batch(batch);

        byHand.compare(campaign);
    }

    private static long id(int place) {
        return 1_000L + place;
    }

    private static Command command(int place, Wish wish) {
        return Commands.of(CampaignInMemory.ID, id(place))
                .email(wish.email)
                .phone(wish.phone)
                .referredBy(wish.referrer < 0 ? null : id(wish.referrer))
                .tagged(wish.tag)
                .command();
    }

    /** The same rules in the plainest form: a list of people, searched from end to end. */
    private static final class ByHand {
        private static final Map<Long, Long> POINTS = Map.of(1L, 5L, 2L, -3L, 3L, 0L);

        private final List<Person> people = new ArrayList<>();
        private final List<Shown> shown = new ArrayList<>();

        private static final class Person {
            final long id;

            @Nullable
            String email;

            @Nullable
            String phone;

            final @Nullable Person parent;
            final Set<Long> tags = new LinkedHashSet<>();
            long score;
            int counter;

            Person(long id, @Nullable Person parent) {
                this.id = id;
                this.parent = parent;
            }
        }

        void signUp(int place, Wish wish) {
            var known = byEmail(wish.email).or(() -> byPhone(wish.phone));
            var person = known.orElseGet(() -> join(id(place), wish));
            if (person.email == null && byEmail(wish.email).isEmpty()) {
                person.email = wish.email;
            }
            if (wish.phone != null && byPhone(wish.phone).isEmpty()) {
                person.phone = wish.phone;
            }
            person.counter++;
            if (wish.tag != null && POINTS.containsKey(wish.tag) && person.tags.add(wish.tag)) {
                person.score = Math.max(0, person.score + POINTS.get(wish.tag));
            }
            if (known.isEmpty() && person.parent != null) {
                person.parent.score++;
            }
            shown.add(new Shown(person.id, known.isEmpty(), rank(person), people.size()));
        }

        private Person join(long id, Wish wish) {
            var parent = people.stream()
                    .filter(each -> each.id == id(wish.referrer))
                    .findFirst()
                    .orElse(null);
            var person = new Person(id, parent);
            people.add(person);
            return person;
        }

        private Optional<Person> byEmail(@Nullable String email) {
            return people.stream()
                    .filter(each -> email != null && email.equals(each.email))
                    .findFirst();
        }

        private Optional<Person> byPhone(@Nullable String phone) {
            return people.stream()
                    .filter(each -> phone != null && phone.equals(each.phone))
                    .findFirst();
        }

        private long rank(Person person) {
            return 1 + people.stream().filter(each -> each.score > person.score).count();
        }

        private Influence influence(Person person) {
            long direct = people.stream().filter(each -> each.parent == person).count();
            long indirect = people.stream()
                    .filter(each -> each.parent != null && each.parent.parent == person)
                    .count();
            return new Influence(direct, indirect);
        }

        void compare(CampaignInMemory campaign) {
            assertThat(campaign.shown).isEqualTo(shown);
            assertThat(campaign.seqs)
                    .isEqualTo(LongStream.rangeClosed(1, shown.size()).boxed().toList());
            assertThat(campaign.leads).hasSize(people.size());
            for (int i = 0; i < people.size(); i++) {
                compare(people.get(i), i + 1L, campaign);
            }
            var standings = new HashMap<Long, Long>();
            people.stream().filter(each -> each.score > 0).forEach(each -> standings.merge(each.score, 1L, Long::sum));
            assertThat(campaign.standings).isEqualTo(standings);
            assertThat(campaign.state)
                    .isEqualTo(new CampaignState(
                            CampaignInMemory.ID,
                            shown.size(),
                            people.size(),
                            people.size(),
                            standings.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum(),
                            CampaignInMemory.MORNING,
                            1));
        }

        private void compare(Person person, long number, CampaignInMemory campaign) {
            var profile = campaign.lead(person.id);
            assertThat(profile.lead().number()).isEqualTo(number);
            assertThat(profile.lead().email()).isEqualTo(person.email);
            assertThat(profile.lead().phoneNumber()).isEqualTo(person.phone);
            assertThat(profile.lead().counter()).isEqualTo(person.counter);
            assertThat(profile.tags()).isEqualTo(List.copyOf(person.tags));
            assertThat(profile.tally())
                    .isEqualTo(new Tally(person.score, influence(person).direct(), influence(person), null));
            assertThat(campaign.ledger.stream()
                            .filter(each -> each.lead() == person.id)
                            .mapToLong(Change.Scored::points)
                            .sum())
                    .isEqualTo(person.score);
        }
    }
}
