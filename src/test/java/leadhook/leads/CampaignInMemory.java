package leadhook.leads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Tag;

/** A campaign as the database would hold it, changed by batches of decisions and nothing else. */
final class CampaignInMemory {
    static final long ID = 7;
    static final Instant MORNING = Instant.parse("2026-03-02T09:15:44Z");

    static final Tag FIVE_POINTS = new Tag(1, "Beta", "", 5);
    static final Tag TAKES_THREE = new Tag(2, "Late", "", -3);
    static final Tag NO_POINTS = new Tag(3, "Seen", "", 0);

    final Map<Long, Profile> leads = new LinkedHashMap<>();
    final List<Change.Scored> ledger = new ArrayList<>();
    final Map<Long, Long> standings = new HashMap<>();
    final List<Long> seqs = new ArrayList<>();
    final List<Shown> shown = new ArrayList<>();
    final Rules rules = rules();
    CampaignState state = new CampaignState(ID, 0, 0, 0, 0, MORNING, 1);

    /** A lead as a command left it, with the rank that its payload would tell. */
    record Shown(long lead, boolean created, long scoreRank, long leadCount) {}

    private static Rules rules() {
        var campaign = new Campaign(ID, "Spring launch", null, null, null, 0, MORNING);
        return new Rules(campaign, 1, Map.of(1L, FIVE_POINTS, 2L, TAKES_THREE, 3L, NO_POINTS));
    }

    /** Decides the commands as one batch, and takes what came of them over into the database. */
    CampaignInMemory batch(List<Command> commands) {
        return batch(commands, MORNING);
    }

    CampaignInMemory batch(List<Command> commands, Instant now) {
        var book = new Book(state, rules, now);
        leads.values().forEach(book::know);
        var before = Map.copyOf(standings);
        for (var command : commands) {
            var decision = Decision.of(command, book, rules);
            decision.changes().forEach(book::apply);
            decision.events().forEach(_ -> seqs.add(book.nextSeq()));
            shown.add(show(book, decision, before));
        }
        take(book);
        return this;
    }

    private Shown show(Book book, Decision decision, Map<Long, Long> before) {
        var moment = book.show(decision.lead());
        long score = moment.profile().tally().score();
        long above = before.entrySet().stream()
                .filter(entry -> entry.getKey() > score)
                .mapToLong(Map.Entry::getValue)
                .sum();
        var standing = moment.standing(moment.ranksAmongScored() ? above : book.scoredAtStart());
        return new Shown(decision.lead(), decision.created(), standing.scoreRank(), standing.leadCount());
    }

    private void take(Book book) {
        book.added().forEach(this::write);
        book.updated().forEach(this::write);
        book.counted().forEach(this::write);
        book.tagged().forEach(tagged -> write(book.lead(tagged.lead()).orElseThrow()));
        ledger.addAll(book.ledger());
        book.standingChanges().forEach((score, change) -> standings.merge(score, change, Long::sum));
        standings.values().removeIf(count -> count == 0);
        state = book.end();
    }

    private void write(Profile profile) {
        leads.put(profile.lead().id(), profile);
    }

    Profile lead(long id) {
        return Objects.requireNonNull(leads.get(id));
    }
}
