package leadhook;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.testkit.ServerProcess;
import leadhook.verify.Verify;

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
                    now.last(),
                    now.lane(),
                    now.retries(),
                    now.attempts(),
                    Verify.of(now.database).campaign(campaign).violations());
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
     * @param last the number of the last event
     * @param attempts lines of the diary
     * @param violations of what must always hold
     */
    record Summary(
            Set<String> emails,
            Set<String> messages,
            long last,
            LaneRow lane,
            long retries,
            long attempts,
            List<String> violations) {}

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

    private long last() {
        return count("select last_seq from campaign_state where campaign_id = ?", campaign);
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

    private long count(String sql, Object... values) {
        return database.first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    @Override
    public void close() {
        database.close();
    }
}
