package leadhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import leadhook.delivery.Told;
import leadhook.log.EventType;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever listens is told what was written of exchanges, once it is committed. */
@Timeout(60)
class OutcomesToldTest {
    private final World world = World.ofItsOwn(HandOver.MEMORY);
    private final Receiver crm = Receiver.start();
    private final List<Told> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        world.close();
        crm.close();
    }

    @Test
    void attempts_resends_and_tests_are_told() {
        var campaign = world.campaign();
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        world.server().delivery().tellOfOutcomes(() -> true, told::addAll);
        crm.answers(500);
        long lead = campaign.signUp("ada@example.com").path("id").asLong();
        world.deliverDue();
        crm.answers(200);
        campaign.operator("POST", webhook, "/resend", "{\"event\": 1}");
        campaign.operator("POST", webhook, "/test", "{\"event\": \"tagged\"}");

        assertThat(told)
                .extracting(Told::seq, Told::lead, Told::type, Told::number, Told::trigger, Told::status, Told::reason)
                .containsExactly(
                        tuple(1L, lead, EventType.NEW_SIGNUP, 1, "first", 500, "refused"),
                        tuple(1L, lead, EventType.NEW_SIGNUP, 2, "resend", 200, null),
                        tuple(0L, 0L, EventType.TAGGED, 1, "test", 200, null));
        assertThat(told).allMatch(each -> each.webhook() == webhook && each.campaign() == campaign.id());
    }

    @Test
    void what_is_told_is_written_already() {
        var campaign = world.campaign();
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        var written = new CopyOnWriteArrayList<Long>();
        world.server().delivery().tellOfOutcomes(() -> true, _ -> written.add(attempts(webhook)));

        campaign.signUp("ada@example.com");
        world.deliverDue();
        campaign.operator("POST", webhook, "/resend", "{\"event\": 1}");

        assertThat(written).containsExactly(1L, 2L);
    }

    private long attempts(long webhook) {
        return world.database()
                .first("select count(*) from attempts where webhook_id = ?", row -> row.getLong(1), webhook)
                .orElseThrow();
    }

    @Test
    void a_listener_that_fails_breaks_nothing() {
        var campaign = world.campaign();
        long webhook = campaign.subscribe(crm.url(), "new_signup");
        world.server().delivery().tellOfOutcomes(() -> true, _ -> {
            throw new IllegalStateException("not today");
        });

        campaign.signUp("ada@example.com");
        campaign.signUp("bob@example.com");
        world.deliverDue();
        campaign.operator("POST", webhook, "/resend", "{\"event\": 1}");

        assertThat(attempts(webhook)).isEqualTo(3);
        world.verify();
    }
}
