package leadhook.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import leadhook.testkit.HandOver;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log of many stretches is looked at whole, in calls that remember nothing. */
@Timeout(120)
class LongLogTest {
    private static final long EVENTS = 45_000;

    private final World world = World.ofItsOwn(HandOver.TABLE);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void every_stretch_is_looked_at_and_each_thing_once() {
        var log = LongLog.in(world, EVENTS, 2);

        long began = System.nanoTime();
        var report = Verify.of(world.database()).campaign(log.campaign().id());
        System.out.printf(
                "%d events to 2 webhooks verified in %d ms%n",
                EVENTS, Duration.ofNanos(System.nanoTime() - began).toMillis());

        assertThat(report.violations()).isEmpty();
        assertThat(rows(report, Invariant.NUMBERS)).isEqualTo(EVENTS);
        assertThat(rows(report, Invariant.SIGNUPS)).isEqualTo(EVENTS / 2);
        assertThat(rows(report, Invariant.REACHED)).isEqualTo(2 * EVENTS);
        assertThat(rows(report, Invariant.WALLS)).isEqualTo(2 * EVENTS);
    }

    @Test
    void what_is_wrong_is_found_in_any_stretch_and_at_their_seams() {
        var log = LongLog.in(world, EVENTS, 1);
        long id = log.campaign().id();
        for (long number : new long[] {2, 20_000, 20_002, 40_000, 40_002, 45_000}) {
            world.database().update("delete from events where campaign_id = ? and seq = ?", id, number);
        }
        world.database().update("""
                update events set type = 'opted_out' where campaign_id = ? and seq in (1, 19999, 20001, 39999, 44999)
                """, id);

        var report = Verify.of(world.database()).campaign(id);

        assertThat(violations(report, Invariant.NUMBERS)).isEqualTo(6);
        assertThat(violations(report, Invariant.SIGNUPS)).isEqualTo(5);
        assertThat(report.violations())
                .contains("numbers: campaign " + id + ": number 2 is missing")
                .contains("signups: campaign " + id + ": lead 1010001 has no new_signup");
    }

    @Test
    void the_calls_of_the_api_add_up_to_the_same() {
        var log = LongLog.in(world, EVENTS, 1);
        var other = world.campaign();
        var report = Report.NOTHING;

        var page = verify("");
        report = report.plus(Report.read(page.json().path("data")));
        while (!page.json().path("next").isNull()) {
            assertThat(page.json().path("at").asText()).startsWith("campaign ");
            page = verify("?after=" + page.json().path("next").asText());
            report = report.plus(Report.read(page.json().path("data")));
        }

        var database = Verify.of(world.database());
        assertThat(report)
                .isEqualTo(database.campaign(log.campaign().id()).plus(database.campaign(other.id())))
                .isEqualTo(database.all());
    }

    @Test
    void one_campaign_is_verified_alone_and_nonsense_is_refused() {
        var campaign = world.campaign();
        campaign.signUp("ada@example.com");
        world.campaign().signUp("grace@example.com");

        var page = verify("?campaign=" + campaign.id());

        assertThat(page.json().path("next").isNull()).isTrue();
        assertThat(rows(Report.read(page.json().path("data")), Invariant.COUNTS))
                .isEqualTo(9);
        assertThat(verify("?campaign=4711").status()).isEqualTo(404);
        assertThat(verify("?campaign=ada").status()).isEqualTo(404);
        for (var after :
                new String[] {"1", "1.log.5", "1.whole.5.6", "1.log.-5.0", "x.log.1.1", "1.log.1.9999999999999999999"
                }) {
            assertThat(verify("?after=" + after).status()).as(after).isEqualTo(409);
        }
    }

    private Reply verify(String query) {
        return Web.get(world.url() + "/admin/v1/verify" + query, "Authorization", "Bearer " + World.ADMIN_TOKEN);
    }

    private static long rows(Report report, Invariant invariant) {
        return of(report, invariant).rows();
    }

    private static long violations(Report report, Invariant invariant) {
        return of(report, invariant).violations();
    }

    private static Checked of(Report report, Invariant invariant) {
        return report.checked().stream()
                .filter(each -> each.invariant() == invariant)
                .findFirst()
                .orElseThrow();
    }
}
