package leadhook.leads;

import java.util.Optional;
import leadhook.campaigns.Tag;
import leadhook.leads.Decision.Told;
import leadhook.log.EventType;
import org.jspecify.annotations.Nullable;

/** Somebody signs up, for the first time or again: the side effects of contract 2.1. */
final class Arrival {
    private final Draft draft;
    private final FraudCheck fraud;

    Arrival(Draft draft, FraudCheck fraud) {
        this.draft = draft;
        this.fraud = fraud;
    }

    Told signUp(Command command, Signup signup, Optional<Long> tagId) {
        var tag = tagId.flatMap(draft.rules()::tag);
        var known = draft.book().findFirst(signup.names());
        if (known.isEmpty() && signup.mustExist()) {
            throw Decision.noLead();
        }
        return known.map(profile -> again(profile, signup, tag)).orElseGet(() -> first(command, signup, tag));
    }

    /** Tags a lead, and makes it if it is not there: one that is known is only tagged (contract 2.11). */
    Told tag(Command command, Request.TagOne request) {
        var tag = Tagging.wanted(draft, request.tag());
        var known = draft.book().findFirst(request.named());
        if (known.isPresent()) {
            draft.tag(known.get().id(), tag);
            draft.tellScores();
            return new Told.OfLead(known.get().id(), false);
        }
        var signup = request.made().filter(each -> !each.mustExist()).orElseThrow(Decision::noLead);
        return first(command, signup, Optional.of(tag));
    }

    private Told first(Command command, Signup signup, Optional<Tag> tag) {
        var origin = signup.origin().countedBy(fraud.address(signup, draft.rules()));
        var referrer = Optional.ofNullable(signup.referrerId()).flatMap(draft::lead);
        var flags = fraud.flags(signup, origin, draft.book());
        var lead = newLead(command, signup, referrer.map(Profile::id).orElse(null), Status.first(flags));
        draft.make(new Change.Added(lead, origin));
        draft.tell(Happened.of(EventType.NEW_SIGNUP, lead.id()));
        draft.tell(
                lead.fraudulent() ? Happened.flagged(lead) : Happened.of(EventType.NEW_SIGNUP_NOT_EXCLUDED, lead.id()));
        draft.score(Change.Scored.signup(lead.id(), draft.rules().scoring().signup()));
        tag.ifPresent(each -> draft.tag(lead.id(), each));
        setPoints(signup, lead.id());
        draft.tellScore(lead.id());
        draft.recount(null, lead);
        if (!lead.fraudulent()) {
            draft.tellReferrer(lead);
        }
        draft.tellScores();
        return new Told.OfLead(lead.id(), true);
    }

    /**
     * A link that names nobody counts as none (contract Q30). Nobody has the new lead's id yet, so it cannot refer itself;
     * and an old lead gets no referrer any more (Q31), so nobody is led here by his own followers.
     */
    private Lead newLead(Command command, Signup signup, @Nullable Long parent, Status status) {
        var names = Names.NONE.with(signup.customFields());
        return new Lead(
                command.campaign(),
                command.newId(),
                draft.book().nextNumber(),
                signup.contact().email(),
                signup.contact().phoneNumber(),
                names.first(),
                names.last(),
                CustomFields.NONE.merge(signup.customFields()),
                signup.utm(),
                signup.uid(),
                signup.ip(),
                signup.referrer(),
                signup.redirectUrl(),
                parent,
                draft.book().at(),
                1,
                status);
    }

    private Told again(Profile known, Signup signup, Optional<Tag> tag) {
        var before = known.lead();
        var after = updated(before, signup);
        var status = after.status();
        if (after.email() != null && before.email() == null && !status.approved()) {
            after = after.with(status.flagged(fraud.flagsOfEmail(after.email(), draft.rules())));
        }
        draft.make(new Change.Updated(after));
        draft.tell(Happened.of(EventType.REPEAT_SIGNUP, after.id()));
        if (after.fraudulent() && !before.fraudulent()) {
            draft.tell(Happened.flagged(after));
        }
        tag.ifPresent(each -> draft.tag(known.id(), each));
        setPoints(signup, known.id());
        draft.recount(before, after);
        draft.tellScores();
        return new Told.OfLead(known.id(), false);
    }

    /**
     * The lead after one more signup: fields are merged (contract Q25), an email or phone is taken if nobody else has it
     * (Q28), a changed phone is no longer verified (Q37); origin, utm and parent are those of the first signup (Q23, Q31).
     */
    private Lead updated(Lead lead, Signup signup) {
        var fields = lead.customFields().merge(signup.customFields());
        var names = new Names(lead.firstName(), lead.lastName()).with(signup.customFields());
        var email = lead.email() == null ? draft.book().emailIfFree(signup.contact()) : lead.email();
        var phone = draft.book().phoneIfFree(signup.contact());
        boolean newPhone = phone != null && !phone.equals(lead.phoneNumber());
        var status = newPhone ? lead.status().withNewPhoneNumber() : lead.status();
        return new Lead(
                lead.campaignId(),
                lead.id(),
                lead.number(),
                email,
                newPhone ? phone : lead.phoneNumber(),
                names.first(),
                names.last(),
                fields,
                lead.utm(),
                lead.uid() == null ? signup.uid() : lead.uid(),
                lead.ip() == null ? signup.ip() : lead.ip(),
                lead.referrer() == null ? signup.referrer() : lead.referrer(),
                signup.redirectUrl() == null ? lead.redirectUrl() : signup.redirectUrl(),
                lead.parentId(),
                lead.signedUpAt(),
                lead.counter() + 1,
                status.optedOut(signup.keepOptOut() && status.optedOut()));
    }

    /** Whatever custom points the lead had, from now on it has these (contract Q29). */
    private void setPoints(Signup signup, long lead) {
        if (signup.points() != null) {
            long missing = signup.points() - draft.one(lead).tally().parts().custom();
            draft.score(Change.Scored.custom(lead, missing, null));
        }
    }
}
