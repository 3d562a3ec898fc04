package leadhook.leads;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import leadhook.campaigns.Rules;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a signup does to its campaign: a pure function of what is known and what is asked. The side effects of contract
 * 2.1, in its order.
 *
 * @param lead the lead that the answer shows
 */
record Decision(boolean created, long lead, List<Change> changes, List<Happened> events) {
    private static final long POINTS_PER_REFERRAL = 1;

    /** Decides one command. @throws Refusal 404 when the lead must exist and does not */
    static Decision of(Command command, Book book, Rules rules) {
        var known = book.find(command.signup().contact());
        if (known.isEmpty() && command.signup().mustExist()) {
            throw Refusal.notFound("No lead found");
        }
        return known.map(profile -> repeat(command, profile.lead(), book, rules))
                .orElseGet(() -> first(command, book, rules));
    }

    private static Decision first(Command command, Book book, Rules rules) {
        var signup = command.signup();
        var parent = Optional.ofNullable(signup.referrerId()).flatMap(book::lead);
        var lead = newLead(
                command, book, parent.map(profile -> profile.lead().id()).orElse(null));
        var changes = new ArrayList<Change>();
        changes.add(new Change.Added(lead, signup.origin()));
        tag(command, lead.id(), book, rules, changes);
        parent.ifPresent(referrer -> credit(referrer, lead, book, changes));
        return new Decision(true, lead.id(), changes, List.of(Happened.of(EventType.NEW_SIGNUP, lead.id())));
    }

    private static Lead newLead(Command command, Book book, @Nullable Long parent) {
        var signup = command.signup();
        var names = Names.NONE.with(signup.customFields());
        return new Lead(
                command.campaign(),
                command.newId(),
                book.nextNumber(),
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
                book.at(),
                1,
                true,
                false,
                false,
                false,
                false,
                false,
                List.of());
    }

    /** A new lead counts for the one who referred it, and on the second level for the one who referred that one. */
    private static void credit(Profile referrer, Lead lead, Book book, List<Change> changes) {
        long direct = referrer.lead().id();
        changes.add(new Change.Referred(direct, true));
        changes.add(new Change.Scored(direct, POINTS_PER_REFERRAL, "referral", lead.id(), null));
        Optional.ofNullable(referrer.lead().parentId())
                .flatMap(book::lead)
                .ifPresent(indirect ->
                        changes.add(new Change.Referred(indirect.lead().id(), false)));
    }

    private static Decision repeat(Command command, Lead lead, Book book, Rules rules) {
        var changes = new ArrayList<Change>();
        changes.add(new Change.Updated(updated(lead, command.signup(), book)));
        tag(command, lead.id(), book, rules, changes);
        return new Decision(false, lead.id(), changes, List.of(Happened.of(EventType.REPEAT_SIGNUP, lead.id())));
    }

    /**
     * The lead after one more signup: fields are merged (contract Q25), an email or phone is taken if nobody else has it
     * (Q28), a changed phone is no longer verified (Q37); origin, utm and parent are those of the first signup (Q23, Q31).
     */
    private static Lead updated(Lead lead, Signup signup, Book book) {
        var fields = lead.customFields().merge(signup.customFields());
        var names = new Names(lead.firstName(), lead.lastName()).with(signup.customFields());
        var email = lead.email() == null ? book.emailIfFree(signup.contact()) : lead.email();
        var phone = book.phoneIfFree(signup.contact());
        boolean newPhone = phone != null && !phone.equals(lead.phoneNumber());
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
                lead.waitlisted(),
                signup.keepOptOut() && lead.optedOut(),
                lead.smsOptedOut(),
                lead.verified(),
                lead.verifiedEmail(),
                lead.verifiedPhoneNumber() && !newPhone,
                lead.flags());
    }

    /** Tags the lead if the command brings a tag that the campaign has and the lead has not; its points count once (Q47). */
    private static void tag(Command command, long lead, Book book, Rules rules, List<Change> changes) {
        command.tag()
                .flatMap(rules::tag)
                .filter(tag -> !book.hasTag(lead, tag.id()))
                .ifPresent(tag -> {
                    changes.add(new Change.Tagged(lead, tag.id()));
                    if (tag.points() != 0) {
                        changes.add(new Change.Scored(lead, tag.points(), "tag", null, tag.id()));
                    }
                });
    }
}
