package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import leadhook.campaigns.Scoring;
import leadhook.leads.CampaignInMemory.Shown;
import leadhook.leads.Tally.Parts;
import org.jspecify.annotations.Nullable;

/** The rules of signups in the plainest form: a list of people, searched from end to end at every step. */
final class CountedByHand {
    private static final Map<Long, Long> POINTS = Map.of(1L, 5L, 2L, -3L, 3L, 0L);

    private static final Map<Long, String> NAMES = Map.of(1L, "Beta", 2L, "Late", 3L, "Seen");

    private final Scoring scoring;
    private final List<Person> people = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();
    final List<Told> told = new ArrayList<>();

    CountedByHand(Scoring scoring) {
        this.scoring = scoring;
    }

    static final class Person {
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

        void earn(long points) {
            score = Math.max(0, score + points);
        }

        @Nullable
        Person grandparent() {
            return parent == null ? null : parent.parent;
        }
    }

    void signUp(int place, Wish wish) {
        var known = byEmail(wish.email()).or(() -> byPhone(wish.phone()));
        boolean isNew = known.isEmpty();
        var person = known.orElseGet(() -> join(Wish.id(place), wish));
        var scores = scores();
        if (person.email == null && byEmail(wish.email()).isEmpty()) {
            person.email = wish.email();
        }
        if (wish.phone() != null && byPhone(wish.phone()).isEmpty()) {
            person.phone = wish.phone();
        }
        person.counter++;
        var tag = wish.tag();
        boolean isTagged = tag != null && POINTS.containsKey(tag) && person.tags.add(tag);
        if (isTagged) {
            person.earn(Objects.requireNonNull(POINTS.get(tag)));
        }
        var parent = person.parent;
        var grandparent = person.grandparent();
        if (isNew && parent != null) {
            parent.earn(scoring.direct());
        }
        if (isNew && grandparent != null) {
            grandparent.earn(scoring.indirect());
        }
        shown.add(new Shown(person.id, isNew, rank(person), people.size()));
        tell(place, person, isNew, isTagged ? tag : null, scores);
    }

    private Person join(long id, Wish wish) {
        var parent = people.stream()
                .filter(each -> each.id == Wish.id(wish.referrer()))
                .findFirst()
                .orElse(null);
        var person = new Person(id, parent);
        people.add(person);
        return person;
    }

    /** The order of contract 6.4. */
    private void tell(int place, Person person, boolean isNew, @Nullable Long tag, Map<Long, Long> before) {
        if (!isNew) {
            tell(place, "repeat_signup", person, null, null);
            tellTag(place, person, tag);
            tellScore(place, person, before);
            return;
        }
        tell(place, "new_signup", person, null, null);
        tell(place, "new_signup_not_excluded", person, null, null);
        tellTag(place, person, tag);
        tellScore(place, person, before);
        if (person.parent != null) {
            tell(place, "referral", person.parent, person.id, referral(person));
            tellScore(place, person.parent, before);
        }
        var grandparent = person.grandparent();
        if (grandparent != null) {
            tellScore(place, grandparent, before);
        }
    }

    private void tellTag(int place, Person person, @Nullable Long tag) {
        if (tag != null) {
            tell(place, "tagged", person, null, """
                    "__tagged":{"tag_id":%d,"name":"%s","points":%d}""".formatted(tag, NAMES.get(tag), POINTS.get(tag)));
        }
    }

    private void tellScore(int place, Person person, Map<Long, Long> before) {
        long previous = before.getOrDefault(person.id, 0L);
        if (previous != person.score) {
            tell(place, "score_change", person, null, """
                    "__score_change":{"previous_contest_score":%d,"current_contest_score":%d}""".formatted(previous, person.score));
        }
    }

    private static String referral(Person person) {
        var email = person.email == null
                ? ""
                : ",\"email\":\"" + person.email.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        var phone = person.phone == null ? "" : ",\"phone_number\":\"" + person.phone + "\"";
        return "\"__referral\":{\"social_id\":\"" + SocialId.of(person.id) + "\"" + email + phone + "}";
    }

    private void tell(int place, String event, Person person, @Nullable Long other, @Nullable String extra) {
        told.add(new Told(
                place, event, person.id, other, extra, person.score, rank(person), referrals(person), people.size()));
    }

    private Map<Long, Long> scores() {
        var scores = new HashMap<Long, Long>();
        people.forEach(each -> scores.put(each.id, each.score));
        return scores;
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

    private long referrals(Person person) {
        return people.stream().filter(each -> each.parent == person).count();
    }

    private Tally tally(Person person) {
        long direct = referrals(person);
        long indirect =
                people.stream().filter(each -> each.grandparent() == person).count();
        long forReferrals = direct * scoring.direct() + indirect * scoring.indirect();
        return new Tally(
                person.score,
                new Parts(0, forReferrals, 0, 0),
                new Counts(direct, 0, direct, 0),
                new Counts(indirect, 0, indirect, 0));
    }

    private Census census() {
        long referred = people.stream().filter(each -> each.parent != null).count();
        return new Census(people.size(), scoresAboveZero().size(), 0, 0, 0, 0, referred);
    }

    /** By lead, the leads without one left out. */
    Map<Long, Long> scoresAboveZero() {
        var scores = scores();
        scores.values().removeIf(score -> score == 0);
        return scores;
    }

    /** How many leads have each score above zero. */
    Map<Long, Long> standings() {
        var standings = new HashMap<Long, Long>();
        scoresAboveZero().values().forEach(score -> standings.merge(score, 1L, Long::sum));
        return standings;
    }

    void compare(CampaignInMemory campaign) {
        assertThat(campaign.shown).isEqualTo(shown);
        assertThat(campaign.told).isEqualTo(told);
        assertThat(campaign.seqs)
                .isEqualTo(LongStream.rangeClosed(1, told.size()).boxed().toList());
        assertThat(campaign.leads).hasSize(people.size());
        for (int i = 0; i < people.size(); i++) {
            compare(people.get(i), i + 1L, campaign);
        }
        assertThat(campaign.standings).isEqualTo(standings());
        assertThat(campaign.state)
                .isEqualTo(new CampaignState(
                        CampaignInMemory.ID, told.size(), people.size(), census(), CampaignInMemory.MORNING, 1));
    }

    private void compare(Person person, long number, CampaignInMemory campaign) {
        var profile = campaign.lead(person.id);
        assertThat(profile.lead().number()).isEqualTo(number);
        assertThat(profile.lead().email()).isEqualTo(person.email);
        assertThat(profile.lead().phoneNumber()).isEqualTo(person.phone);
        assertThat(profile.lead().counter()).isEqualTo(person.counter);
        assertThat(profile.tags()).isEqualTo(List.copyOf(person.tags));
        assertThat(profile.tally()).isEqualTo(tally(person));
        assertThat(campaign.ledger.stream()
                        .filter(each -> each.id() == person.id)
                        .mapToLong(Change.Scored::points)
                        .sum())
                .isEqualTo(person.score);
    }
}
