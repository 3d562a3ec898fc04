package leadhook.leads;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import leadhook.campaigns.Rules;
import leadhook.leads.Leads.Name;
import org.jspecify.annotations.Nullable;

/**
 * One campaign during a batch: what the database knew when it was locked, and what the commands so far have changed. So
 * commands of one batch see each other; what is to be written in the end is read off here.
 */
final class Book {
    private final CampaignState start;
    private final Rules rules;
    private final Instant at;

    private final Set<Long> known = new HashSet<>();
    private final Map<Long, Profile> leads = new HashMap<>();
    private final Map<String, Long> byEmail = new HashMap<>();
    private final Map<String, Long> byPhone = new HashMap<>();
    private final Map<String, Long> signups = new HashMap<>();
    private final Map<Long, Long> events = new HashMap<>();

    private final Set<Long> added = new LinkedHashSet<>();
    private final Set<Long> updated = new LinkedHashSet<>();
    private final Set<Long> counted = new LinkedHashSet<>();
    private final Map<Long, Shown> removed = new LinkedHashMap<>();
    private final Set<Long> putOff = new LinkedHashSet<>();
    private final List<Change.Tagged> tagged = new ArrayList<>();
    private final List<Change.Completed> completed = new ArrayList<>();
    private final List<Change.Rewarded> rewarded = new ArrayList<>();
    private final List<Change.Scored> ledger = new ArrayList<>();
    private final ScoreMoves moves = new ScoreMoves();
    private Census census;
    private long lastSeq;

    /** The clock of a campaign never goes back, whatever that of the machine does. */
    Book(CampaignState start, Rules rules, Instant now) {
        this.start = start;
        this.rules = rules;
        this.at = now.isAfter(start.lastAt()) ? now : start.lastAt();
        this.lastSeq = start.lastSeq();
        this.census = start.census();
    }

    /** Takes in a lead that the database has. */
    void know(Profile profile) {
        known.add(profile.id());
        keep(null, profile);
    }

    /** So many signups the database has from that address; it may have stopped counting at a limit. */
    void know(String address, long count) {
        signups.put(address, count);
    }

    /** So many events of a lead are kept; it may have been counted no further than to a limit. */
    void knowEvents(long lead, long count) {
        events.put(lead, count);
    }

    /** How many events of a lead are kept, as far as somebody wanted to know. */
    long eventsOf(long lead) {
        return events.getOrDefault(lead, 0L);
    }

    /** Whether the database had a lead of that id, as far as it was asked. */
    boolean hadAtStart(long lead) {
        return known.contains(lead);
    }

    Optional<Profile> lead(long id) {
        return Optional.ofNullable(leads.get(id));
    }

    /** The lead of that name, as far as it was loaded. */
    Optional<Profile> find(Name name) {
        var id = name.email() != null
                ? byEmail.get(name.email())
                : name.phoneNumber() != null ? byPhone.get(name.phoneNumber()) : name.id();
        return Optional.ofNullable(id).map(leads::get);
    }

    /** The lead of the first of these names that is somebody's. */
    Optional<Profile> findFirst(Collection<Name> names) {
        return names.stream().flatMap(name -> find(name).stream()).findFirst();
    }

    @Nullable
    String emailIfFree(Contact contact) {
        return byEmail.containsKey(contact.email()) ? null : contact.email();
    }

    @Nullable
    String phoneIfFree(Contact contact) {
        return byPhone.containsKey(contact.phoneNumber()) ? null : contact.phoneNumber();
    }

    /** How many signups there are from that address so far. */
    long signupsFrom(String address) {
        return signups.getOrDefault(address, 0L);
    }

    long nextNumber() {
        return start.lastNumber() + added.size() + 1;
    }

    long nextSeq() {
        return ++lastSeq;
    }

    /** The moment of everything in this batch. */
    Instant at() {
        return at;
    }

    /** The hour of its campaign's clock. */
    Instant hour() {
        return at.truncatedTo(ChronoUnit.HOURS);
    }

    /** Whether nothing has happened in this hour before. */
    boolean beginsHour() {
        return start.lastSeq() == 0 || start.lastAt().isBefore(hour());
    }

    Rules rules() {
        return rules;
    }

    // What commands change
    // ----------------------------------------------------------------------------------------------

    void apply(Change change) {
        switch (change) {
            case Change.Added(var lead, var origin) -> {
                added.add(lead.id());
                if (origin.address() != null) {
                    signups.merge(origin.address(), 1L, Long::sum);
                }
                move(change);
            }
            case Change.Updated(var lead) -> {
                updated.add(lead.id());
                var before = profile(lead.id());
                if (lead.fraudulent() != before.lead().fraudulent()
                        && before.tally().score() > 0) {
                    // Who has a score stands on the leaderboard or not: the tally, where that is looked up, says it
                    // too.
                    counted.add(lead.id());
                }
                move(change);
            }
            case Change.Tagged tag -> {
                tagged.add(tag);
                move(change);
            }
            case Change.Completed action -> {
                completed.add(action);
                move(change);
            }
            case Change.Rewarded level -> {
                rewarded.add(level);
                move(change);
            }
            case Change.Recounted _ -> {
                counted.add(change.id());
                move(change);
            }
            case Change.Scored scored -> {
                long before = profile(scored.id()).tally().score();
                counted.add(scored.id());
                move(change);
                long given = profile(scored.id()).tally().score() - before;
                if (given != 0) {
                    // The ledger holds what was really given or taken, so that its sum is the score.
                    ledger.add(scored.of(given));
                }
            }
            case Change.PutOff(var id) -> putOff.add(id);
            case Change.Removed(var id) -> remove(id);
        }
    }

    private void move(Change change) {
        var before = leads.get(change.id());
        var after = change.applyTo(before);
        moves.add(ranked(before), ranked(after));
        census = census.minus(Census.of(before)).plus(Census.of(after));
        keep(before, after);
    }

    /** The score that counts for ranks: who is flagged has none. */
    private static long ranked(@Nullable Profile profile) {
        return profile == null || profile.lead().fraudulent()
                ? 0
                : profile.tally().score();
    }

    private void keep(@Nullable Profile before, Profile after) {
        if (before != null) {
            forget(before.lead());
        }
        var lead = after.lead();
        leads.put(lead.id(), after);
        if (lead.email() != null) {
            byEmail.put(lead.email(), lead.id());
        }
        if (lead.phoneNumber() != null) {
            byPhone.put(lead.phoneNumber(), lead.id());
        }
    }

    private void forget(Lead lead) {
        leads.remove(lead.id());
        byEmail.remove(lead.email());
        byPhone.remove(lead.phoneNumber());
    }

    private void remove(long id) {
        var profile = profile(id);
        removed.put(id, show(id));
        moves.add(ranked(profile), 0);
        census = census.minus(Census.of(profile))
                .orphaned(profile.tally().direct().all());
        forget(profile.lead());
        leads.replaceAll((_, each) -> Objects.equals(each.lead().parentId(), id)
                ? each.with(each.lead().withoutParent())
                : each);
    }

    private Profile profile(long id) {
        return lead(id).orElseThrow(() -> new IllegalStateException("a change of a lead that was not loaded"));
    }

    // What is shown ---------------------------------------------------------------------------------------------------

    /** A lead as it stands now, to be rendered when its rank is known; one that is gone, as it stood last. */
    Shown show(long lead) {
        var last = removed.get(lead);
        if (last != null) {
            return last;
        }
        var profile = profile(lead);
        return new Shown(
                this,
                profile,
                census.leads() + rules.campaign().jumpStart(),
                census.ranked(),
                moves.above(ranked(profile)));
    }

    /**
     * A lead at one moment of a batch.
     *
     * @param contestants how many leads took part in the contest then
     * @param aboveChange by how much the number of leads with a higher score had grown in the batch before that moment
     */
    record Shown(Book book, Profile profile, long leadCount, long contestants, long aboveChange) {
        /** Whether it is among those whose rank is looked up by score. */
        boolean ranksAmongScored() {
            return ranked(profile) > 0;
        }

        /**
         * The rank, given how many had a higher score when the batch began; equal scores share one, and who is flagged comes
         * after all others (contract Q18).
         */
        Standing standing(long aboveAtStart) {
            return new Standing(
                    leadCount, 1 + (profile.lead().fraudulent() ? contestants : aboveAtStart + aboveChange));
        }
    }

    /** How many leads had a score above zero when the batch began: those above all who have none. */
    long scoredAtStart() {
        return start.census().scored();
    }

    long campaign() {
        return start.campaign();
    }

    // What is to be written -------------------------------------------------------------------------------------------

    CampaignState end() {
        return new CampaignState(
                start.campaign(), lastSeq, start.lastNumber() + added.size(), census, at, start.configVersion());
    }

    /** Whether there is anything to write: some changes raise no event. */
    boolean changed() {
        return hasNews() || !updated.isEmpty() || !counted.isEmpty() || !completed.isEmpty() || !putOff.isEmpty();
    }

    /** Whether there is anything to tell. */
    boolean hasNews() {
        return lastSeq > start.lastSeq();
    }

    CampaignState start() {
        return start;
    }

    List<Profile> added() {
        return profiles(added);
    }

    /** Those of them that were there before. */
    List<Profile> updated() {
        return updated.stream()
                .filter(id -> !added.contains(id))
                .flatMap(id -> lead(id).stream())
                .toList();
    }

    List<Profile> counted() {
        return profiles(counted);
    }

    private List<Profile> profiles(Set<Long> ids) {
        return ids.stream().flatMap(id -> lead(id).stream()).toList();
    }

    /** The leads that are gone, as they stood last. */
    List<Profile> removed() {
        return removed.values().stream().map(Shown::profile).toList();
    }

    /** Those that a job is to let go. */
    Set<Long> putOff() {
        return putOff;
    }

    List<Change.Tagged> tagged() {
        return present(tagged);
    }

    List<Change.Completed> completed() {
        return present(completed);
    }

    List<Change.Rewarded> rewarded() {
        return present(rewarded);
    }

    List<Change.Scored> ledger() {
        return present(ledger);
    }

    private <C extends Change> List<C> present(List<C> changes) {
        return removed.isEmpty()
                ? changes
                : changes.stream()
                        .filter(change -> leads.containsKey(change.id()))
                        .toList();
    }

    ScoreMoves moves() {
        return moves;
    }
}
