package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever reads the log is told of what expires, days before and when it has, and not drowned in it. */
@Timeout(120)
class ExpiryWarningsTest {
    private final World world = World.ofItsOwn(HandOver.TABLE);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();
    private final Logger log = Logger.getLogger("leadhook.retention.Warnings");
    private final Lines lines = new Lines();

    private static final class Lines extends Handler {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        List<String> taken() {
            var taken = List.copyOf(lines);
            lines.clear();
            return taken;
        }
    }

    @BeforeEach
    void listen() {
        log.addHandler(lines);
    }

    @AfterEach
    void close() {
        log.removeHandler(lines);
        world.close();
        crm.close();
    }

    private long paused(String path) {
        long webhook = campaign.subscribe(crm.url(path), "new_signup");
        campaign.operator("POST", webhook, "/pause", "{}");
        return webhook;
    }

    @Test
    void it_is_told_once_a_day_from_three_days_before_and_once_when_it_is_so() {
        long webhook = paused("/");
        campaign.subscribe(crm.url("/idle"), "deleted");
        campaign.signUp("ada@example.com");
        campaign.signUp("bob@example.com");
        world.deliverDue();
        world.advance(Duration.ofDays(27)).retain();
        assertThat(lines.taken()).isEmpty();

        for (int day = 0; day < 3; day++) {
            world.advance(Duration.ofDays(1)).retain();
            world.retain();
            assertThat(lines.taken())
                    .singleElement()
                    .asString()
                    .startsWith("webhook %d of campaign %d has not taken 2 events of the days up to 2026-03-0"
                            .formatted(webhook, campaign.id()))
                    .endsWith("which expire soon: 2 unread, 0 owed");
        }

        world.advance(Duration.ofDays(1)).retain();
        assertThat(lines.taken().getLast())
                .isEqualTo("2 events of the days up to 2026-03-02 expired before webhook %d of campaign %d took them:"
                                .formatted(webhook, campaign.id())
                        + " 2 unread, 0 owed");
        world.advance(Duration.ofDays(1)).retain();
        assertThat(lines.taken()).isEmpty();
    }

    @Test
    void of_many_webhooks_it_is_told_in_sum() {
        for (int i = 0; i < 23; i++) {
            paused("/" + i);
        }
        campaign.signUp("ada@example.com");
        world.advance(Duration.ofDays(30)).retain();
        assertThat(lines.taken()).hasSize(21).last().asString().startsWith("so it may be with 3 webhooks more");

        world.advance(Duration.ofDays(1)).retain();

        var told = lines.taken();
        assertThat(told)
                .filteredOn(line -> line.contains("expired before webhook"))
                .hasSize(20);
        assertThat(told.getLast())
                .isEqualTo("23 events of the days up to 2026-03-02 expired before 23 webhooks took them, some of which"
                        + " are named above");
        world.verify();
    }
}
