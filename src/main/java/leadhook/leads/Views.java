package leadhook.leads;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
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

    /** The scores whose ranks are shown. */
    static Stream<Score> scores(List<Shown> shown) {
        return shown.stream().filter(Shown::ranksAmongScored).map(Views::score);
    }

    /** The payloads of leads at their moments of a batch, in the same order; {@code standings} are as they were before it. */
    List<Payload> render(Standings standings, List<Shown> shown) {
        return shown.stream()
                .map(each -> {
                    long before = each.ranksAmongScored()
                            ? standings.above(score(each))
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
        long score = profile.tally().score();
        long above = score > 0
                ? Standings.above(transaction, new Score(state.campaign(), score))
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
