package leadhook.leads;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leadhook.campaigns.Rules;
import leadhook.leads.Book.Shown;
import leadhook.leads.Links.Link;
import leadhook.leads.Standings.Score;
import leadhook.platform.database.Transaction;

/** Shows leads: finds the ranks and the links that go into their payloads, and renders each once. */
final class Views {
    private final String publicUrl;
    private final Links links;

    Views(String publicUrl, Links links) {
        this.publicUrl = publicUrl;
        this.links = links;
    }

    /** A rendered payload: the bytes of the answer, and the text that is stored; both the same. */
    record Payload(byte[] bytes, String text) {
        Payload(byte[] bytes) {
            this(bytes, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** The payloads of leads at their moments of a batch, in the same order. One statement, and none when nobody has points. */
    List<Payload> render(Transaction transaction, List<Shown> shown) {
        var scores = new HashSet<Score>();
        shown.stream().filter(Shown::ranksAmongScored).forEach(each -> scores.add(score(each)));
        Map<Score, Long> above = scores.isEmpty() ? Map.of() : Standings.above(transaction, scores);
        return shown.stream()
                .map(each -> {
                    long before = each.ranksAmongScored()
                            ? above.getOrDefault(score(each), 0L)
                            : each.book().scoredAtStart();
                    return new Payload(bytes(
                            each.profile(), each.standing(before), each.book().rules()));
                })
                .toList();
    }

    private static Score score(Shown shown) {
        return new Score(shown.book().campaign(), shown.profile().tally().score());
    }

    /** The payload of a lead as it stands in the database. */
    byte[] render(Transaction transaction, Profile profile, CampaignState state, Rules rules) {
        var score = new Score(state.campaign(), profile.tally().score());
        long above = score.score() > 0
                ? Standings.above(transaction, Set.of(score)).getOrDefault(score, 0L)
                : state.census().scored();
        var census = state.census();
        return bytes(
                profile,
                new Standing(
                        census.leads() + rules.campaign().jumpStart(),
                        1 + (profile.lead().fraudulent() ? census.ranked() : above)),
                rules);
    }

    private byte[] bytes(Profile profile, Standing standing, Rules rules) {
        return LeadPayload.render(new LeadView(
                profile.lead(),
                profile.tally(),
                standing,
                profile.tags().stream()
                        .flatMap(id -> rules.tag(id).stream())
                        .map(tag -> new LeadTag(tag.id(), tag.name(), tag.points()))
                        .toList(),
                profile.actions(),
                rules,
                LeadPages.of(rules.campaign(), publicUrl),
                links.token(Link.OPT_OUT, profile.lead())));
    }
}
