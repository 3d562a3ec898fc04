package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import leadhook.testkit.ServerProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person reads who has started a server. */
class StartedServerTest {
    @BeforeEach
    void nothing_is_there() {
        ServerProcess.clear();
    }

    @Test
    void each_start_says_once_where_the_pages_are() throws InterruptedException {
        for (var start : List.of("the first", "a later one")) {
            try (var server = ServerProcess.start(Map.of("LEADHOOK_FIRST_START", "on"))) {
                assertThat(server.said())
                        .as(start)
                        .filteredOn(line -> line.contains(server.url() + "/dashboard"))
                        .hasSize(1);
                server.stop();
            }
        }
    }
}
