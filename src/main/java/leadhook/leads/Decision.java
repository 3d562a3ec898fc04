package leadhook.leads;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import leadhook.campaigns.Rules;
import leadhook.campaigns.Scoring;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a signup does to its campaign: a pure function of what is known and what is asked. The side effects of contract
 * 2.1, and the events in the order of 6.4.
 *
 * @param lead the lead that the answer shows
 */
record Decision(boolean created, long lead, List<Change> changes, List<Happened> events) {
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
        var referrers = Referrers.of(command.signup(), book);
        var lead = newLead(command, book, referrers.directId());
        var changes = new ArrayList<Change>();
        changes.add(new Change.Added(lead, command.signup().origin()));
        tag(command, lead.id(), book, rules, changes);
        setPoints(command.signup(), lead.id(), Tally.NONE, changes);
        credit(referrers, rules.scoring(), lead, changes);
        return new Decision(true, lead.id(), changes, arrival(lead, referrers, book, changes));
    }

    /** Who led a new lead here, and who led that one. */
    private record Referrers(Optional<Profile> direct, Optional<Profile> indirect) {
        /**
         * A link that names nobody counts as none (contract Q30). Nobody has the new lead's id yet, so it cannot refer
         * itself; and an old lead gets no referrer any more (Q31), so nobody is led here by his own followers.
         */
        static Referrers of(Signup signup, Book book) {
            var direct = Optional.ofNullable(signup.referrerId()).flatMap(book::lead);
            return new Referrers(
                    direct,
                    direct.flatMap(profile -> Optional.ofNullable(profile.lead().parentId()))
                            .flatMap(book::lead));
        }

        @Nullable
        Long directId() {
            return direct.map(profile -> profile.lead().id()).orElse(null);
        }
    }

    /** What there is to tell of a new lead, then of its referrer, then of the referrer's (contract 6.4). */
    private static List<Happened> arrival(Lead lead, Referrers referrers, Book book, List<Change> changes) {
        var events = new ArrayList<Happened>();
        events.add(Happened.of(EventType.NEW_SIGNUP, lead.id()));
        if (!lead.fraudulent()) {
            events.add(Happened.of(EventType.NEW_SIGNUP_NOT_EXCLUDED, lead.id()));
        }
        scoreChange(lead.id(), book, changes).ifPresent(events::add);
        referrers.direct.ifPresent(referrer -> {
            events.add(Happened.referral(referrer.lead().id(), lead));
            scoreChange(referrer.lead().id(), book, changes).ifPresent(events::add);
        });
        referrers
                .indirect
                .flatMap(referrer -> scoreChange(referrer.lead().id(), book, changes))
                .ifPresent(events::add);
        return events;
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
    private static void credit(Referrers referrers, Scoring scoring, Lead lead, List<Change> changes) {
        referrers.direct.ifPresent(referrer -> credit(referrer.lead(), true, scoring.direct(), lead, changes));
        referrers.indirect.ifPresent(referrer -> credit(referrer.lead(), false, scoring.indirect(), lead, changes));
    }

    private static void credit(Lead referrer, boolean direct, long points, Lead lead, List<Change> changes) {
        changes.add(new Change.Referred(referrer.id(), direct));
        if (points != 0) {
            changes.add(new Change.Scored(referrer.id(), points, "referral", lead.id(), null));
        }
    }

    private static Decision repeat(Command command, Lead lead, Book book, Rules rules) {
        var changes = new ArrayList<Change>();
        changes.add(new Change.Updated(updated(lead, command.signup(), book)));
        tag(command, lead.id(), book, rules, changes);
        setPoints(
                command.signup(),
                lead.id(),
                book.lead(lead.id()).map(Profile::tally).orElse(Tally.NONE),
                changes);
        var events = new ArrayList<Happened>();
        events.add(Happened.of(EventType.REPEAT_SIGNUP, lead.id()));
        scoreChange(lead.id(), book, changes).ifPresent(events::add);
        return new Decision(false, lead.id(), changes, events);
    }

    /** Whatever moved a lead's score in this request, it is told once, and only if the total is another (contract Q34). */
    private static Optional<Happened> scoreChange(long lead, Book book, List<Change> changes) {
        var before = book.lead(lead).map(Profile::tally).orElse(Tally.NONE);
        var after = before;
        for (var change : changes) {
            if (change instanceof Change.Scored scored && scored.lead() == lead) {
                after = scored.addTo(after);
            }
        }
        return after.score() == before.score()
                ? Optional.empty()
                : Optional.of(Happened.scoreChange(lead, before.score(), after.score()));
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

    /** Whatever custom points the lead had, from now on it has these (contract Q29). */
    private static void setPoints(Signup signup, long lead, Tally tally, List<Change> changes) {
        if (signup.points() != null && signup.points() != tally.custom()) {
            changes.add(Change.Scored.custom(lead, signup.points() - tally.custom()));
        }
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
