package leadhook.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import leadhook.testkit.HandOver;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A day of which a webhook has taken nothing goes in as many short steps as it needs. */
@Timeout(300)
class LongDayTest {
    private static final int EVENTS = 50_000;
    private static final int OWED = 1_500;

    private final World world = World.ofItsOwn(HandOver.TABLE);

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> gaps(long webhook) {
        return world.database()
                .list(
                        "select from_seq || '-' || to_seq from gaps where webhook_id = ? order by from_seq",
                        row -> row.getString(1),
                        webhook);
    }

    @Test
    void what_does_not_fit_into_one_step_is_named_in_several() {
        var log = LongLog.in(world, EVENTS, 3);
        var database = world.database();
        var webhooks = database.list("select id from outbound_webhooks order by id", row -> row.getLong(1));
        long unread = webhooks.get(0);
        long owing = webhooks.get(1);
        log.campaign().operator("POST", unread, "/pause", "{}");
        log.campaign().operator("POST", owing, "/pause", "{}");
        database.update("delete from attempts where webhook_id = ?", unread);
        database.update("update lanes set position = 0 where webhook_id = ?", unread);
        database.update("delete from attempts where webhook_id = ? and seq <= ?", owing, OWED);
        database.update("""
                insert into retries (webhook_id, seq, day, lead_id, attempt, due_at)
                select ?, seq, day, lead_id, 1, at from events where campaign_id = ? and seq <= ?
                """, owing, log.campaign().id(), OWED);
        world.verify();
        world.advance(Duration.ofDays(31));
        world.server().retention().plan();
        for (int i = 0; i < 5; i++) {
            world.server().retention().step();
            world.verify();
        }

        world.retain();

        assertThat(gaps(unread)).containsExactly("1-10000", "10001-20000", "20001-30000", "30001-40000", "40001-50000");
        assertThat(gaps(owing)).containsExactly("1-1000", "1001-1500");
        assertThat(gaps(webhooks.get(2))).isEmpty();
        assertThat(database.list("select relname from pg_class where relname = 'events_20260302'", row -> 1))
                .isEmpty();
        world.verify();
    }
}
