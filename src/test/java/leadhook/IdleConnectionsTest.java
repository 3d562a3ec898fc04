package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.Web;
import leadhook.testkit.Wire;
import org.junit.jupiter.api.Test;

/** Ten thousand connections on which nothing is said take nobody's place. */
class IdleConnectionsTest {
    private static final int CONNECTIONS = 10_000;

    @Test
    void a_normal_client_is_served_beside_them_and_they_make_room() throws InterruptedException {
        ServerProcess.clear();
        var wires = new ArrayList<Wire>();
        try (var server = ServerProcess.start()) {
            var campaign = ServerProcess.campaign(() -> server);
            var inbound = campaign.inbound();
            for (int i = 0; i < CONNECTIONS; i++) {
                wires.add(Wire.to(server.url()));
                if (i % 2 == 0) {
                    wires.getLast().send("POST /inbound/x HTTP/1.1\r\nHost: x\r\n");
                }
            }

            for (int i = 0; i < 20; i++) {
                assertThat(Web.postJson(inbound, "{\"email\": \"ada" + i + "@example.com\"}")
                                .status())
                        .isEqualTo(201);
            }
            // With few connections a silent one is left alone for 75 seconds.
            long begun = System.nanoTime();
            assertThat(wires.subList(0, 200))
                    .allSatisfy(wire -> assertThat(
                                    wire.isClosedWithin(Duration.ofSeconds(50).minusNanos(System.nanoTime() - begun)))
                            .isTrue());
            assertThat(server.stop()).isEqualTo(143);
        } finally {
            wires.forEach(Wire::close);
        }
        assertThat(ServerProcess.notes()).doesNotContain("ERROR", "OutOfMemory");
    }
}
