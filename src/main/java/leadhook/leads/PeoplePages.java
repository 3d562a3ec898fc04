package leadhook.leads;

import java.util.List;
import java.util.Optional;
import leadhook.campaigns.Campaigns;
import leadhook.leads.Links.Link;
import leadhook.leads.Links.Owner;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;

/** What a lead's own links lead to: verifying an address, and opting out (contract 2.24). */
public final class PeoplePages {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String NOTHING_BUT_STYLE =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Leads leads;
    private final Campaigns campaigns;
    private final String publicUrl;

    public PeoplePages(Leads leads, Campaigns campaigns, String publicUrl) {
        this.leads = leads;
        this.campaigns = campaigns;
        this.publicUrl = publicUrl;
    }

    /** Verifies the address that the link was sent to, and goes on to the campaign's page for that. */
    public Answer verifyEmail(Call call) {
        var fields = call.fields();
        long campaign = fields.text("c").flatMap(PeoplePages::number).orElse(0L);
        long lead = fields.text("s")
                .flatMap(text -> number(text).or(() -> SocialId.id(text)))
                .orElse(0L);
        var code = fields.text("t").orElse("");
        if (!leads.links().isCode(code, Link.VERIFY_EMAIL, campaign, lead)
                || !treat(new Owner(campaign, lead), Treatment.VERIFY_EMAIL)) {
            return gone();
        }
        var pages = campaigns.find(campaign).orElseThrow(() -> Refusal.notFound("Campaign not found"));
        var thanks = pages.thanksUrl() == null ? pages.page(publicUrl) : pages.thanksUrl();
        var next = pages.verifiedUrl() == null ? thanks : pages.verifiedUrl();
        return Answer.text(302, HTML, "").with("Location", UrlQuery.with(next, "kolid", SocialId.of(lead)));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Opts out on the visit; with {@code confirm}, only once asked for by the button: a scanner of mails presses none. */
    public Answer optOut(Call call) {
        var owner = owner(call);
        if (owner.isEmpty()) {
            return gone();
        }
        return call.fields().flag("confirm")
                ? page(200, "Opt out?", """
                        <p>You will get no more email about <strong>%s</strong>.</p>
                        <form method="post"><button type="submit">Opt out</button></form>
                        """.formatted(name(owner.get().campaign())))
                : optedOut(owner.get());
    }

    /** The button of the page that asks. */
    public Answer confirmOptOut(Call call) {
        return owner(call).map(this::optedOut).orElseGet(PeoplePages::gone);
    }

    private Optional<Owner> owner(Call call) {
        return leads.links().owner(Link.OPT_OUT, call.path("token"));
    }

    private Answer optedOut(Owner owner) {
        return treat(owner, Treatment.OPT_OUT)
                ? page(200, "You have opted out", """
                        <p>You will get no more email about <strong>%s</strong>.</p>
                        """.formatted(name(owner.campaign())))
                : gone();
    }

    /** Returns false when there is no such lead any more. */
    private boolean treat(Owner owner, Treatment treatment) {
        try {
            leads.perform(
                    owner.campaign(),
                    new Request.Treat(List.of(Leads.Name.ofId(owner.lead())), treatment, null),
                    Optional.empty());
            return true;
        } catch (Refusal refusal) {
            if (refusal.retryAfter() != null) {
                throw refusal;
            }
            return false;
        }
    }

    private String name(long campaign) {
        return escaped(campaigns.find(campaign).map(each -> each.name()).orElse(""));
    }

    private static Answer gone() {
        return page(404, "This link is no longer valid", """
                <p>It may have been cut off on its way, or what it was for is gone.</p>
                """);
    }

    private static Answer page(int status, String title, String body) {
        return Answer.text(status, HTML, """
                        <!doctype html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <meta name="robots" content="noindex">
                        <title>%1$s</title>
                        <style>
                        :root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
                        body { max-width: 32rem; margin: 15vh auto; padding: 0 1rem; overflow-wrap: anywhere; }
                        button { font: inherit; padding: .6rem 1.4rem; border-radius: .4rem; cursor: pointer; }
                        </style>
                        </head>
                        <body>
                        <main>
                        <h1>%1$s</h1>
                        %2$s</main>
                        </body>
                        </html>
                        """.formatted(title, body))
                .with("Content-Security-Policy", NOTHING_BUT_STYLE)
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-store");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
