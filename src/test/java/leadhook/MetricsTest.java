package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import leadhook.platform.database.Watch;
import leadhook.testkit.Exposed;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told at {@code /metrics} is what has happened. */
class MetricsTest {
    private static final Duration LONGER_THAN_ANY_DELAY = Duration.ofHours(28);
    /** From the beginning of a world until its first day is older than 30 days. */
    private static final Duration A_MONTH = Duration.ofDays(31);

    private static final int ATTEMPTS = 10;
    private static final String GIVEN_UP = "leadhook_events_lost_total{reason=\"given up\"}";
    private static final String EXPIRED = "leadhook_events_lost_total{reason=\"expired\"}";

    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();

    @AfterEach
    void close() {
        crm.close();
        world.close();
    }

    @Test
    void signups_and_their_batches_are_counted() {
        campaign.signUp("ada@example.com");
        campaign.signUp("ada@example.com");
        Web.postJson(campaign.inbound(), "{\"email\": \"grace@example.com\"}");
        campaign.post("", "{\"email\": \"nobody\"}");

        var told = Exposed.by(world);
        assertThat(told.value("leadhook_signups_total{result=\"created\"}")).isEqualTo(2);
        assertThat(told.value("leadhook_signups_total{result=\"repeated\"}")).isEqualTo(1);
        assertThat(told.value("leadhook_batch_commands_sum")).isEqualTo(3);
        assertThat(told.value("leadhook_batch_seconds_count")).isEqualTo(told.value("leadhook_batch_commands_count"));
        assertThat(told.value("leadhook_batch_commit_seconds_sum"))
                .isPositive()
                .isLessThan(told.value("leadhook_batch_seconds_sum"));
        assertThat(told.value("leadhook_accept_seconds_count{route=\"POST /v2/{campaign}\"}"))
                .isEqualTo(2);
        assertThat(told.value("leadhook_accept_seconds_count{route=\"POST /inbound/{token}\"}"))
                .isEqualTo(1);
        assertThat(told.value("leadhook_http_request_seconds_count{route=\"POST /v2/{campaign}\",status=\"4xx\"}"))
                .isEqualTo(1);
        assertThat(told.value("leadhook_database_statements_total{pool=\"hot\"}"))
                .isEqualTo((double) world.server().hot().statements());
    }

    @Test
    void attempts_are_counted_by_outcome_and_an_event_by_how_long_it_was_on_its_way() {
        campaign.subscribe(crm.answers(500).url(), "new_signup");
        campaign.subscribe("http://192.0.2.1/", "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        crm.answers(200);
        world.advance(Duration.ofSeconds(10)).deliverDue();

        var told = Exposed.by(world);
        assertThat(told.value("leadhook_attempt_seconds_count{outcome=\"refused\"}"))
                .isEqualTo(1);
        assertThat(told.value("leadhook_attempt_seconds_count{outcome=\"delivered\"}"))
                .isEqualTo(1);
        assertThat(told.value("leadhook_attempt_seconds_count{outcome=\"unsafe\"}"))
                .isEqualTo(2);
        assertThat(told.value("leadhook_attempt_seconds_count{outcome=\"unreachable\"}"))
                .isZero();
        assertThat(told.value("leadhook_retries_total")).isEqualTo(2);
        assertThat(told.value("leadhook_delivery_seconds_sum")).isEqualTo(10);
        assertThat(told.value("leadhook_settlement_outcomes_sum")).isEqualTo(4);
    }

    @Test
    void an_event_is_lost_when_it_is_written_that_its_last_attempt_has_failed() {
        campaign.subscribe(crm.url(), "new_signup");
        crm.answersBy(received -> Answer.of(received.text().contains("ada@") ? 500 : 200));
        campaign.signUp("ada@example.com");
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            takeAnother(attempt);
            world.deliverDue();
            world.advance(LONGER_THAN_ANY_DELAY);
        }
        takeAnother(ATTEMPTS);
        world.startDue();
        world.awaitExchanges();
        assertThat(Exposed.by(world).value(GIVEN_UP)).isZero();

        world.deliverDue();

        var told = Exposed.by(world);
        assertThat(told.value(GIVEN_UP)).isEqualTo(1);
        assertThat(told.value(EXPIRED)).isZero();
        assertThat(told.value("leadhook_retries_total")).isEqualTo(ATTEMPTS - 1);
    }

    /** Nothing is given up while a receiver takes nothing at all. */
    private void takeAnother(int number) {
        campaign.signUp("other" + number + "@example.com");
    }

    @Test
    void what_was_unread_or_owed_is_lost_with_its_day() {
        long paused = campaign.subscribe(crm.url("/paused"), "new_signup");
        campaign.operator("POST", paused, "/pause", "{}");
        campaign.subscribe(crm.answers(500).url("/down"), "new_signup");
        IntStream.range(0, 3).forEach(i -> campaign.signUp("ada" + i + "@example.com"));
        world.deliverDue();
        assertThat(Exposed.by(world).value(EXPIRED)).isZero();

        world.advance(A_MONTH).retain();

        var told = Exposed.by(world);
        assertThat(told.value(EXPIRED)).isEqualTo(3 + 3);
        assertThat(told.value(GIVEN_UP)).isZero();
        world.verify();
    }

    @Test
    void a_job_fails_until_it_comes_on() {
        campaign.signUp("ada@example.com");
        world.advance(A_MONTH);
        world.server().retention().plan();
        world.database().update("update jobs set cursor = 'newer_phase 0' where kind = 'drop_events'");
        assertThat(told().value("leadhook_jobs_failing")).isZero();

        world.retain();
        assertThat(told().value("leadhook_jobs_failing")).isEqualTo(1);

        world.database().update("update jobs set cursor = '' where kind = 'drop_events'");
        world.advance(Duration.ofHours(1)).retain();
        assertThat(told().value("leadhook_jobs_failing")).isZero();
        world.verify();
    }

    @Test
    void a_lane_that_stands_still_shows_what_it_owes_and_how_far_it_is_behind() {
        campaign.subscribe(crm.answers(500).url(), "new_signup");
        IntStream.range(0, 15).forEach(i -> campaign.signUp("ada" + i + "@example.com"));
        world.deliverDue();
        world.advance(Duration.ofSeconds(10)).deliverDue();

        var told = told();
        assertThat(told.value("leadhook_lanes{state=\"standing\"}")).isEqualTo(1);
        assertThat(told.value("leadhook_lanes{state=\"running\"}")).isZero();
        var owed = told.value("leadhook_owed_events{state=\"standing\"}");
        assertThat(owed).isPositive();
        assertThat(told.value("leadhook_lag_events")).isPositive().isEqualTo(told.value("leadhook_lag_largest_events"));
        assertThat(told.value("leadhook_failing_longest_seconds")).isEqualTo(25);
        assertThat(told.value("leadhook_stopped_webhooks{state=\"standing\"}")).isEqualTo(1);
        assertThat(told.value("leadhook_stopped_owed_events{state=\"standing\"}"))
                .isEqualTo(owed);
        assertThat(told.value("leadhook_owed_oldest_seconds")).isEqualTo(25);
    }

    @Test
    void what_somebody_has_paused_is_no_lag_and_not_old() {
        long webhook = campaign.subscribe(crm.answers(500).url(), "new_signup");
        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.operator("POST", webhook, "/pause", "{}");
        campaign.signUp("grace@example.com");
        world.deliverDue();

        var told = told();
        assertThat(told.value("leadhook_lanes{state=\"paused\"}")).isEqualTo(1);
        assertThat(told.value("leadhook_lag_events")).isZero();
        assertThat(told.value("leadhook_stopped_webhooks{state=\"paused\"}")).isEqualTo(1);
        assertThat(told.value("leadhook_stopped_owed_events{state=\"paused\"}")).isEqualTo(1);
        assertThat(told.value("leadhook_owed_oldest_seconds")).isZero();
    }

    @Test
    void nothing_grows_with_campaigns_and_webhooks_or_with_what_strangers_ask() {
        visit(campaign);
        var samples = afterReading().ownSamples();

        for (int i = 0; i < 5; i++) {
            visit(world.campaign());
        }

        var told = Exposed.by(world);
        // What the JVM and the pools tell comes and goes.
        assertThat(told.ownSamples()).isNotEmpty().isEqualTo(samples);
        assertThat(told.text()).doesNotContain("127.0.0.1", "example", "nowhere", "PROPFIND", campaign.key());
    }

    /** A reading that tells of a reading: a request is counted when it has its answer, and each kind from its first on. */
    private Exposed afterReading() {
        var told = Exposed.by(world);
        while (!told.text().contains("route=\"GET /metrics\"")) {
            told = Exposed.by(world);
        }
        return told;
    }

    private void visit(TestCampaign visited) {
        visited.subscribe(crm.url("/" + visited.id()), "new_signup");
        visited.signUp("ada@example.com");
        Web.get(world.url() + "/nowhere/" + visited.id());
        Web.send("PROPFIND", visited.url(""), "");
        world.deliverDue();
    }

    /** With figures of the tables that are as new as can be. */
    private Exposed told() {
        world.advance(Watch.BETWEEN_LOOKS);
        return Exposed.by(world);
    }
}
