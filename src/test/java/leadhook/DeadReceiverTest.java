package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One receiver is dead for a million events; twenty healthy ones of the same campaign must not notice. */
@Timeout(180)
class DeadReceiverTest {
    private static final int BACKLOG = 1_000_000;
    private static final int HEALTHY = 20;
    private static final Duration PROBE = Duration.ofMinutes(12);

    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver dead = Receiver.start();
    private final Receiver healthy = Receiver.start();

    @AfterEach
    void close() {
        healthy.close();
        dead.close();
        world.close();
    }

    /** Events of a lead each, made by SQL; no lead is there, so that this world is not verified at the end. */
    private void makeBacklog() {
        world.database().update("""
                        insert into events (campaign_id, seq, day, at, lead_id, type, body)
                        select ?, seq, (now_at at time zone 'UTC')::date, now_at, seq, 'new_signup',
                            '{"id":' || seq || ',"email":"lead' || seq || '@example.com"}'
                        from generate_series(1, ?::int) as seq, (select ?::timestamptz as now_at) as t
                        """, campaign.id(), BACKLOG, world.clock().instant());
        world.database()
                .update(
                        "update campaign_state set last_seq = ?, last_at = ? where campaign_id = ?",
                        BACKLOG,
                        world.clock().instant(),
                        campaign.id());
        world.database()
                .update(
                        "insert into log_days (campaign_id, day, first_seq) values (?, (?::timestamptz at time zone 'UTC')::date, 1)",
                        campaign.id(),
                        world.clock().instant());
    }

    private long count(String sql, Object... values) {
        return world.database().first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    private void signUp(String name, int leads) {
        IntStream.range(0, leads).forEach(i -> campaign.signUp(name + i + "@example.com"));
    }

    @Test
    void its_backlog_is_no_rows_and_it_holds_one_slot() throws InterruptedException {
        dead.stop();
        long webhook = campaign.subscribe(dead.url(), "new_signup");
        makeBacklog();
        var others = new ArrayList<Long>();
        IntStream.range(0, HEALTHY).forEach(i -> others.add(campaign.subscribe(healthy.url("/" + i), "new_signup")));
        world.deliverDue();
        long position = count("select position from lanes where webhook_id = ?", webhook);
        long owed = count("select count(*) from retries where webhook_id = ?", webhook);
        assertThat(campaign.webhook(webhook).path("state").asText()).isEqualTo("standing");

        dead.restart();
        dead.hangs();
        world.advance(PROBE);
        world.startDue();
        dead.awaitRequests(1);
        signUp("lead", 50);
        world.startDue();
        healthy.awaitRequests(HEALTHY);

        assertThat(dead.open()).as("exchanges it holds").isEqualTo(1);
        assertThat(dead.mostOpen()).isEqualTo(1);
        dead.stop();
        world.deliverDue();
        assertThat(healthy.accepted()).hasSize(HEALTHY * 50);
        assertThat(count("select count(*) from retries where webhook_id = ?", webhook))
                .as("rows for a backlog of a million")
                .isEqualTo(owed)
                .isLessThanOrEqualTo(10);
        assertThat(count("select position from lanes where webhook_id = ?", webhook))
                .isEqualTo(position);
        assertThat(count("select count(*) from retries")).isEqualTo(owed);
        assertThat(count("select count(*) from lanes where webhook_id = any(?) and position < ?", ids(others), BACKLOG))
                .isZero();
    }

    private static Long[] ids(List<Long> webhooks) {
        return webhooks.toArray(Long[]::new);
    }
}
