package leadhook.leads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import leadhook.campaigns.Action;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Domains;
import leadhook.campaigns.FraudRules;
import leadhook.campaigns.RewardLevel;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Scoring;
import leadhook.campaigns.Tag;
import leadhook.leads.Decision.Told.OfLead;
import leadhook.platform.Refusal;

/** A campaign as the database would hold it, changed by batches of decisions and nothing else. */
final class CampaignInMemory {
    static final long ID = 7;
    static final Instant MORNING = Instant.parse("2026-03-02T09:15:44Z");

    static final Tag FIVE_POINTS = new Tag(1, "Beta", "", 5);
    static final Tag TAKES_THREE = new Tag(2, "Late", "", -3);
    static final Tag NO_POINTS = new Tag(3, "Seen", "", 0);

    /** Only what the campaign itself forbids is fraudulent here. */
    static final FraudCheck FRAUD = new FraudCheck(Domains.NONE);

    final Map<Long, Profile> leads = new LinkedHashMap<>();
    final List<Change.Scored> ledger = new ArrayList<>();
    final Map<Long, Long> standings = new HashMap<>();
    final List<Long> seqs = new ArrayList<>();
    final List<Shown> shown = new ArrayList<>();
    final List<Told> told = new ArrayList<>();
    private final FraudCheck fraud;
    Rules rules;
    private int decided;
    CampaignState state = new CampaignState(ID, 0, 0, Census.NONE, MORNING, 1);

    /** A lead as a command left it, with the rank that its payload would tell. */
    record Shown(long lead, boolean created, long scoreRank, long leadCount) {}

    CampaignInMemory() {
        this(Scoring.BASIC);
    }

    CampaignInMemory(Scoring scoring) {
        this(scoring, FraudRules.USUAL, List.of(), List.of());
    }

    CampaignInMemory(Scoring scoring, FraudRules fraud, List<Action> actions, List<RewardLevel> levels) {
        this(rules(scoring, fraud, actions, levels), FRAUD);
    }

    CampaignInMemory(Rules rules, FraudCheck fraud) {
        this.rules = rules;
        this.fraud = fraud;
    }

    /** Those of a campaign that has the three tags, and these things. */
    static Rules rules(Scoring scoring, FraudRules fraud, List<Action> actions, List<RewardLevel> levels) {
        var campaign = new Campaign(
                ID, "Spring launch", null, null, null, null, 0, false, false, false, scoring, fraud, MORNING);
        return Rules.of(
                campaign,
                1,
                Map.of(1L, FIVE_POINTS, 2L, TAKES_THREE, 3L, NO_POINTS),
                actions.stream().collect(Collectors.toMap(Action::id, Function.identity())),
                levels);
    }

    /** From now on other rules hold; leads that are there already are not looked at for it. */
    CampaignInMemory ruledBy(Rules other) {
        rules = other;
        return this;
    }

    CampaignInMemory batch(Command... commands) {
        return batch(List.of(commands));
    }

    /** Decides the commands as one batch, and takes what came of them over into the database. */
    CampaignInMemory batch(List<Command> commands) {
        return batch(commands, MORNING);
    }

    /** The same for commands of which some may be refused: those do nothing. */
    CampaignInMemory batchOfWhatIsPossible(List<Command> commands) {
        return batch(commands, MORNING, true);
    }

    CampaignInMemory batch(List<Command> commands, Instant now) {
        return batch(commands, now, false);
    }

    private CampaignInMemory batch(List<Command> commands, Instant now, boolean mayRefuse) {
        var book = new Book(state, rules, now);
        leads.values().forEach(book::know);
        commands.forEach(command -> command.request()
                .made()
                .map(signup -> fraud.address(signup, rules))
                .ifPresent(address -> book.know(address, signupsFrom(address))));
        var before = Map.copyOf(standings);
        for (var command : commands) {
            Decision decision;
            try {
                decision = Decision.of(command, book, fraud);
            } catch (Refusal refusal) {
                if (!mayRefuse) {
                    throw refusal;
                }
                continue;
            }
            decision.changes().forEach(book::apply);
            decision.events().forEach(event -> tell(event, book, before));
            if (decision.told() instanceof OfLead(var lead, var created)) {
                var standing = standing(book.show(lead), before);
                shown.add(new Shown(lead, created, standing.scoreRank(), standing.leadCount()));
            }
            decided++;
        }
        take(book);
        return this;
    }

    /** Counted no further than the limit, as the database is asked to. */
    private long signupsFrom(String address) {
        return leads.values().stream()
                .filter(each -> address.equals(each.origin().address()))
                .limit(rules.fraud().signupsPerAddress())
                .count();
    }

    private void tell(Happened event, Book book, Map<Long, Long> before) {
        var moment = book.show(event.lead());
        var tally = moment.profile().tally();
        var standing = standing(moment, before);
        seqs.add(book.nextSeq());
        told.add(new Told(
                decided,
                event.type().eventName(),
                event.lead(),
                event.other(),
                event.extra(),
                tally.score(),
                standing.scoreRank(),
                tally.referrals(rules.scoring()),
                standing.leadCount()));
    }

    private static Standing standing(Book.Shown moment, Map<Long, Long> before) {
        long score = moment.profile().tally().score();
        long above = before.entrySet().stream()
                .filter(entry -> entry.getKey() > score)
                .mapToLong(Map.Entry::getValue)
                .sum();
        return moment.standing(moment.ranksAmongScored() ? above : moment.book().scoredAtStart());
    }

    private void take(Book book) {
        book.added().forEach(this::write);
        book.updated().forEach(this::write);
        book.counted().forEach(this::write);
        book.tagged().forEach(tagged -> write(book.lead(tagged.id()).orElseThrow()));
        book.completed().forEach(action -> write(book.lead(action.id()).orElseThrow()));
        book.rewarded().forEach(level -> write(book.lead(level.id()).orElseThrow()));
        for (var gone : book.removed()) {
            leads.remove(gone.id());
            ledger.removeIf(scored -> scored.id() == gone.id());
            leads.replaceAll((_, each) -> Objects.equals(each.lead().parentId(), gone.id())
                    ? each.with(each.lead().withoutParent())
                    : each);
        }
        ledger.addAll(book.ledger());
        book.moves().standingChanges().forEach((score, change) -> standings.merge(score, change, Long::sum));
        standings.values().removeIf(count -> count == 0);
        state = book.end();
    }

    private void write(Profile profile) {
        leads.put(profile.lead().id(), profile);
    }

    /** The events told since this was last asked, with what each has of its own. */
    List<String> news() {
        var news = told.stream()
                .map(each -> each.event() + " " + each.lead() + (each.extra() == null ? "" : " " + each.extra()))
                .toList();
        told.clear();
        return news;
    }

    /** Why a lead is held for fraudulent. */
    List<String> flags(long id) {
        return lead(id).lead().status().flags();
    }

    long score(long id) {
        return lead(id).tally().score();
    }

    Profile lead(long id) {
        return Objects.requireNonNull(leads.get(id));
    }
}
