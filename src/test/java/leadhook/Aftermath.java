package leadhook;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.testkit.ServerProcess;

/** What is on disk of one campaign with one webhook. */
final class Aftermath implements AutoCloseable {
    private final Database database;
    private final long campaign;

    private Aftermath(Address address, long campaign) {
        this.database = Database.everyday(address, 1);
        this.campaign = campaign;
    }

    /** As it is while the server runs. */
    static Set<String> messagesOf(ServerProcess server, long campaign) {
        try (var now = new Aftermath(server.database(), campaign)) {
            return now.messages();
        }
    }

    /** As a server left it that is no more. */
    static Summary leftBehind(long campaign) {
        try (var postgres = ServerProcess.leftBehind();
                var left = new Aftermath(
                        new Address(postgres.jdbcUrl(), postgres.user(), postgres.password()), campaign)) {
            return new Summary(left.emails(), left.messages(), left.halves(), left.log(), left.lanes(), left.retries());
        }
    }

    /**
     * All of it.
     *
     * @param emails of leads with exactly the two events of a new lead
     * @param messages the {@code webhook-id} of each event
     * @param halves leads with other events, and events without a lead
     */
    record Summary(
            Set<String> emails, Set<String> messages, long halves, Numbers log, List<LaneRow> lanes, long retries) {}

    /** Numbers of the log: gapless when the first is 1 and the last equals the count. */
    record Numbers(long first, long last, long count, long lastOfState) {}

    /** Where a lane stands; {@code ahead} in bytes. */
    record LaneRow(long position, int ahead) {}

    private Set<String> emails() {
        return new HashSet<>(database.list("""
                select l.email from leads l
                join events e on e.campaign_id = l.campaign_id and e.lead_id = l.id
                where l.campaign_id = ? group by l.email
                having array_agg(e.type order by e.seq) = array['new_signup', 'new_signup_not_excluded']
                """, row -> row.getString(1), campaign));
    }

    private Set<String> messages() {
        return database.list("select seq from events where campaign_id = ?", row -> row.getLong(1), campaign).stream()
                .map(seq -> "evt-" + campaign + "-" + seq)
                .collect(Collectors.toSet());
    }

    private long halves() {
        return database.first("""
                select count(*) from (select id from leads where campaign_id = ?) l
                full join (
                    select lead_id, array_agg(type order by seq) as types
                    from events where campaign_id = ? group by lead_id
                ) e on e.lead_id = l.id
                where l.id is null or e.types is distinct from array['new_signup', 'new_signup_not_excluded']
                """, row -> row.getLong(1), campaign, campaign).orElseThrow();
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

    private List<LaneRow> lanes() {
        return database.list(
                "select position, ahead from lanes where campaign_id = ?",
                row -> new LaneRow(row.getLong(1), row.getBytes(2).length),
                campaign);
    }

    private long retries() {
        return database.first("select count(*) from retries", row -> row.getLong(1))
                .orElseThrow();
    }

    @Override
    public void close() {
        database.close();
    }
}
