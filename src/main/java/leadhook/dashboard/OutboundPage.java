package leadhook.dashboard;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import leadhook.campaigns.Campaign;
import leadhook.dashboard.Notices.Notice;
import leadhook.delivery.OutboundApi;
import leadhook.delivery.OutboundWebhooks;
import leadhook.delivery.WebhookUrl;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** Outbound webhooks: made as the primary document describes, from a Post URL and a choice of events. */
final class OutboundPage {
    private static final int SHOWN = 50;
    private static final int MOST = 1_000;

    /** For so long after it was made, the secret is shown to an owner. */
    private static final Duration SECRET_SHOWN = Duration.ofMinutes(10);

    private final Database database;
    private final OutboundWebhooks webhooks;
    private final Html html;
    private final Notices notices;
    private final InstantSource clock;

    OutboundPage(Database database, OutboundWebhooks webhooks, Html html, Notices notices, InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.html = html;
        this.notices = notices;
        this.clock = clock;
    }

    /** @param next the offset at which the list goes on; null at its end */
    record Shown(
            Frame frame,
            List<WebhookLine> webhooks,
            @Nullable Integer next) {}

    /** @param secret what its deliveries are signed with; null when its time is over */
    record Made(Frame frame, WebhookLine webhook, @Nullable String secret) {}

    Answer show(Visit visit, Campaign campaign) {
        int from =
                visit.number("from").filter(number -> number < MOST).orElse(0L).intValue();
        var found = WebhookLine.ofCampaign(
                database, campaign.id(), clock.instant(), visit.user().isOwner(), from, SHOWN + 1);
        boolean more = found.size() > SHOWN;
        return html.page(
                "outbound",
                new Shown(
                        Frame.of("Outbound webhooks", visit, campaign, "outbound", notices),
                        more ? found.subList(0, SHOWN) : found,
                        more ? from + SHOWN : null));
    }

    Answer create(Visit visit, Campaign campaign) {
        var fields = visit.call().fields();
        var url = new WebhookUrl(fields.text("url").orElse(""));
        var types = types(fields);
        var known = webhooks.find(campaign.id(), url);
        if (known.isPresent()) {
            // The API would add the events, and let a disabled one go on from now: a person is asked first.
            return notices.goTo(
                    visit,
                    Gate.HOME + "/campaigns/" + campaign.id() + "/outbound/" + known.get(),
                    new Notice(false, "There is a webhook with this URL already, and this is it: change it below."));
        }
        long made = webhooks.subscribe(campaign.id(), url.text(), types);
        return Answer.seeOther(Gate.HOME + "/campaigns/" + campaign.id() + "/outbound/" + made + "/secret");
    }

    /** The events that are ticked. @throws Refusal 409 when there are none */
    static List<EventType> types(Fields fields) {
        if (fields.list("events").isEmpty()) {
            throw Refusal.invalid("Tick at least one event that is to be sent.");
        }
        return OutboundApi.types(fields);
    }

    /** Once it is made: its secret, and how a receiver uses it. Sent twice, the form leads here twice. */
    Answer secret(Visit visit, Campaign campaign) {
        var webhook = WebhookPage.line(database, visit, campaign, clock.instant());
        boolean shown = visit.user().isOwner()
                && clock.instant().isBefore(webhook.createdAt().plus(SECRET_SHOWN));
        return html.page(
                "secret",
                new Made(
                        Frame.of("The webhook is there", visit, campaign, "outbound", notices),
                        webhook,
                        shown ? webhooks.secret(campaign.id(), webhook.id()) : null));
    }
}
