package leadhook.leads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of what is counted: tallies, the ledger of points, tags on leads, standings, and the campaign's state. */
final class CountsTables {
    private static final long BLOCK = 1_024;

    private CountsTables() {}

    /** A score of a campaign whose rank is asked for. */
    record Score(long campaign, long score) {}

    /** How many leads have a higher score: those in the same block of scores, and those in the blocks above. */
    static Map<Score, Long> above(Transaction transaction, Set<Score> scores) {
        var above = new HashMap<Score, Long>();
        transaction.list(
                """
                select k.campaign_id, k.score,
                    (select coalesce(sum(s.leads), 0) from standings s
                        where s.campaign_id = k.campaign_id and s.score > k.score
                            and s.score < (k.score / 1024 + 1) * 1024)
                    + (select coalesce(sum(c.leads), 0) from standings_coarse c
                        where c.campaign_id = k.campaign_id and c.block > k.score / 1024) as leads
                from unnest(?::bigint[], ?::bigint[]) as k (campaign_id, score)
                """,
                row -> above.put(new Score(row.getLong("campaign_id"), row.getLong("score")), row.getLong("leads")),
                scores.stream().map(Score::campaign).toArray(Long[]::new),
                scores.stream().map(Score::score).toArray(Long[]::new));
        return above;
    }

    static void tallies(Transaction transaction, List<Profile> profiles) {
        transaction.update(
                """
                insert into tallies (campaign_id, lead_id, score, custom_points, referrals, direct, indirect)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[])
                on conflict (campaign_id, lead_id) do update set score = excluded.score,
                    custom_points = excluded.custom_points, referrals = excluded.referrals, direct = excluded.direct, indirect = excluded.indirect
                """,
                profiles.stream().map(profile -> profile.lead().campaignId()).toArray(Long[]::new),
                profiles.stream().map(profile -> profile.lead().id()).toArray(Long[]::new),
                profiles.stream().map(profile -> profile.tally().score()).toArray(Long[]::new),
                profiles.stream().map(profile -> profile.tally().custom()).toArray(Long[]::new),
                profiles.stream().map(profile -> profile.tally().referrals()).toArray(Long[]::new),
                profiles.stream()
                        .map(profile -> profile.tally().influence().direct())
                        .toArray(Long[]::new),
                profiles.stream()
                        .map(profile -> profile.tally().influence().indirect())
                        .toArray(Long[]::new));
    }

    static void tags(Transaction transaction, List<Entry<Change.Tagged>> tagged) {
        transaction.update(
                """
                insert into lead_tags (campaign_id, lead_id, tag_id, at)
                select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                """,
                tagged.stream().map(Entry::campaign).toArray(Long[]::new),
                tagged.stream().map(entry -> entry.change().lead()).toArray(Long[]::new),
                tagged.stream().map(entry -> entry.change().tag()).toArray(Long[]::new),
                tagged.stream().map(Entry::at).toArray(Instant[]::new));
    }

    static void points(Transaction transaction, List<Entry<Change.Scored>> ledger) {
        var others = new @Nullable Long[ledger.size()];
        var tags = new @Nullable Long[ledger.size()];
        for (int i = 0; i < others.length; i++) {
            others[i] = ledger.get(i).change().other();
            tags[i] = ledger.get(i).change().tag();
        }
        transaction.update(
                """
                insert into points (campaign_id, lead_id, at, points, reason, other_lead_id, tag_id)
                select * from unnest(?::bigint[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[], ?::bigint[],
                    ?::bigint[])
                """,
                ledger.stream().map(Entry::campaign).toArray(Long[]::new),
                ledger.stream().map(entry -> entry.change().lead()).toArray(Long[]::new),
                ledger.stream().map(Entry::at).toArray(Instant[]::new),
                ledger.stream().map(entry -> entry.change().points()).toArray(Long[]::new),
                ledger.stream().map(entry -> entry.change().reason()).toArray(String[]::new),
                others,
                tags);
    }

    /** A change of a campaign with the moment of its batch. */
    record Entry<C>(long campaign, Instant at, C change) {
        static <C> List<Entry<C>> of(Book book, List<C> changes) {
            return changes.stream()
                    .map(change -> new Entry<>(book.campaign(), book.at(), change))
                    .toList();
        }
    }

    /** Adds to the number of leads at each score, and at each block of scores. A row goes when nobody is left there. */
    static void standings(Transaction transaction, Map<Score, Long> changes) {
        var scores = List.copyOf(changes.entrySet());
        transaction.update(
                """
                merge into standings s
                using unnest(?::bigint[], ?::bigint[], ?::bigint[]) as c (campaign_id, score, leads)
                on s.campaign_id = c.campaign_id and s.score = c.score
                when matched and s.leads + c.leads = 0 then delete
                when matched then update set leads = s.leads + c.leads
                when not matched then insert (campaign_id, score, leads) values (c.campaign_id, c.score, c.leads)
                """,
                scores.stream().map(entry -> entry.getKey().campaign()).toArray(Long[]::new),
                scores.stream().map(entry -> entry.getKey().score()).toArray(Long[]::new),
                scores.stream().map(Map.Entry::getValue).toArray(Long[]::new));
        var blocks = new HashMap<Score, Long>();
        changes.forEach(
                (key, change) -> blocks.merge(new Score(key.campaign(), key.score() / BLOCK), change, Long::sum));
        blocks.values().removeIf(change -> change == 0);
        var coarse = new ArrayList<>(blocks.entrySet());
        transaction.update(
                """
                merge into standings_coarse s
                using unnest(?::bigint[], ?::bigint[], ?::bigint[]) as c (campaign_id, block, leads)
                on s.campaign_id = c.campaign_id and s.block = c.block
                when matched and s.leads + c.leads = 0 then delete
                when matched then update set leads = s.leads + c.leads
                when not matched then insert (campaign_id, block, leads) values (c.campaign_id, c.block, c.leads)
                """,
                coarse.stream().map(entry -> entry.getKey().campaign()).toArray(Long[]::new),
                coarse.stream().map(entry -> entry.getKey().score()).toArray(Long[]::new),
                coarse.stream().map(Map.Entry::getValue).toArray(Long[]::new));
    }

    static void states(Transaction transaction, List<CampaignState> states) {
        transaction.update(
                """
                update campaign_state s set last_seq = c.last_seq, last_number = c.last_number,
                    lead_count = c.lead_count, scored_count = c.scored_count, last_at = c.last_at
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                    as c (campaign_id, last_seq, last_number, lead_count, scored_count, last_at)
                where s.campaign_id = c.campaign_id
                """,
                states.stream().map(CampaignState::campaign).toArray(Long[]::new),
                states.stream().map(CampaignState::lastSeq).toArray(Long[]::new),
                states.stream().map(CampaignState::lastNumber).toArray(Long[]::new),
                states.stream().map(CampaignState::leadCount).toArray(Long[]::new),
                states.stream().map(CampaignState::scoredCount).toArray(Long[]::new),
                states.stream().map(CampaignState::lastAt).toArray(Instant[]::new));
    }
}
