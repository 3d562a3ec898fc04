package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;

/** The same new address in many requests at once is one lead. */
class ParallelSignupsTest {
    private static final int REQUESTS = 50;

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();

    @Test
    void fifty_at_once_are_one_new_signup_and_forty_nine_repeated_ones() throws Exception {
        var url = campaign.inbound();
        var answers = new ArrayList<Future<Integer>>();
        var go = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < REQUESTS; i++) {
                Callable<Integer> call = () -> {
                    go.await();
                    return Web.postJson(url, "{\"email\": \"ada@example.com\"}").status();
                };
                answers.add(callers.submit(call));
            }
            go.countDown();
        }
        var statuses = new ArrayList<Integer>();
        for (var answer : answers) {
            statuses.add(answer.get());
        }

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(REQUESTS - 1);
        assertThat(count("new_signup")).isEqualTo(1);
        assertThat(count("new_signup_not_excluded")).isEqualTo(1);
        assertThat(count("repeat_signup")).isEqualTo(REQUESTS - 1);
        assertThat(campaign.get("?email=ada@example.com").json().path("counter").asInt())
                .isEqualTo(REQUESTS);
    }

    private long count(String type) {
        return world.database()
                .first(
                        "select count(*) from events where campaign_id = ? and type = ?",
                        row -> row.getLong(1),
                        campaign.id(),
                        type)
                .orElseThrow();
    }
}
