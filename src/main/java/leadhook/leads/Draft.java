package leadhook.leads;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import leadhook.campaigns.Action;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Tag;
import leadhook.leads.Leads.Name;
import org.jspecify.annotations.Nullable;

/**
 * A decision while it is made: its changes and events so far, and leads as these changes leave them. The book itself is
 * only read, so a command that is refused half-way has done nothing.
 */
final class Draft {
    /** No mail is sent yet, so none tells a lead of its reward (contract Q36). */
    private static final boolean EMAILED = false;

    private final Book book;
    private final Rules rules;
    private final Map<Long, Profile> now = new HashMap<>();
    private final Set<Long> gone = new LinkedHashSet<>();
    private final Set<Long> scored = new LinkedHashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Happened> events = new ArrayList<>();

    Draft(Book book) {
        this.book = book;
        this.rules = book.rules();
    }

    List<Change> changes() {
        return changes;
    }

    List<Happened> events() {
        return events;
    }

    Book book() {
        return book;
    }

    Rules rules() {
        return rules;
    }

    Optional<Profile> lead(@Nullable Long id) {
        return id == null || gone.contains(id)
                ? Optional.empty()
                : Optional.ofNullable(now.get(id)).or(() -> book.lead(id));
    }

    Profile one(long id) {
        return lead(id).orElseThrow();
    }

    /** The leads of these names, each once, in the order of their first name. */
    List<Profile> find(Collection<Name> names) {
        var found = new LinkedHashMap<Long, Profile>();
        names.forEach(name -> book.find(name).ifPresent(profile -> found.putIfAbsent(profile.id(), profile)));
        return List.copyOf(found.values());
    }

    Optional<Profile> parentOf(Lead lead) {
        return lead(lead.parentId());
    }

    // Changing --------------------------------------------------------------------------------------------------------

    void make(Change change) {
        changes.add(change);
        if (change instanceof Change.Removed) {
            gone.add(change.id());
        } else {
            now.put(change.id(), change.applyTo(lead(change.id()).orElse(null)));
        }
    }

    void score(Change.Scored change) {
        if (change.points() != 0) {
            make(change);
            scored.add(change.id());
        }
    }

    /** Changes a lead, and what it counts for those who brought it. */
    void update(Lead before, Lead after) {
        make(new Change.Updated(after));
        recount(before, after);
    }

    /** A lead counts for whoever referred it, and on the second level for who referred that one (contract 7.1). */
    void recount(@Nullable Lead before, @Nullable Lead after) {
        var was = Counts.of(before);
        var is = Counts.of(after);
        var lead = after != null ? after : before;
        if (lead == null || was.equals(is)) {
            return;
        }
        parentOf(lead).ifPresent(parent -> {
            recount(parent, true, was, is, lead.id());
            parentOf(parent.lead()).ifPresent(grand -> recount(grand, false, was, is, lead.id()));
        });
    }

    /** So many leads count otherwise for a lead than before; its points follow. */
    void recount(Profile lead, boolean direct, Counts was, Counts is, @Nullable Long referred) {
        make(new Change.Recounted(lead.id(), direct, was, is));
        long missing = one(lead.id()).tally().missingForReferrals(rules.scoring());
        score(Change.Scored.referral(lead.id(), missing, referred));
    }

    /** Tags a lead, if it has not got the tag; with it come its points and the actions that it completes (contract Q47). */
    void tag(long lead, Tag tag) {
        if (one(lead).tags().contains(tag.id())) {
            return;
        }
        make(new Change.Tagged(lead, tag.id()));
        rules.actionsOf(tag).forEach(action -> complete(lead, action, 0));
        tell(Happened.tagged(lead, tag));
        score(Change.Scored.tag(lead, tag.points(), tag.id()));
    }

    /** Completes an action, if the lead has not completed it, for so many points. */
    void complete(long lead, Action action, long points) {
        if (!one(lead).actions().contains(action.id())) {
            make(new Change.Completed(lead, action.id()));
            score(Change.Scored.action(lead, points, action.id()));
        }
    }

    // Telling ---------------------------------------------------------------------------------------------------------

    void tell(Happened event) {
        events.add(event);
    }

    /** Whoever brought this lead has gained a referral. */
    void tellReferrer(Lead lead) {
        parentOf(lead).ifPresent(parent -> tell(Happened.referral(parent.id(), lead)));
    }

    /**
     * Whatever moved a lead's score in this request, it is told once, and only if the total is another (contract Q34); then
     * the reward levels that it has reached by that.
     */
    void tellScore(long lead) {
        if (!scored.remove(lead) || gone.contains(lead)) {
            return;
        }
        long before = book.lead(lead).map(profile -> profile.tally().score()).orElse(0L);
        long after = one(lead).tally().score();
        if (before != after) {
            tell(Happened.scoreChange(lead, before, after));
            reward(lead);
        }
    }

    /** Tells of all scores that have moved and were not told of, in the order in which they first moved. */
    void tellScores() {
        List.copyOf(scored).forEach(this::tellScore);
    }

    /** Grants what a lead did not get while it was flagged; after its score, if that has moved and is still to be told. */
    void rewardHeldBack(long lead) {
        if (!scored.contains(lead)) {
            reward(lead);
        }
    }

    /** Grants the levels that a lead has reached; to one that is flagged none (contract 7.5, Q36). */
    void reward(long lead) {
        var profile = one(lead);
        if (profile.lead().fraudulent()) {
            return;
        }
        rules.levels().stream()
                .filter(level -> level.requiredPoints() <= profile.tally().score())
                .filter(level -> !profile.levels().contains(level.id()))
                .forEach(level -> {
                    make(new Change.Rewarded(lead, level.id()));
                    tell(Happened.rewarded(lead, level, EMAILED));
                });
    }
}
