package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leadhook.campaigns.Campaigns;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.testkit.Scans;
import org.junit.jupiter.api.Test;

/** A batch finds all it needs by an index, however large the tables are. */
class IndexedBatchTest {
    @Test
    void no_table_is_scanned_by_a_batch() {
        var commands = new ArrayList<List<Command>>();
        var world = new WriterWorld();
        try (world) {
            long campaign = world.campaign();
            long tag = world.tag(campaign, 5).id();
            var ada = world.signUp(campaign, "ada@example.com")
                    .phone("+420777000111")
                    .tagged(tag)
                    .command();
            commands.add(List.of(ada));
            commands.add(List.of(
                    world.signUp(campaign, "bob@example.com")
                            .referredBy(ada.newId())
                            .command(),
                    world.signUp(campaign, "ada@example.com")
                            .phone("+420777000222")
                            .command()));
        }
        Scans.begin(world.address);

        try (var hot = Database.hot(world.address, 1)) {
            var views = new Views("https://kol.example.net", new OptOutLinks(new byte[32]));
            var batch = new Batch(new Campaigns(hot, world.clock), new Log(hot, 0), views, world.clock);
            for (var each : commands) {
                var result = hot.transaction(transaction -> batch.run(transaction, each, false, _ -> {}));
                assertThat(result.replies()).hasSameSizeAs(each);
                hot.transaction(transaction -> batch.run(transaction, each, true, _ -> {}));
            }
        }

        assertThat(Scans.found(world.address)).isEmpty();
    }
}
