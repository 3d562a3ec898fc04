package leadhook.leads;

import java.util.Optional;
import java.util.function.ToLongFunction;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.Doors.Visitor;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;
import leadhook.platform.http.Route;
import leadhook.platform.idempotency.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** What is done to leads that are there: bulk updates, points, actions and tags (contract 2.4 to 2.13). */
public final class ChangesApi {
    /** So many addresses are looked for; of those that are found, a hundred get points. */
    private static final int MOST_WITH_POINTS = 1_000;

    private static final int MAX_MESSAGE = 1_000;

    private final Leads leads;
    private final Campaigns campaigns;
    private final ApiKeys keys;

    public ChangesApi(Leads leads, Campaigns campaigns, ApiKeys keys) {
        this.leads = leads;
        this.campaigns = campaigns;
        this.keys = keys;
    }

    public Route.Handler optOut() {
        return call -> treat(call, Treatment.OPT_OUT);
    }

    public Route.Handler verify() {
        return call -> treat(call, Treatment.VERIFY);
    }

    public Route.Handler approve() {
        return call -> treat(call, Treatment.APPROVE);
    }

    public Route.Handler block() {
        return call -> treat(call, Treatment.BLOCK);
    }

    public Route.Handler waitlist() {
        return call -> treat(call, Treatment.WAITLIST);
    }

    public Route.Handler unwaitlist() {
        return call -> treat(call, Treatment.UNWAITLIST);
    }

    public Route.Handler tagMany() {
        return call -> treat(call, Treatment.TAG);
    }

    private Answer treat(Call call, Treatment treatment) {
        long campaign = keys.campaign(call);
        var names = Naming.many(call.fields(), country(campaign));
        var tag = treatment == Treatment.TAG ? id(call.fields(), "tag_id").orElse(null) : null;
        return perform(call, campaign, new Request.Treat(names, treatment, tag), "bulk " + treatment);
    }

    /** Any other operation that somebody may have meant (contract Q12). */
    public Answer unknown(Call call) {
        keys.campaign(call);
        throw Refusal.invalid("Invalid action");
    }

    public Answer addPoints(Call call) {
        long campaign = keys.campaign(call);
        var fields = call.fields();
        long points = Points.read(fields).orElseThrow(() -> Refusal.invalid("No points value found"));
        var message = fields.text("message")
                .map(text -> StoredText.clean(text, MAX_MESSAGE))
                .orElse(null);
        var names = Naming.rewarded(fields, country(campaign), MOST_WITH_POINTS);
        return perform(call, campaign, new Request.AddPoints(names, points, message), "points");
    }

    public Answer complete(Call call) {
        return complete(call, ChangesApi::inPath, false);
    }

    public Answer completeForReferrer(Call call) {
        return complete(call, ChangesApi::inPath, true);
    }

    /** The action named by {@code laid}, as the original's own pages do. */
    public Answer completeNamed(Call call) {
        return complete(call, ChangesApi::laid, false);
    }

    public Answer completeNamedForReferrer(Call call) {
        return complete(call, ChangesApi::laid, true);
    }

    private static long inPath(Call call) {
        return call.number("action").orElse(NO_ID);
    }

    private static long laid(Call call) {
        if (call.fields().text("laid").isEmpty()) {
            throw Refusal.invalid("Please include a campaign action id");
        }
        return id(call.fields(), "laid").orElse(NO_ID);
    }

    private static final long NO_ID = 0;

    private Answer complete(Call call, ToLongFunction<Call> actionOf, boolean byReferrer) {
        long campaign = keys.campaign(call);
        var name = Naming.of(call.fields(), country(campaign));
        long action = actionOf.applyAsLong(call);
        return perform(
                call,
                campaign,
                new Request.Complete(name, action, byReferrer),
                "action %s %s".formatted(action, byReferrer));
    }

    /** Tags a lead, which is made if it is not there: then all parameters of a signup count (contract 2.11). */
    public Answer tag(Call call) {
        long campaign = keys.campaign(call);
        var fields = call.fields();
        long tag = call.number("tag").orElse(NO_ID);
        // The social id is the lead's own here, not that of who referred it.
        var signup = campaigns
                .lately(campaign)
                .filter(_ -> SignupForm.saysHowToReach(fields))
                .map(each -> SignupForm.read(fields.without("social_id"), new Visitor(each, true), call.peer()));
        var name = signup.map(each -> each.names().getFirst()).orElseGet(() -> Naming.of(fields, country(campaign)));
        return perform(call, campaign, new Request.TagOne(name, signup, tag), "tag " + tag);
    }

    public Answer tagReferrer(Call call) {
        long campaign = keys.campaign(call);
        var name = Naming.of(call.fields(), country(campaign));
        long tag = call.number("tag").orElse(NO_ID);
        return perform(call, campaign, new Request.TagReferrer(name, tag), "tag referrer " + tag);
    }

    /** A server without an SMS provider answers this, whatever is asked (contract 2.5, Q38). */
    public Answer verifyPhoneNumber(Call call) {
        keys.campaign(call);
        throw Refusal.invalid("Missing required Twilio information");
    }

    private Answer perform(Call call, long campaign, Request request, String door) {
        var done = leads.perform(campaign, request, IdempotencyKey.of(call, door));
        var fields = call.fields();
        return request instanceof Request.TagOne || request instanceof Request.TagReferrer
                ? Answer.json(
                        200,
                        LeadPayload.without(done.json(), fields.flag("__skip_urls"), fields.flag("__skip_actions")))
                : Answer.json(done.status(), done.json());
    }

    private @Nullable String country(long campaign) {
        return campaigns.lately(campaign).map(Campaign::defaultCountry).orElse(null);
    }

    private static Optional<Long> id(Fields fields, String name) {
        return fields.text(name).filter(text -> text.matches("[0-9]{1,18}")).map(Long::parseLong);
    }
}
