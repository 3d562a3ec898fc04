package leadhook;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.testkit.ServerProcess;

/** What is on disk of one campaign with one webhook, which wants {@code new_signup}. */
final class Aftermath implements AutoCloseable {
    private final Database database;
    private final long campaign;

    /** As it is now, whether a server runs or not. */
    Aftermath(Address address, long campaign) {
        this.database = Database.everyday(address, 1);
        this.campaign = campaign;
    }

    /** What the subscriber of the campaign is to get, by now. */
    static Set<String> messagesOf(Address address, long campaign) {
        try (var now = new Aftermath(address, campaign)) {
            return now.messages();
        }
    }

    /** All of it, by now. */
    static Summary of(Address address, long campaign) {
        try (var now = new Aftermath(address, campaign)) {
            // Nothing may have counted these tables yet, and joins would be planned as if they were empty.
            now.database.update("analyze leads, events, points, tallies");
            return new Summary(
                    now.emails(),
                    now.messages(),
                    now.halves(),
                    now.log(),
                    now.lane(),
                    now.retries(),
                    now.attempts(),
                    now.miscounted());
        }
    }

    /** All of it, as a server left it that is no more and had a PostgreSQL of its own. */
    static Summary leftBehind(long campaign) {
        try (var postgres = ServerProcess.leftBehind()) {
            return of(new Address(postgres.jdbcUrl(), postgres.user(), postgres.password()), campaign);
        }
    }

    /**
     * All of it.
     *
     * @param emails of leads with exactly one of each event that a new lead always has
     * @param messages the {@code webhook-id} of each {@code new_signup}
     * @param halves leads without one of each, and events without a lead
     * @param attempts lines of the diary
     * @param miscounted scores that are not the sum of the ledger, and standings that are not the count of the scores
     */
    record Summary(
            Set<String> emails,
            Set<String> messages,
            long halves,
            Numbers log,
            LaneRow lane,
            long retries,
            long attempts,
            long miscounted) {}

    /** Numbers of the log: gapless when the first is 1 and the last equals the count. */
    record Numbers(long first, long last, long count, long lastOfState) {
        static Numbers gapless(long last) {
            return new Numbers(1, last, last, last);
        }
    }

    /** Where the lane stands: up to the position all is settled, and what of it above. */
    record LaneRow(long position, BitSet ahead) {
        boolean knows(String message) {
            long seq = Long.parseLong(message.substring(message.lastIndexOf('-') + 1));
            return seq <= position || ahead.get((int) (seq - position - 1));
        }
    }

    Set<String> emails() {
        return new HashSet<>(database.list("""
                select l.email from leads l
                join events e on e.campaign_id = l.campaign_id and e.lead_id = l.id
                where l.campaign_id = ? group by l.email
                having count(*) filter (where e.type = 'new_signup') = 1
                    and count(*) filter (where e.type = 'new_signup_not_excluded') = 1
                """, row -> row.getString(1), campaign));
    }

    private Set<String> messages() {
        return database
                .list(
                        "select seq from events where campaign_id = ? and type = 'new_signup'",
                        row -> row.getLong(1),
                        campaign)
                .stream()
                .map(seq -> "evt-" + campaign + "-" + seq)
                .collect(Collectors.toSet());
    }

    private long halves() {
        return count("""
                select count(*) from (select id from leads where campaign_id = ?) l
                full join (
                    select lead_id, count(*) filter (where type = 'new_signup') as signups,
                        count(*) filter (where type = 'new_signup_not_excluded') as counted
                    from events where campaign_id = ? group by lead_id
                ) e on e.lead_id = l.id
                where l.id is null or e.signups is distinct from 1 or e.counted is distinct from 1
                """, campaign, campaign);
    }

    private Numbers log() {
        return database.first(
                        """
                        select min(e.seq), max(e.seq), count(*), max(s.last_seq)
                        from events e join campaign_state s using (campaign_id) where campaign_id = ?
                        """,
                        row -> new Numbers(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                        campaign)
                .orElseThrow();
    }

    LaneRow lane() {
        return database.first(
                        "select position, ahead from lanes where campaign_id = ?",
                        row -> new LaneRow(row.getLong(1), BitSet.valueOf(row.getBytes(2))),
                        campaign)
                .orElseThrow();
    }

    /** Whoever serves lanes is dead, and another may take them over at once. */
    void endLeases() {
        database.update("update slices set until = '-infinity'");
    }

    private long retries() {
        return count(
                "select count(*) from retries r join lanes l using (webhook_id) where l.campaign_id = ?", campaign);
    }

    private long attempts() {
        return count("select count(*) from attempts where campaign_id = ?", campaign);
    }

    private long miscounted() {
        return count("""
                select count(*) from (select score, leads from standings where campaign_id = ? and leads <> 0) s
                full join (
                    select score, count(*) as leads from tallies where campaign_id = ? and score > 0 group by score
                ) t using (score)
                where s.leads is distinct from t.leads
                """, campaign, campaign) + count("""
                select count(*) from (
                    select lead_id, sum(points) as score from points where campaign_id = ? group by lead_id
                ) p
                full join (select lead_id, score from tallies where campaign_id = ?) t using (lead_id)
                where coalesce(p.score, 0) <> coalesce(t.score, 0)
                """, campaign, campaign);
    }

    private long count(String sql, Object... values) {
        return database.first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    @Override
    public void close() {
        database.close();
    }
}
