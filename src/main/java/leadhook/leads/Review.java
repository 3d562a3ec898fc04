package leadhook.leads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.Rules;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import leadhook.platform.jobs.Chore;
import leadhook.platform.jobs.Job;
import leadhook.platform.jobs.Jobs;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a campaign have changed: leads that were there before are looked at, a page at a time, and those for whom
 * they make a difference go through the writer like anything else that happens to leads (contract 7.5).
 */
final class Review implements Chore {
    private static final int PAGE = 2_000;
    private static final int MOST_AT_ONCE = 100;

    private final Database database;
    private final Campaigns campaigns;
    private final Leads leads;
    private final FraudCheck fraud;
    private final Jobs jobs;

    Review(Database database, Campaigns campaigns, Leads leads, FraudCheck fraud, Jobs jobs) {
        this.database = database;
        this.campaigns = campaigns;
        this.leads = leads;
        this.fraud = fraud;
        this.jobs = jobs;
    }

    /** What the rules look at. */
    private record Seen(
            long id,
            @Nullable String email,
            @Nullable String referrer,
            boolean approved,
            List<String> flags,
            Tally tally) {
        static final Row<Seen> ROW = row -> new Seen(
                row.getLong("id"),
                row.getString("email"),
                row.getString("referrer"),
                row.getBoolean("approved"),
                List.of((String[]) row.getArray("flags").getArray()),
                CountsTables.tally(row));
    }

    /** Where a page ends, and whom of it the rules concern. */
    private record Page(long last, boolean end, List<Leads.Name> concerned, Optional<Long> total) {}

    @Override
    public Job step(Job job) {
        long campaign = Objects.requireNonNull(job.campaign());
        long after = job.cursor().isEmpty() ? 0 : Long.parseLong(job.cursor());
        var page = database.transaction(transaction -> page(transaction, campaign, after, job.total() == null));
        for (int i = 0; i < page.concerned.size(); i += MOST_AT_ONCE) {
            var some = page.concerned.subList(i, Math.min(page.concerned.size(), i + MOST_AT_ONCE));
            leads.perform(campaign, new Request.Review(some), Optional.empty());
        }
        return database.transaction(transaction -> {
            var total =
                    page.total.orElseGet(() -> Optional.ofNullable(job.total()).orElse(0L));
            long done = page.end ? total : Math.min(total, job.done() + PAGE);
            var next = jobs.advance(transaction, job, Long.toString(page.last), done, total);
            return page.end ? jobs.end(transaction, next) : next;
        });
    }

    private Page page(Transaction transaction, long campaign, long after, boolean first) {
        var state = transaction
                .first("select * from campaign_state where campaign_id = ?", CampaignState.ROW, campaign)
                .orElseThrow();
        var rules = Objects.requireNonNull(campaigns
                .rulesAt(transaction, Map.of(campaign, state.configVersion()))
                .get(campaign));
        var seen = transaction.list("""
                select l.id, l.email, l.referrer, l.approved, l.flags, t.score, t.signup_points, t.referral_points,
                    t.custom_points, t.debt, t.direct, t.verified_direct, t.counting_direct, t.counting_verified_direct,
                    t.indirect, t.verified_indirect, t.counting_indirect, t.counting_verified_indirect
                from (select * from leads where campaign_id = ? and id > ? order by campaign_id, id limit ?) l
                left join tallies t on t.campaign_id = l.campaign_id and t.lead_id = l.id
                order by l.id
                """, Seen.ROW, campaign, after, PAGE);
        var concerned = new ArrayList<Leads.Name>();
        seen.stream().filter(each -> isConcerned(each, rules)).forEach(each -> concerned.add(Leads.Name.ofId(each.id)));
        return new Page(
                seen.isEmpty() ? after : seen.getLast().id,
                seen.size() < PAGE,
                concerned,
                first ? Optional.of(state.census().leads()) : Optional.empty());
    }

    private boolean isConcerned(Seen seen, Rules rules) {
        var scoring = rules.scoring();
        return (!seen.approved && !seen.flags.containsAll(fraud.flagsOf(seen.email, seen.referrer, rules)))
                || seen.tally.missingForReferrals(scoring) != 0
                || seen.tally.parts().signup() != scoring.signup();
    }
}
