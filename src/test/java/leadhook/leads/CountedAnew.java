package leadhook.leads;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A campaign at the end of a story, counted from what its leads are, what its ledger holds and what was told, and from no count. */
final class CountedAnew {
    private final CampaignInMemory campaign;
    private final Collection<Profile> leads;

    CountedAnew(CampaignInMemory campaign) {
        this.campaign = campaign;
        this.leads = campaign.leads.values();
    }

    private long points(Profile lead) {
        return points(lead, _ -> true);
    }

    private long points(Profile lead, Reason reason) {
        return points(lead, scored -> scored.reason() == reason);
    }

    private long points(Profile lead, Predicate<Change.Scored> which) {
        return campaign.ledger.stream()
                .filter(scored -> scored.id() == lead.id())
                .filter(which)
                .mapToLong(Change.Scored::points)
                .sum();
    }

    private long count(Predicate<Profile> which) {
        return leads.stream().filter(which).count();
    }

    private static boolean isVerified(Profile lead) {
        return lead.lead().status().verified();
    }

    private static boolean counts(Profile lead) {
        return lead.lead().status().flags().isEmpty();
    }

    private static Counts counted(List<Profile> of) {
        return new Counts(
                of.size(),
                of.stream().filter(CountedAnew::isVerified).count(),
                of.stream().filter(CountedAnew::counts).count(),
                of.stream()
                        .filter(CountedAnew::counts)
                        .filter(CountedAnew::isVerified)
                        .count());
    }

    private List<Profile> broughtBy(Profile lead) {
        return leads.stream()
                .filter(each -> Objects.equals(each.lead().parentId(), lead.id()))
                .toList();
    }

    private List<Profile> broughtByThose(Profile lead) {
        return broughtBy(lead).stream()
                .flatMap(each -> broughtBy(each).stream())
                .toList();
    }

    void compare() {
        var scoring = campaign.rules.scoring();
        for (var lead : leads) {
            var direct = counted(broughtBy(lead));
            var indirect = counted(broughtByThose(lead));
            long forReferrals = scoring.forDirect(direct.counting(), direct.countingVerified())
                    + scoring.forIndirect(indirect.counting(), indirect.countingVerified());
            // What was really given for these two, beyond what they count for, could not be taken back.
            long debt = points(lead, Reason.SIGNUP) + points(lead, Reason.REFERRAL) - scoring.signup() - forReferrals;
            assertThat(debt).isNotNegative();
            var parts = new Tally.Parts(scoring.signup(), forReferrals, points(lead, Reason.CUSTOM), debt);
            assertThat(lead.tally()).isEqualTo(new Tally(points(lead), parts, direct, indirect));
            assertThat(lead.tally().score()).isNotNegative();
            assertThat(lead.tags()).doesNotHaveDuplicates();
            assertThat(lead.actions()).doesNotHaveDuplicates();
            assertThat(lead.levels()).doesNotHaveDuplicates();
        }
        assertThat(campaign.state.census())
                .isEqualTo(new Census(
                        leads.size(),
                        count(lead -> counts(lead) && points(lead) > 0),
                        count(lead -> !counts(lead)),
                        count(CountedAnew::isVerified),
                        count(lead -> lead.lead().status().optedOut()),
                        count(lead -> !lead.lead().status().waitlisted()),
                        count(lead -> lead.lead().parentId() != null)));
        assertThat(campaign.standings)
                .isEqualTo(leads.stream()
                        .filter(lead -> counts(lead) && points(lead) > 0)
                        .collect(Collectors.groupingBy(this::points, Collectors.counting())));
        compareEvents();
    }

    private void compareEvents() {
        for (var lead : leads) {
            assertThat(told("new_signup", lead)).hasSize(1);
            assertThat(told("new_signup_not_excluded", lead))
                    .hasSize(lead.lead().status().welcomed() ? 1 : 0);
            assertThat(campaign.told)
                    .filteredOn(told -> told.event().equals("referral") && Objects.equals(told.other(), lead.id()))
                    .extracting(Told::lead)
                    .isEqualTo(
                            lead.lead().parentId() != null
                                            && lead.lead().status().welcomed()
                                    ? List.of(lead.lead().parentId())
                                    : List.of());
            assertThat(told("verified", lead)).hasSize(isVerified(lead) ? 1 : 0);
            assertThat(told("tagged", lead)).hasSameSizeAs(lead.tags());
            assertThat(told("reward_level", lead)).hasSameSizeAs(lead.levels());
            if (!counts(lead)) {
                assertThat(told("marked_as_fraudulent", lead)).isNotEmpty();
            }
            compareScores(lead);
        }
    }

    /** From zero to the score, each step where the one before ended, one for each request, and each shown with its event. */
    private void compareScores(Profile lead) {
        long score = 0;
        var steps = new HashMap<Integer, Long>();
        for (var told : told("score_change", lead)) {
            var change = json("{" + told.extra() + "}").path("__score_change");
            assertThat(change.path("previous_contest_score").asLong()).isEqualTo(score);
            assertThat(change.path("current_contest_score").asLong())
                    .isNotEqualTo(score)
                    .isEqualTo(told.score());
            score = told.score();
            assertThat(steps.put(told.request(), score)).isNull();
        }
        assertThat(score).isEqualTo(points(lead));
    }

    private List<Told> told(String event, Profile lead) {
        return campaign.told.stream()
                .filter(told -> told.event().equals(event) && told.lead() == lead.id())
                .toList();
    }

    /** Where nothing was ever taken, each part of a score is what the rules give for what is there now. */
    void compareWithTheRules() {
        var rules = campaign.rules;
        var scoring = rules.scoring();
        for (var lead : leads) {
            var direct = counted(broughtBy(lead));
            var indirect = counted(broughtByThose(lead));
            assertThat(points(lead, Reason.SIGNUP)).isEqualTo(scoring.signup());
            assertThat(points(lead, Reason.REFERRAL))
                    .isEqualTo(direct.countingVerified() * scoring.verifiedDirect()
                            + indirect.countingVerified() * scoring.verifiedIndirect()
                            + (scoring.needsVerification()
                                    ? 0
                                    : (direct.counting() - direct.countingVerified()) * scoring.direct()
                                            + (indirect.counting() - indirect.countingVerified())
                                                    * scoring.indirect()));
            assertThat(points(lead, Reason.TAG))
                    .isEqualTo(lead.tags().stream()
                            .mapToLong(tag -> rules.tag(tag).orElseThrow().points())
                            .sum());
            assertThat(points(lead, Reason.ACTION))
                    .isEqualTo(lead.actions().stream()
                            .map(action -> rules.action(action).orElseThrow())
                            .filter(action -> action.tagId() == null)
                            .mapToLong(action -> action.points())
                            .sum());
        }
    }

    /** Whoever is not held for fraudulent has every level that its score reaches. */
    void compareLevels() {
        for (var lead : leads) {
            if (counts(lead)) {
                assertThat(lead.levels())
                        .containsAll(campaign.rules.levels().stream()
                                .filter(level -> level.requiredPoints() <= points(lead))
                                .map(level -> level.id())
                                .toList());
            }
        }
    }

    /** Who comes from a blocked domain is flagged, unless somebody has cleared it. */
    void compareFlags(String blocked) {
        Map<Boolean, List<Profile>> byDomain = leads.stream()
                .filter(lead -> !lead.lead().status().approved())
                .collect(Collectors.partitioningBy(
                        lead -> String.valueOf(lead.lead().email()).endsWith("@" + blocked)));
        assertThat(byDomain.get(true))
                .allSatisfy(lead -> assertThat(campaign.flags(lead.id())).contains("bad_email_domain"));
        assertThat(byDomain.get(false))
                .allSatisfy(lead -> assertThat(campaign.flags(lead.id())).doesNotContain("bad_email_domain"));
    }
}
