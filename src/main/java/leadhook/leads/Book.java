package leadhook.leads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import leadhook.campaigns.Rules;
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

    private final Map<Long, Change.Added> added = new LinkedHashMap<>();
    private final Set<Long> updated = new LinkedHashSet<>();
    private final Set<Long> counted = new LinkedHashSet<>();
    private final List<Change.Tagged> tagged = new ArrayList<>();
    private final List<Change.Scored> ledger = new ArrayList<>();
    private final ScoreMoves moves = new ScoreMoves();
    private long lastSeq;

    /** The clock of a campaign never goes back, whatever that of the machine does. */
    Book(CampaignState start, Rules rules, Instant now) {
        this.start = start;
        this.rules = rules;
        this.at = now.isAfter(start.lastAt()) ? now : start.lastAt();
        this.lastSeq = start.lastSeq();
    }

    /** Takes in a lead that the database has. */
    void know(Profile profile) {
        known.add(profile.lead().id());
        keep(profile);
    }

    /** Whether the database had a lead of that id, as far as it was asked. */
    boolean hadAtStart(long lead) {
        return known.contains(lead);
    }

    Optional<Profile> lead(long id) {
        return Optional.ofNullable(leads.get(id));
    }

    /** The lead of that email, else of that phone number (contract Q28). */
    Optional<Profile> find(Contact contact) {
        return Optional.ofNullable(byEmail.get(contact.email()))
                .or(() -> Optional.ofNullable(byPhone.get(contact.phoneNumber())))
                .map(leads::get);
    }

    @Nullable
    String emailIfFree(Contact contact) {
        return byEmail.containsKey(contact.email()) ? null : contact.email();
    }

    @Nullable
    String phoneIfFree(Contact contact) {
        return byPhone.containsKey(contact.phoneNumber()) ? null : contact.phoneNumber();
    }

    boolean hasTag(long lead, long tag) {
        return lead(lead).map(profile -> profile.tags().contains(tag)).orElse(false);
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

    Rules rules() {
        return rules;
    }

    void apply(Change change) {
        switch (change) {
            case Change.Added(var lead, var origin) -> {
                added.put(lead.id(), new Change.Added(lead, origin));
                keep(new Profile(lead, origin, Tally.NONE, List.of()));
            }
            case Change.Updated(var lead) -> {
                if (!added.containsKey(lead.id())) {
                    updated.add(lead.id());
                }
                keep(profile(lead.id()).with(lead));
            }
            case Change.Tagged tag -> {
                tagged.add(tag);
                keep(profile(tag.lead()).withTag(tag.tag()));
            }
            case Change.Referred(var lead, var direct) -> {
                counted.add(lead);
                keep(profile(lead).with(profile(lead).tally().referred(direct)));
            }
            case Change.Scored scored -> score(scored);
        }
    }

    private void score(Change.Scored scored) {
        var profile = profile(scored.lead());
        long before = profile.tally().score();
        var tally = scored.addTo(profile.tally());
        long after = tally.score();
        if (after == before) {
            return;
        }
        // The ledger holds what was really given or taken, so that its sum is the score.
        ledger.add(new Change.Scored(scored.lead(), after - before, scored.reason(), scored.other(), scored.tag()));
        moves.add(before, after);
        counted.add(scored.lead());
        keep(profile.with(tally));
    }

    private void keep(Profile profile) {
        var lead = profile.lead();
        var before = leads.put(lead.id(), profile);
        if (before != null && before.lead().phoneNumber() != null) {
            byPhone.remove(before.lead().phoneNumber());
        }
        if (lead.email() != null) {
            byEmail.put(lead.email(), lead.id());
        }
        if (lead.phoneNumber() != null) {
            byPhone.put(lead.phoneNumber(), lead.id());
        }
    }

    private Profile profile(long id) {
        return lead(id).orElseThrow(() -> new IllegalStateException("a change of a lead that was not loaded"));
    }

    /** A lead as it stands now, to be rendered when its rank is known. */
    Shown show(long lead) {
        var profile = profile(lead);
        return new Shown(
                this,
                profile,
                leadCount() + rules.campaign().jumpStart(),
                moves.above(profile.tally().score()));
    }

    /**
     * A lead at one moment of a batch.
     *
     * @param aboveChange by how much the number of leads with a higher score has grown in the batch before that moment
     */
    record Shown(Book book, Profile profile, long leadCount, long aboveChange) {
        boolean ranksAmongScored() {
            return profile.tally().score() > 0;
        }

        /** The rank, given how many had a higher score when the batch began; equal scores share one (contract Q18). */
        Standing standing(long aboveAtStart) {
            return new Standing(leadCount, 1 + aboveAtStart + aboveChange);
        }
    }

    /** How many leads had a score above zero when the batch began: those above all who have none. */
    long scoredAtStart() {
        return start.scoredCount();
    }

    long campaign() {
        return start.campaign();
    }

    private long leadCount() {
        return start.leadCount() + added.size();
    }

    // What is to be written -------------------------------------------------------------------------------------------

    CampaignState end() {
        return new CampaignState(
                start.campaign(),
                lastSeq,
                start.lastNumber() + added.size(),
                leadCount(),
                start.scoredCount() + moves.above(0),
                at,
                start.configVersion());
    }

    boolean changed() {
        return lastSeq > start.lastSeq();
    }

    CampaignState start() {
        return start;
    }

    List<Profile> added() {
        return added.keySet().stream().map(this::profile).toList();
    }

    List<Profile> updated() {
        return updated.stream().map(this::profile).toList();
    }

    List<Profile> counted() {
        return counted.stream().map(this::profile).toList();
    }

    List<Change.Tagged> tagged() {
        return tagged;
    }

    List<Change.Scored> ledger() {
        return ledger;
    }

    ScoreMoves moves() {
        return moves;
    }
}
