package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Mentions;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Zenobia has referred hundreds: she is let go by a job, in steps that others hardly notice (contract 7.8). */
@Journey
class GreatDeletionTest {
    /** One more than a step says of that they come from nobody, after those that go with the lead. */
    private static final int FRIENDS = 601;

    private static final int MOST_STEPS = 20;

    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();
    private final long webhook;
    private final JsonNode ada;
    private final JsonNode zenobia;
    private final Mentions hers = new Mentions(List.of("zenobia"));

    GreatDeletionTest(HandOver handOver) {
        world = World.ofItsOwn(handOver);
        campaign = world.campaign();
        campaign.admin("PATCH", "", "{\"scoring\": {\"indirect\": 2}}");
        world.work();
        webhook = campaign.subscribe(crm.url(), "referral", "deleted", "score_change");
        campaign.operator("POST", webhook, "/pause", "{}");
        ada = campaign.signUp("ada@example.com");
        zenobia = signUp("zenobia@example.com", ada);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.rangeClosed(1, FRIENDS)
                    .forEach(n -> callers.execute(() -> signUp("friend" + n + "@example.com", zenobia)));
        }
    }

    @AfterEach
    void close() {
        crm.close();
        world.close();
    }

    private JsonNode signUp(String email, JsonNode referrer) {
        return campaign.signUpWith("{\"email\": \"%s\", \"kid\": \"%s\"}"
                .formatted(email, referrer.path("social_id").asText()));
    }

    private Reply delete() {
        return campaign.delete("", List.of("email=zenobia@example.com"));
    }

    private Reply find(String email) {
        return campaign.get("?email=" + email);
    }

    /** Makes a step at a server that has just been started, as after a crash in the middle of the job. */
    private boolean stepAfterCrash() {
        world.restart();
        world.database().update("update jobs set until = now() - interval '1 second' where ended_at is null");
        return world.server().leadJobs().step();
    }

    private void stepUntilSheIsGone() {
        for (int step = 0; !phase().equals("orphan"); step++) {
            assertThat(step).as("steps of the job").isLessThan(MOST_STEPS);
            world.server().leadJobs().step();
        }
    }

    private String phase() {
        return world.database()
                .first(
                        "select case when ended_at is null then split_part(cursor, ' ', 1) else 'done' end from jobs where kind = 'delete_lead'",
                        row -> row.getString(1))
                .orElseThrow();
    }

    private long parents() {
        return world.database()
                .first(
                        "select count(*) from leads where parent_id = ?",
                        row -> row.getLong(1),
                        zenobia.path("id").asLong())
                .orElseThrow();
    }

    private void assertAllIsDone() {
        assertThat(phase()).isEqualTo("done");
        assertThat(find("zenobia@example.com").status()).isEqualTo(404);
        assertThat(parents()).isZero();
        var adaNow = find("ada@example.com").json();
        assertThat(adaNow.path("contest_score").asInt()).isZero();
        assertThat(adaNow.path("influence")).isEqualTo(json("{\"indirect\": 0, \"direct\": 0}"));
        assertThat(campaign.get("/stats").json().path("leads")).isEqualTo(json("""
                        {"total": %1$d, "total_with_jumpstart": %1$d, "removed_from_waitlist": 0, "verified": 0,
                        "fraudulent": 0, "opted_out": 0, "referred": 0}""".formatted(FRIENDS + 1)));
        world.verify();
        campaign.operator("POST", webhook, "/resume", "{}");
        world.deliverDue();
        assertThat(crm.accepted())
                .filteredOn(payload -> hers.isIn(payload.toString()))
                .extracting("__event")
                .containsExactly("deleted");
        assertThat(crm.accepted()).filteredOn("__event", "score_change").hasSize(FRIENDS + 2);
        world.advance(Duration.ofMinutes(1)).retain();
        assertThat(hers.in(world.database())).isEmpty();
        world.verify();
    }

    @Test
    void a_lead_that_has_referred_hundreds_is_let_go_by_a_job() {
        assertThat(delete().json())
                .isEqualTo(json("{\"message\": \"Your leads have been equeued for deletion\", \"deleted\": 1}"));
        assertThat(find("zenobia@example.com").status())
                .as("until then it is there")
                .isEqualTo(200);

        world.work();

        assertAllIsDone();
    }

    @Test
    void it_ends_as_well_when_the_server_crashes_between_any_two_steps_and_all_is_in_order_meanwhile() {
        delete();
        var phases = new ArrayList<String>();
        while (stepAfterCrash()) {
            phases.add(phase());
            world.verify();
            boolean there = find("zenobia@example.com").status() == 200;
            assertThat(there).isEqualTo(phase().equals("erase") || phase().equals("delete"));
            assertThat(find("friend1@example.com").json().path("parent_id").isNull())
                    .isEqualTo(!there);
        }

        assertThat(phases).containsSubsequence("erase", "erase", "delete", "orphan", "orphan", "done");
        assertAllIsDone();
    }

    @Test
    void it_ends_as_well_when_a_step_was_made_and_nobody_could_note_that() {
        delete();
        stepUntilSheIsGone();
        world.database().update("update jobs set cursor = 'delete 0' where kind = 'delete_lead'");
        while (stepAfterCrash()) {
            world.verify();
        }

        assertAllIsDone();
    }

    @Test
    void asking_again_meanwhile_makes_it_no_second_job_and_friends_who_come_go_and_change_meanwhile_are_counted() {
        delete();
        world.server().leadJobs().step();
        assertThat(delete().status()).isEqualTo(202);
        signUp("late@example.com", zenobia);
        campaign.delete("", List.of("email=friend1@example.com"));
        stepUntilSheIsGone();
        assertThat(delete().status()).isEqualTo(400);
        campaign.delete("", List.of("email=friend2@example.com"));
        campaign.post("/block", "{\"email\": \"friend3@example.com\"}");
        campaign.post("/verify", "{\"email\": \"friend4@example.com\"}");
        assertThat(signUp("nobodys@example.com", zenobia).path("parent_id").isNull())
                .isTrue();
        signUp("friends-friend@example.com", find("friend5@example.com").json());
        world.verify();

        world.work();

        assertThat(phase()).isEqualTo("done");
        assertThat(world.database().list("select 1 from jobs where kind = 'delete_lead'", row -> row.getLong(1)))
                .hasSize(1);
        assertThat(parents()).isZero();
        assertThat(find("ada@example.com").json().path("contest_score").asInt()).isZero();
        assertThat(campaign.get("/stats").json().path("leads").path("referred").asInt())
                .isEqualTo(1);
        world.verify();
    }

    @Test
    void she_who_is_let_go_by_a_job_can_sign_up_anew_once_she_is_gone() {
        delete();
        assertThat(signUp("zenobia@example.com", ada).path("id")).isEqualTo(zenobia.path("id"));
        stepUntilSheIsGone();

        var anew = signUp("zenobia@example.com", ada);

        assertThat(anew.path("id")).isNotEqualTo(zenobia.path("id"));
        assertThat(anew.path("influence")).isEqualTo(json("{\"indirect\": 0, \"direct\": 0}"));
        world.work().verify();
    }
}
